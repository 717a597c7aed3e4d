/** The changes of tier that something may be done about, each with the record it is done to. Portable GoogleSQL. */
import { textLiteral } from '../mapping/canonical-sql.js';
import type { ObjectName } from '../rows.js';

export interface CandidatesQuery {
  /** In backticks. */
  readonly transitions: string;
  readonly updates: string;
  readonly source: string;
  readonly objects: readonly ObjectName[];
  /** ISO 8601: what was found until then is too old. */
  readonly after: string;
}

/**
 * The last change of each lead, where that may act: whoever has moved on since is left alone. A person with several records
 * is met at a contact first, then at the record with the least id; `record_id` is NULL where none may be written.
 * Columns: transition_id, rubric, as_of, to_tier, direction, action, action_details, action_due_at, object, record_id.
 */
export function candidatesSql({ transitions, updates, source, objects, after }: CandidatesQuery): string {
  return `WITH newest AS (
  SELECT t.*
  FROM ${transitions} AS t
  QUALIFY ROW_NUMBER() OVER (PARTITION BY t.rubric, t.lead_id ORDER BY t.as_of DESC, t.transition_id) = 1
),

records AS (
  SELECT u.rubric, u.lead_id, u.tier, u.object, u.record_id
  FROM ${updates} AS u
  WHERE u.source = ${textLiteral(source)}
    AND u.state = 'write'
    AND u.object IN (${objects.map(textLiteral).join(', ')})
  QUALIFY ROW_NUMBER() OVER (PARTITION BY u.rubric, u.lead_id ORDER BY u.object, u.record_id) = 1
)

SELECT
  newest.transition_id,
  newest.rubric,
  newest.as_of,
  newest.to_tier,
  newest.direction,
  newest.action,
  newest.action_details,
  newest.action_due_at,
  records.object,
  records.record_id
FROM newest
LEFT JOIN records
  ON records.rubric = newest.rubric AND records.lead_id = newest.lead_id AND records.tier = newest.to_tier
WHERE newest.may_act AND newest.as_of > TIMESTAMP ${textLiteral(after.replace('T', ' ').replace('Z', '+00'))}
ORDER BY newest.action_due_at, newest.transition_id
`;
}

/**
 * How many leads a day the rubrics' teams can work on: the sum of their capacities, those of longer periods by their working
 * days and rounded up, so that three a week are not none a day; NULL where none is said. Column: leads.
 */
export function capacitySql(queue: string): string {
  return `WITH teams AS (
  SELECT DISTINCT q.rubric, q.tier, q.capacity, q.capacity_per
  FROM ${queue} AS q
  WHERE q.capacity IS NOT NULL
)

SELECT
  SUM(
    CASE t.capacity_per
      WHEN 'day' THEN t.capacity
      WHEN 'week' THEN DIV(t.capacity + 4, 5)
      WHEN 'month' THEN DIV(t.capacity + 19, 20)
      ELSE DIV(t.capacity + 59, 60)
    END
  ) AS leads
FROM teams AS t
`;
}
