import type { Outcome, Project } from '../../rubric/model.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { inputsOf } from './inputs.js';

const columns = [
  ['record_id', 'STRING'],
  ['account_id', 'STRING'],
  ['contact_id', 'STRING'],
  ['amount', 'NUMERIC'],
  ['is_closed', 'BOOL'],
  ['is_won', 'BOOL'],
  ['is_deleted', 'BOOL'],
  ['created_at', 'TIMESTAMP'],
  ['closed_at', 'TIMESTAMP'],
  ['known_at', 'TIMESTAMP'],
] as const;

/** int_opportunities: every opportunity with its account and, where the source names one, its person. Grain: opportunity_key. */
export function opportunitiesModel(project: Project): Model {
  const inputs = inputsOf(project, 'opportunities');
  const branches =
    inputs.length === 0
      ? [
          `SELECT\n    ${['source', ...columns.map(([name]) => name)].map((name) => `${typedNull(columns.find(([column]) => column === name)?.[1] ?? 'STRING')} AS ${name}`).join(',\n    ')}\n  FROM UNNEST(['nothing']) AS nothing\n  WHERE FALSE`,
        ]
      : inputs.map(
          (input) =>
            `SELECT\n    ${sqlxText(input.source.name)} AS source,\n    ${columns.map(([name]) => name).join(',\n    ')}\n  FROM \${ref("${input.model}")}`,
        );
  const people = [...inputsOf(project, 'leads'), ...inputsOf(project, 'contacts')].map(
    (input) =>
      `SELECT CONCAT('crm:', ${sqlxText(input.source.name)}, ':', record_id) AS record_key FROM \${ref("${input.model}")}`,
  );
  return {
    path: 'definitions/intermediate/int_opportunities.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      dependOnDependencyAssertions: true,
      description: 'Every opportunity that was not deleted. Grain: one row per opportunity record.',
      tags: ['intermediate'],
      columns: {
        lead_id: 'The person of the primary contact',
        is_contact_forgotten: 'The primary contact was forgotten: it is nobody’s, not everybody’s',
        first_known_at: 'When it was known',
      },
      assertions: { uniqueKey: ['opportunity_key'], nonNull: ['opportunity_key', 'first_known_at'] },
    },
    sql: `
WITH records AS (
  ${branches.join('\n  UNION ALL\n  ')}
),

raw_people AS (
  ${people.join('\n  UNION ALL\n  ')}
),

-- A source has them and int_record_persons has not: they were forgotten, and may have come again under another id.
left_out AS (
  SELECT DISTINCT raw_people.record_key
  FROM raw_people
  LEFT JOIN \${ref("int_record_persons")} AS people ON people.record_key = raw_people.record_key
  WHERE people.record_key IS NULL
)

SELECT
  CONCAT('crm:', r.source, ':', r.record_id) AS opportunity_key,
  accounts.account_id,
  persons.lead_id,
  forgotten.identity_hash IS NOT NULL OR left_out.record_key IS NOT NULL AS is_contact_forgotten,
  r.amount,
  COALESCE(r.is_won, FALSE) AS is_won,
  COALESCE(r.is_closed, r.is_won, r.closed_at IS NOT NULL) AS is_closed,
  r.created_at,
  r.closed_at,
  COALESCE(r.known_at, r.created_at, TIMESTAMP '1970-01-01 00:00:00+00') AS first_known_at
FROM records AS r
LEFT JOIN \${ref("int_account_records")} AS accounts ON accounts.record_key = CONCAT('crm:', r.source, ':', r.account_id)
LEFT JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = CONCAT('crm:', r.source, ':', r.contact_id)
LEFT JOIN \${ref("int_forgotten")} AS forgotten ON forgotten.identity_hash = TO_HEX(SHA256(CONCAT('crm:', r.source, ':', r.contact_id)))
LEFT JOIN left_out ON left_out.record_key = CONCAT('crm:', r.source, ':', r.contact_id)
WHERE r.is_deleted IS NOT TRUE AND r.record_id IS NOT NULL
QUALIFY ROW_NUMBER() OVER (PARTITION BY r.source, r.record_id ORDER BY r.closed_at DESC, r.created_at DESC, r.amount DESC) = 1`,
  };
}

function outcomeBranch(outcome: Outcome): string {
  const name = sqlxText(outcome.name);
  if (outcome.definition.kind === 'attribute') {
    return `-- rubrics/shared/outcomes.yaml:${outcome.at.line}
  SELECT lead_id, ${name} AS outcome, CAST(NULL AS TIMESTAMP) AS happened_at
  FROM \${ref("int_people")}
  WHERE ${outcome.definition.field.name}`;
  }
  const at = outcome.definition.when === 'won' ? 'closed_at' : 'created_at';
  return `-- rubrics/shared/outcomes.yaml:${outcome.at.line}
  SELECT lead_id, ${name} AS outcome, ${at} AS happened_at
  FROM opportunity_people
  WHERE ${at} IS NOT NULL${outcome.definition.when === 'won' ? ' AND is_won' : ''}`;
}

/** int_outcomes: what became of a lead. Grain: (lead_id, outcome, happened_at). */
export function outcomesModel(project: Project): Model {
  const needsOpportunities = project.outcomes.some((outcome) => outcome.definition.kind === 'opportunity');
  const branches = project.outcomes.map(outcomeBranch);
  return {
    path: 'definitions/intermediate/int_outcomes.sqlx',
    madeFrom: ['rubrics/shared/outcomes.yaml'],
    config: {
      type: 'table',
      description:
        'What became of each lead, by the definitions of outcomes.yaml. An opportunity counts for its primary contact, else for everyone of its account. Grain: one row per lead, outcome and time.',
      tags: ['intermediate'],
      columns: { happened_at: 'When; NULL where the source has no date for it' },
      assertions: { uniqueKey: ['lead_id', 'outcome', 'happened_at'], nonNull: ['lead_id', 'outcome'] },
    },
    sql: `
WITH${
      needsOpportunities
        ? ` of_contacts AS (
  SELECT lead_id, created_at, closed_at, is_won
  FROM \${ref("int_opportunities")}
  WHERE lead_id IS NOT NULL
),

of_accounts AS (
  SELECT people.lead_id, o.created_at, o.closed_at, o.is_won
  FROM \${ref("int_opportunities")} AS o
  INNER JOIN \${ref("int_person_accounts")} AS people ON people.account_id = o.account_id
  WHERE o.lead_id IS NULL AND NOT o.is_contact_forgotten
),

opportunity_people AS (
  SELECT lead_id, created_at, closed_at, is_won FROM of_contacts
  UNION ALL
  SELECT lead_id, created_at, closed_at, is_won FROM of_accounts
),
`
        : ''
    }
outcomes AS (
  ${branches.length === 0 ? "SELECT CAST(NULL AS STRING) AS lead_id, CAST(NULL AS STRING) AS outcome, CAST(NULL AS TIMESTAMP) AS happened_at FROM UNNEST(['nothing']) AS nothing WHERE FALSE" : branches.join('\n  UNION ALL\n  ')}
)

SELECT DISTINCT
  lead_id,
  outcome,
  happened_at
FROM outcomes`,
  };
}
