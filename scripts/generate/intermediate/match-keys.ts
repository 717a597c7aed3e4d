/** int_match_keys: what a record can be matched by, and which values join nobody. */
import { createHash } from 'node:crypto';
import type { Identity, KeyLimit, MatchKey, Project } from '../../rubric/model.js';
import { hashOfAddress } from '../text/address-hash.js';
import { folded, textList } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { hasHashes } from './address-hashes.js';

export const identityFile = 'rubrics/shared/identity.yaml';

/** The measures of a limit, and what a key value above it is said to have too many of. */
export const measures = ['records', 'emails', 'companies'] as const;

/** Name of a key in tables: two keys may read the same column and ask for different further ones. */
export function keyKind({ name, same }: MatchKey): string {
  return [name, ...same].join(' and ');
}

function valueOf({ kind, name }: MatchKey): string {
  switch (kind) {
    case 'email':
      return `CONCAT('email:', r.mailbox)`;
    case 'email_sha256':
      return 'r.hash_key';
    case 'user_id':
      return `CONCAT('user:', r.user_id)`;
    case 'anonymous_id':
      return 'r.device';
    case 'attribute':
      return `CONCAT('id:', ${sqlxText(name)}, ':', r.${name})`;
  }
}

/** Text that two records share only if all parts are equal: each part with its length before it, whatever it holds. */
function together(strength: number, parts: readonly string[]): string {
  const told = parts.map((part) => `CAST(LENGTH(${part}) AS STRING), ':', ${part}`);
  return `CONCAT('key ${strength}:', ${told.join(", ' ', ")})`;
}

function isNever({ kind, name }: MatchKey, { neverMatch }: Identity): string {
  const { emailKinds, addresses, values } = neverMatch;
  if (kind === 'email' || kind === 'email_sha256') {
    const tests = [
      ...(emailKinds.length === 0 ? [] : [`COALESCE(r.email_kind IN ${textList(emailKinds)}, FALSE)`]),
      ...(addresses.length === 0
        ? []
        : [
            kind === 'email'
              ? `r.mailbox IN ${textList(addresses)}`
              : `r.hash_key IN ${textList(addresses.map(hashText))}`,
          ]),
    ];
    return tests.length === 0 ? 'FALSE' : tests.join(' OR ');
  }
  if (values.length === 0) return 'FALSE';
  const value = kind === 'anonymous_id' ? "REGEXP_EXTRACT(r.device, r'^anon:(.*)$')" : `r.${name}`;
  return `COALESCE(${folded(value)} IN ${textList(values)}, FALSE)`;
}

/** The records with a declared key. */
function branch(key: MatchKey, index: number, identity: Identity): string {
  const strength = index + 1;
  const value = valueOf(key);
  const text =
    key.same.length === 0 ? value : together(strength, [value, ...key.same.map((each) => folded(`r.${each}`))]);
  const place = key.at === undefined ? '' : `-- ${key.at.file}:${key.at.line}\n  `;
  return `${place}SELECT
    r.record_key,
    r.record_rank,
    r.mailbox,
    r.company_domain,
    ${sqlxText(keyKind(key))} AS key_kind,
    ${strength} AS strength,
    ${text} AS match_key,
    ${isNever(key, identity)} AS is_never
  FROM ${key.kind === 'anonymous_id' ? 'devices' : key.kind === 'email_sha256' ? 'hashes' : 'records'} AS r
  WHERE ${value} IS NOT NULL${key.same.map((each) => ` AND r.${each} IS NOT NULL`).join('')}`;
}

/** A device belongs to a record that carries it, and to one whose address, user or id an event carried together with it. */
function devices(keys: readonly MatchKey[], isHashed: boolean): string {
  if (!keys.some(({ kind }) => kind === 'anonymous_id')) return '';
  const hashed = ['r.email_hash', hashOfAddress('r.mailbox')].map((hash) => `CONCAT('hash:', ${hash})`);
  const on = ['r.record_key', "CONCAT('email:', r.mailbox)", "CONCAT('user:', r.user_id)", ...(isHashed ? hashed : [])];
  const columns = columnsBeside(keys);
  const list = ['record_key', 'record_rank', 'mailbox', 'company_domain', ...columns];
  const prefixed = list.map((column) => `r.${column}`).join(', ');
  return `

device_links AS (
  SELECT DISTINCT record_key AS device, linked_key
  FROM \${ref("int_identity_links")}
  WHERE STARTS_WITH(record_key, 'anon:')
),

every_device AS (
  SELECT ${prefixed}, CONCAT('anon:', r.anonymous_id) AS device FROM records AS r
  ${on
    .map(
      (identity) => `UNION ALL
  SELECT ${prefixed}, links.device
  FROM records AS r
  INNER JOIN device_links AS links ON links.linked_key = ${identity}`,
    )
    .join('\n  ')}
),

devices AS (
  SELECT DISTINCT ${[...list, 'device'].join(', ')}
  FROM every_device
),`;
}

/** A listed address as `hashes` has it. */
function hashText(address: string): string {
  return `hash:${createHash('sha256').update(address, 'utf8').digest('hex')}`;
}

/** A record has the hash that its source gives, and that of its address, with and without a plus tag. */
function hashes(keys: readonly MatchKey[]): string {
  if (!keys.some(({ kind }) => kind === 'email_sha256')) return '';
  const list = ['record_key', 'record_rank', 'mailbox', 'company_domain', 'email_kind', ...columnsBeside(keys)];
  const columns = list.join(', ');
  return `

every_hash AS (
  SELECT ${columns}, email_hash AS hash_hex FROM records WHERE email_hash IS NOT NULL
  UNION ALL
  SELECT ${columns}, ${hashOfAddress('mailbox')} AS hash_hex FROM records WHERE mailbox IS NOT NULL
  UNION ALL
  SELECT ${columns}, ${hashOfAddress('email')} AS hash_hex FROM records WHERE mailbox IS NOT NULL
),

hashes AS (
  SELECT DISTINCT ${columns}, CONCAT('hash:', hash_hex) AS hash_key
  FROM every_hash
),`;
}

/** Columns of the records that keys read beside the ones that are always there. */
function columnsBeside(keys: readonly MatchKey[]): readonly string[] {
  const read = keys.flatMap(({ kind, name, same }) => [...(kind === 'attribute' ? [name] : []), ...same]);
  return [...new Set(read)].toSorted();
}

function aboveLimit(measure: (typeof measures)[number], keys: readonly MatchKey[]): string {
  const arms = keys.flatMap((key, index) => {
    const most: KeyLimit[typeof measure] = key.atMost[measure];
    return most === undefined ? [] : [`(carried.strength = ${index + 1} AND sizes.${measure} > ${most})`];
  });
  return arms.length === 0 ? '' : `\n    WHEN ${arms.join(' OR ')} THEN ${sqlxText(measure)}`;
}

/** Grain: (record_key, match_key). */
export function matchKeysModel(project: Project): Model {
  const { identity } = project;
  const keys = identity.matchKeys;
  const beside = columnsBeside(keys);
  const isHashed = hasHashes(project);
  const hashStrengths = keys.flatMap(({ kind }, index) => (kind === 'email_sha256' ? [index + 1] : []));
  return {
    path: 'definitions/intermediate/int_match_keys.sqlx',
    madeFrom: [identityFile, 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'The keys that several records share: the record itself and the one it was merged into or converted to, then what identity.yaml declares. A key that one record alone has joins nobody and is left out. Grain: one row per record and key.',
      tags: ['intermediate'],
      columns: {
        record_rank: 'Place of the record in the order in which records came to be known',
        company_domain: 'The registrable domain of its business address',
        key_kind: 'crm_id, or the key of identity.yaml',
        strength: '0 for the CRM’s own ids, then the order of identity.yaml: the greater, the weaker',
        records: 'How many records share the key',
        emails: 'How many addresses these have',
        companies: 'How many companies these have',
        ignored_because:
          'Why it joins nobody: never_matches, or what it has more of than the limit (records, emails, companies); NULL where it joins',
      },
      assertions: { uniqueKey: ['record_key', 'match_key'], nonNull: ['record_key', 'match_key', 'record_rank'] },
    },
    sql: `
WITH records AS (
  SELECT
    r.record_key,
    r.merge_target_key,
    r.mailbox,
    r.user_id,
    r.anonymous_id,${
      isHashed
        ? ['email', 'email_hash']
            .filter((column) => !beside.includes(column))
            .map((column) => `\n    r.${column},`)
            .join('')
        : ''
    }${beside.map((column) => `\n    r.${column},`).join('')}
    mailboxes.email_kind,
    IF(mailboxes.email_kind IN ('business', 'role', 'competitor'), mailboxes.registrable_domain, NULL) AS company_domain,
    ROW_NUMBER() OVER (ORDER BY arrivals.batch, arrivals.first_known_at, r.record_key) AS record_rank
  FROM \${ref("int_person_records")} AS r
  INNER JOIN \${ref("int_record_arrivals")} AS arrivals ON arrivals.record_key = r.record_key
  LEFT JOIN \${ref("int_mailboxes")} AS mailboxes ON mailboxes.mailbox = r.mailbox
),${devices(keys, isHashed)}${hashes(keys)}

crm_ids AS (
  SELECT record_key, record_rank, mailbox, company_domain, record_key AS match_key FROM records
  UNION ALL
  SELECT record_key, record_rank, mailbox, company_domain, merge_target_key AS match_key
  FROM records
  WHERE merge_target_key IS NOT NULL AND merge_target_key != record_key
),

carried AS (
  SELECT
    record_key,
    record_rank,
    mailbox,
    company_domain,
    'crm_id' AS key_kind,
    0 AS strength,
    match_key,
    FALSE AS is_never
  FROM crm_ids
  ${keys.map((key, index) => `UNION ALL\n  ${branch(key, index, identity)}`).join('\n  ')}
),

sizes AS (
  SELECT
    match_key,
    COUNT(*) AS records,
    COUNT(DISTINCT mailbox) AS emails,
    COUNT(DISTINCT company_domain) AS companies${hashStrengths.length > 0 ? ',\n    LOGICAL_OR(is_never) AS is_never' : ''}
  FROM carried
  GROUP BY match_key
  HAVING COUNT(*) > 1
)

SELECT
  carried.record_key,
  carried.record_rank,
  carried.company_domain,
  carried.key_kind,
  carried.strength,
  carried.match_key,
  sizes.records,
  sizes.emails,
  sizes.companies,
  CASE
    WHEN carried.is_never${hashStrengths.length > 0 ? ` OR (carried.strength IN (${hashStrengths.join(', ')}) AND sizes.is_never)` : ''} THEN 'never_matches'${measures.map((measure) => aboveLimit(measure, keys)).join('')}
  END AS ignored_because
FROM carried
INNER JOIN sizes ON sizes.match_key = carried.match_key`,
  };
}
