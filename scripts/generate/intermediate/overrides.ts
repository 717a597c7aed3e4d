/** int_overrides: decisions of people about single leads. */
import type { Project, Rubric } from '../../rubric/model.js';
import { mailboxOf, textList, typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { type Forgettable, forgottenJoins, forgottenSteps, remembered } from './forgotten.js';
import { inputsOf } from './inputs.js';

const columns = [
  ['record_id', 'STRING'],
  ['person_record_id', 'STRING'],
  ['email', 'STRING'],
  ['rubric', 'STRING'],
  ['tier', 'STRING'],
  ['owner', 'STRING'],
  ['reason', 'STRING'],
  ['set_at', 'TIMESTAMP'],
  ['expires_on', 'DATE'],
] as const;

const withOverrides = (rubric: Rubric): boolean => rubric.overrides !== undefined;

/** The record that a decision names may be one of any source that has people. */
function identities(project: Project): readonly Forgettable[] {
  const sources = [...inputsOf(project, 'leads'), ...inputsOf(project, 'contacts')].map(({ source }) => source.name);
  return [
    ...[...new Set(sources)].toSorted().map((source, index): Forgettable => ({
      as: `record_${index + 1}`,
      identity: `CONCAT('crm:', ${sqlxText(source)}, ':', keyed.person_record_id)`,
    })),
    { as: 'address', identity: "CONCAT('email:', keyed.mailbox)", isUnsharedOnly: true },
  ];
}

/** Grain: override_key. undefined when no rubric reads overrides. */
export function overridesModel(project: Project): Model | undefined {
  if (!project.rubrics.some(withOverrides)) return undefined;
  const inputs = inputsOf(project, 'overrides');
  const forgettable = identities(project);
  const branches =
    inputs.length === 0
      ? [
          `SELECT\n    ${[`${typedNull('STRING')} AS source`, ...columns.map(([name, type]) => `${typedNull(type)} AS ${name}`)].join(',\n    ')}\n  FROM UNNEST(['nothing']) AS nothing\n  WHERE FALSE`,
        ]
      : inputs.map(
          (input) =>
            `SELECT\n    ${sqlxText(input.source.name)} AS source,\n    ${columns.map(([name]) => name).join(',\n    ')}\n  FROM \${ref("${input.model}")}`,
        );
  return {
    path: 'definitions/intermediate/int_overrides.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Tiers that people set for single leads. A row without tier, owner, reason or day of expiry fails the assertion and counts for nothing. Grain: one row per source and decision.',
      tags: ['intermediate'],
      columns: {
        override_key: 'Source and id of the decision',
        lead_id: 'The person of the record or address that it names; NULL where nobody has it',
        rubric: 'The rubric whose tier it sets; NULL for every rubric that has such a tier',
        set_at: 'It counts from then on',
        expires_on: 'The first day on which it no longer counts',
      },
      assertions: {
        uniqueKey: ['override_key'],
        nonNull: ['override_key'],
      },
    },
    sql: `
WITH decisions AS (
  ${branches.join('\n  UNION ALL\n  ')}
),

keyed AS (
  SELECT
    *,
    CONCAT(source, ':', record_id) AS override_key,
    ${mailboxOf('email')} AS mailbox
  FROM decisions
),

${forgottenSteps.join(',\n\n')},

-- A reason may tell of the person, too.
remembered AS (
  SELECT keyed.*
  FROM keyed
  ${forgottenJoins(forgettable).replaceAll('\n', '\n  ')}
  WHERE ${remembered(forgettable)}
),

-- The record that is named, in the same source first; else whoever has the address.
found AS (
  SELECT keyed.override_key, records.record_key, IF(records.source = keyed.source, 1, 2) AS way
  FROM remembered AS keyed
  INNER JOIN \${ref("int_person_records")} AS records ON records.record_id = keyed.person_record_id
  UNION ALL
  SELECT keyed.override_key, records.record_key, 3 AS way
  FROM remembered AS keyed
  INNER JOIN \${ref("int_person_records")} AS records ON records.mailbox = keyed.mailbox
),

nearest AS (
  SELECT found.override_key, persons.lead_id
  FROM found
  INNER JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = found.record_key
  QUALIFY ROW_NUMBER() OVER (PARTITION BY found.override_key ORDER BY found.way, found.record_key) = 1
)

SELECT
  keyed.override_key,
  nearest.lead_id,
  LOWER(TRIM(keyed.rubric)) AS rubric,
  LOWER(TRIM(keyed.tier)) AS tier,
  keyed.owner,
  keyed.reason,
  keyed.set_at,
  keyed.expires_on
FROM remembered AS keyed
LEFT JOIN nearest ON nearest.override_key = keyed.override_key`,
  };
}

/** Fails for a decision that nobody answers for, that has no reason or no end, or that names no tier there is. undefined when no rubric reads overrides. */
export function overridesAreSoundAssertion(project: Project): Model | undefined {
  const rubrics = project.rubrics.filter(withOverrides);
  if (rubrics.length === 0) return undefined;
  const tests = rubrics.map(
    (rubric) =>
      `(COALESCE(rubric, ${sqlxText(rubric.name)}) = ${sqlxText(rubric.name)} AND tier IN ${textList(rubric.tiers.map((tier) => tier.name))})`,
  );
  return {
    path: 'definitions/intermediate/assert_int_overrides_are_sound.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'assertion',
      description: 'Decisions without tier, owner, reason, moment or day of expiry, or for a tier that there is not.',
      tags: ['intermediate'],
    },
    sql: `
WITH judged AS (
  SELECT
    override_key,
    CASE
      WHEN tier IS NULL THEN 'no tier'
      WHEN owner IS NULL THEN 'no owner'
      WHEN reason IS NULL THEN 'no reason'
      WHEN set_at IS NULL THEN 'no set_at'
      WHEN expires_on IS NULL THEN 'no expires_on'
      WHEN NOT (${tests.join(' OR ')}) THEN 'no such tier in a rubric that reads overrides'
    END AS fault
  FROM \${ref("int_overrides")}
)

SELECT override_key, fault
FROM judged
WHERE fault IS NOT NULL`,
  };
}
