import type { Identity, Project } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { hashOfAddress } from '../text/address-hash.js';
import { hasHashes } from './address-hashes.js';
import { eventInputs, usualLagHours } from './event-inputs.js';
import { identityFile } from './match-keys.js';
import { eventsOf, type Layer, layersOf, onLaterRuns, wholeModels } from './layers.js';
import { limitsEvents } from './retention.js';
import { newOfEveryStream, watermark } from './watermark.js';

const linkColumns = ['stream', 'record_key', 'linked_key', 'linked_at', 'last_happened_at', 'last_known_at'] as const;

/** int_identity_links and its layers: events that carry two identities tie the weaker to the strongest. Grain: (stream, record_key, linked_key). */
export function identityLinksModels(project: Project): readonly Model[] {
  const inputs = eventInputs(project).filter(({ canTie }) => canTie);
  const layers = layersOf('int_identity_links', inputs).map((layer) => linksLayer(project, layer));
  const config = {
    description:
      'Identities that one event carried together, such as a device and the address in a form: the weaker is tied to the strongest from the time that event was known. Grain: one row per stream and pair.',
    columns: linkDescriptions,
  };
  const madeFrom = ['rubrics/sources/*.yaml'];
  return [
    ...layers,
    ...wholeModels('int_identity_links', inputs, { madeFrom, config, isProtected: limitsEvents(project) }, linkColumns),
  ];
}

const linkDescriptions = {
  record_key: 'The weaker identity',
  linked_key: 'The strongest identity of the same event',
  linked_at: 'When the first such event was known',
  last_happened_at: 'When the last such event happened',
  last_known_at: 'When the last such event was known',
};

function linksLayer(project: Project, layer: Layer): Model {
  const { inputs } = layer;
  const isAppended = layer.name === 'appended';
  const clocks = { happenedAt: 'last_happened_at', knownAt: 'last_known_at' };
  const isNew = isAppended ? newOfEveryStream(inputs, 'events.', project.standards.timeZone) : { join: '', where: '' };
  const isState = isAppended && limitsEvents(project);
  const ofThose = isAppended ? '' : ' Of events that may change or go after they came, as they are now.';
  const before = onLaterRuns(
    layer,
    `UNION ALL
  SELECT stream, record_key, linked_key, linked_at, last_happened_at, last_known_at FROM \${self()}`,
  );
  return {
    path: `definitions/intermediate/${layer.table}.sqlx`,
    madeFrom: ['rubrics/sources/*.yaml', ...(isState ? ['rubrics/shared/retention.yaml'] : [])],
    config: {
      type: isAppended ? 'incremental' : 'table',
      ...(isState && { protected: true as const }),
      ...(isAppended && { uniqueKey: ['stream', 'record_key', 'linked_key'] }),
      description: `Identities that one event carried together, such as a device and the address in a form: the weaker is tied to the strongest from the time that event was known.${ofThose} ${isState ? 'It outlives the events, and a full refresh leaves it alone. ' : ''}Grain: one row per stream and pair.`,
      tags: isState ? ['intermediate', 'state'] : ['intermediate'],
      columns: linkDescriptions,
      assertions: {
        uniqueKey: ['stream', 'record_key', 'linked_key'],
        nonNull: ['record_key', 'linked_key', 'linked_at'],
      },
    },
    sql: `
WITH ${isAppended ? watermark(inputs, clocks) : ''}identities AS (
  SELECT
    events.stream,
    events.happened_at,
    COALESCE(events.known_at, TIMESTAMP_ADD(events.happened_at, INTERVAL ${usualLagHours(inputs, 'events.stream')} HOUR)) AS known_at,
    events.record_key AS linked_key,
    CONCAT('email:', events.mailbox) AS email_key,
    CONCAT('hash:', events.email_hash) AS hash_key,
    CONCAT('user:', events.user_id) AS user_key,
    CONCAT('anon:', events.anonymous_id) AS device_key
  FROM \${ref("${eventsOf(project, layer.name)}")} AS events${isNew.join}
  WHERE NOT events.is_dropped${isAppended && inputs.length === 0 ? '\n  ${when(incremental(), `AND FALSE -- No stream has events of two identities.`)}' : isNew.where}
),

pairs AS (
  SELECT stream, email_key AS record_key, linked_key, happened_at, known_at FROM identities WHERE email_key != linked_key
  UNION ALL
  SELECT stream, hash_key AS record_key, linked_key, happened_at, known_at FROM identities WHERE hash_key != linked_key
  UNION ALL
  SELECT stream, user_key AS record_key, linked_key, happened_at, known_at FROM identities WHERE user_key != linked_key
  UNION ALL
  SELECT stream, device_key AS record_key, linked_key, happened_at, known_at FROM identities WHERE device_key != linked_key
),

with_earlier_runs AS (
  SELECT stream, record_key, linked_key, GREATEST(happened_at, known_at) AS linked_at, happened_at AS last_happened_at, known_at AS last_known_at FROM pairs${before && `\n  ${before}`}
)

SELECT
  stream,
  record_key,
  linked_key,
  MIN(linked_at) AS linked_at,
  MAX(last_happened_at) AS last_happened_at,
  MAX(last_known_at) AS last_known_at
FROM with_earlier_runs
GROUP BY stream, record_key, linked_key`,
  };
}

/** A hash stands for whoever has the address, or the hash itself. */
const hashBranch = `
  UNION ALL
  SELECT CONCAT('hash:', email_hash) AS record_key, lead_id, first_known_at AS linked_at FROM records WHERE email_hash IS NOT NULL
  UNION ALL
  SELECT CONCAT('hash:', ${hashOfAddress('mailbox')}) AS record_key, lead_id, first_known_at AS linked_at FROM records WHERE mailbox IS NOT NULL
  UNION ALL
  -- With its plus tag, as others hash it.
  SELECT CONCAT('hash:', ${hashOfAddress('email')}) AS record_key, lead_id, first_known_at AS linked_at FROM records WHERE mailbox IS NOT NULL`;

/** int_identity_people: the people that an identity leads to. Grain: (record_key, lead_id). */
export function identityPeopleModel(project: Project): Model {
  const hashes = hasHashes(project) ? hashBranch : '';
  return {
    path: 'definitions/intermediate/int_identity_people.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Every person that an identity (CRM record, address, user, device) leads to, and since when that is known. Grain: one row per record_key and person.',
      tags: ['intermediate'],
      columns: {
        linked_at: 'When it first became known that the identity is this person',
        hops: '0: a record of the person carries it; 1 and 2: tied by events',
        people: 'How many people the identity leads to',
      },
      assertions: { uniqueKey: ['record_key', 'lead_id'], nonNull: ['record_key', 'lead_id', 'linked_at'] },
    },
    sql: `
WITH records AS (
  SELECT r.record_key, r.mailbox, r.email, r.email_hash, r.user_id, r.anonymous_id, r.first_known_at, p.lead_id
  FROM \${ref("int_person_records")} AS r
  INNER JOIN \${ref("int_record_persons")} AS p ON p.record_key = r.record_key
),

links AS (
  SELECT record_key, linked_key, MIN(linked_at) AS linked_at
  FROM \${ref("int_identity_links")}
  GROUP BY record_key, linked_key
),

carried AS (
  SELECT record_key, lead_id, first_known_at AS linked_at FROM records
  UNION ALL
  SELECT CONCAT('email:', mailbox) AS record_key, lead_id, first_known_at AS linked_at FROM records WHERE mailbox IS NOT NULL${hashes}
  UNION ALL
  SELECT CONCAT('user:', user_id) AS record_key, lead_id, first_known_at AS linked_at FROM records WHERE user_id IS NOT NULL
  UNION ALL
  SELECT CONCAT('anon:', anonymous_id) AS record_key, lead_id, first_known_at AS linked_at FROM records WHERE anonymous_id IS NOT NULL
),

tied AS (
  SELECT links.record_key, carried.lead_id, GREATEST(links.linked_at, carried.linked_at) AS linked_at
  FROM links
  INNER JOIN carried ON carried.record_key = links.linked_key
),

tied_through_another AS (
  SELECT links.record_key, tied.lead_id, GREATEST(links.linked_at, tied.linked_at) AS linked_at
  FROM links
  INNER JOIN tied ON tied.record_key = links.linked_key
),

every_way AS (
  SELECT record_key, lead_id, linked_at, 0 AS hops FROM carried
  UNION ALL
  SELECT record_key, lead_id, linked_at, 1 AS hops FROM tied
  UNION ALL
  SELECT record_key, lead_id, linked_at, 2 AS hops FROM tied_through_another
),

first_ways AS (
  SELECT record_key, lead_id, linked_at, hops
  FROM every_way
  QUALIFY ROW_NUMBER() OVER (PARTITION BY record_key, lead_id ORDER BY linked_at, hops) = 1
)

SELECT
  record_key,
  lead_id,
  linked_at,
  hops,
  COUNT(*) OVER (PARTITION BY record_key) AS people
FROM first_ways`,
  };
}

/** int_record_person: which person an identity belongs to, and since when that is known. Grain: record_key. */
export function recordPersonModel({ sharedBy }: Identity): Model {
  return {
    path: 'definitions/intermediate/int_record_person.sqlx',
    madeFrom: [identityFile, 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Which person each identity (CRM record, address, user, device) belongs to and since when that is known. An act counts for the person only from linked_at on. An identity that more people share than identity.yaml allows is nobody’s and has no row. Grain: one row per record_key.',
      tags: ['intermediate'],
      columns: {
        linked_at: 'When it became known that the identity is this person',
        hops: '0: a record of the person carries it; 1 and 2: tied by events',
      },
      assertions: { uniqueKey: ['record_key'], nonNull: ['record_key', 'lead_id', 'linked_at'] },
    },
    sql: `
WITH identities AS (
  SELECT *, ${sharedLimit(sharedBy)} AS most
  FROM \${ref("int_identity_people")}
)

-- An identity that two people share is the one's who was tied to it first.
SELECT
  record_key,
  lead_id,
  linked_at,
  hops
FROM identities
WHERE most IS NULL OR people <= most
QUALIFY ROW_NUMBER() OVER (PARTITION BY record_key ORDER BY linked_at, hops, lead_id) = 1`,
  };
}

/** How many people may share the identity in `record_key`; NULL for a record of the CRM, which is one person's. */
export function sharedLimit(sharedBy: Identity['sharedBy']): string {
  return `CASE WHEN STARTS_WITH(record_key, 'anon:') THEN ${sharedBy.anonymous_id} WHEN STARTS_WITH(record_key, 'user:') THEN ${sharedBy.user_id} WHEN STARTS_WITH(record_key, 'email:') OR STARTS_WITH(record_key, 'hash:') THEN ${sharedBy.email} END`;
}
