/** enrichment_conflicts: of which accounts the CRM and vendors say different things, and who is believed. */
import type { Project } from '../../rubric/model.js';
import { isEnriched } from '../intermediate/enrichment.js';
import type { Model } from '../sqlx.js';

/** Grain: (as_of, account_id, field). undefined for a project in which no vendor has a say. */
export function enrichmentConflictsTable(project: Project): Model | undefined {
  if (!isEnriched(project)) return undefined;
  return {
    path: 'definitions/outputs/enrichment_conflicts.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml'],
    config: {
      type: 'table',
      description:
        "Fields of accounts of which the CRM and vendors say different things, with everybody's answer and whose is taken. Grain: one row per as_of, account and field.",
      tags: ['output'],
      columns: {
        answers: 'Who says what, and how it stands: taken, outranked, too old, not confirmed or not asked',
        taken_from: 'Whose value counts; NULL where none does',
        taken_value: 'The value that counts',
      },
      assertions: {
        uniqueKey: ['as_of', 'account_id', 'field'],
        nonNull: ['as_of', 'account_id', 'field', 'answers'],
      },
    },
    sql: `
WITH by_field AS (
  SELECT
    as_of,
    account_id,
    field,
    COUNT(DISTINCT LOWER(TRIM(value))) AS different_values,
    STRING_AGG(CONCAT(vendor, ': ', value, ' (', standing, ')'), '; ' ORDER BY vendor) AS answers,
    MAX(IF(standing = 'taken', vendor, NULL)) AS taken_from,
    MAX(IF(standing = 'taken', value, NULL)) AS taken_value
  FROM \${ref("int_enriched_values")}
  GROUP BY as_of, account_id, field
)

SELECT
  as_of,
  account_id,
  field,
  different_values,
  answers,
  taken_from,
  taken_value
FROM by_field
WHERE different_values > 1`,
  };
}
