/** Records that a plan leaves out, counted, and those of which there are two rows. Portable GoogleSQL. */
import { textLiteral } from '../mapping/canonical-sql.js';
import type { RecordMapping } from '../mapping/mapping.js';

export interface SkippedQuery {
  readonly mappings: readonly RecordMapping[];
  readonly source: string;
  /** In backticks. */
  readonly updates: string;
}

/** Records that no value of theirs could make us write. Columns: reason, records. */
export function skippedSql({ mappings, source, updates }: SkippedQuery): string {
  const mapped = mappings.map(
    ({ rubric, object }) => `(u.rubric = ${textLiteral(rubric)} AND u.object = ${textLiteral(object)})`,
  );
  return `WITH judged AS (
  SELECT
    CASE
      WHEN u.record_id IS NULL OR u.record_id = '' THEN 'no_record_id'
      WHEN u.state IS NULL THEN 'no_state'
      WHEN u.state != 'write' THEN u.state
      WHEN ${mapped.length === 0 ? 'FALSE' : mapped.join(' OR ')} THEN 'none'
      ELSE 'not_mapped'
    END AS reason
  FROM ${updates} AS u
  WHERE u.source = ${textLiteral(source)}
)

SELECT
  reason,
  COUNT(*) AS records
FROM judged
WHERE reason != 'none'
GROUP BY reason
`;
}

/** Row keys that stand in crm_updates twice: which of the rows a record is to hold, nobody can tell. With `judged`, of those alone. */
export function doubledSql({
  source,
  updates,
  judged,
}: Omit<SkippedQuery, 'mappings'> & { readonly judged?: string }): string {
  const isSendable = `u.source = ${textLiteral(source)} AND u.state = 'write'`;
  if (judged === undefined)
    return `SELECT CONCAT(u.object, '/', u.record_id) AS row_key
FROM ${updates} AS u
WHERE ${isSendable}
GROUP BY row_key
HAVING COUNT(*) > 1
`;
  return `WITH due AS (
  SELECT DISTINCT row_key, object, crm_id
  FROM ${judged}
)

SELECT d.row_key
FROM ${updates} AS u
INNER JOIN due AS d ON d.crm_id = u.record_id AND d.object = u.object
WHERE ${isSendable}
GROUP BY d.row_key
HAVING COUNT(*) > 1
`;
}
