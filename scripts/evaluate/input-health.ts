/** What `input_health` of the last run says, worst first. */
import type { Row } from '../engine/engine.js';

export interface HealthFinding {
  readonly check: string;
  readonly source: string;
  readonly entity: string;
  readonly place: string;
  readonly level: 'ok' | 'note' | 'warning' | 'broken';
  readonly measured: string | null;
  readonly expected: string | null;
  /** YYYY-MM-DD; null for what is ok. */
  readonly since: string | null;
  readonly what: string;
  readonly touches: string | null;
  readonly todo: string | null;
}

const levels = ['ok', 'note', 'warning', 'broken'] as const;

/** `table` is `input_health`, quoted. Of several moments in one run the newest counts. */
export async function readFindings(
  table: string,
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<readonly HealthFinding[]> {
  const rows = await query(`
WITH newest AS (
  SELECT MAX(as_of) AS as_of FROM ${table}
)

SELECT check_name, source, entity, place, severity, measured, expected, since, what, touches, todo
FROM ${table} AS findings
INNER JOIN newest ON newest.as_of = findings.as_of
ORDER BY severity DESC, check_name, source, entity, place_rank, place`);
  const text = (value: Row[string] | undefined): string | null =>
    value === null || value === undefined ? null : String(value);
  return rows.map((row) => ({
    check: String(row.check_name),
    source: String(row.source),
    entity: String(row.entity),
    place: String(row.place),
    level: levels[Number(row.severity)] ?? 'broken',
    measured: text(row.measured),
    expected: text(row.expected),
    since: text(row.since),
    what: String(row.what),
    touches: text(row.touches),
    todo: text(row.todo),
  }));
}
