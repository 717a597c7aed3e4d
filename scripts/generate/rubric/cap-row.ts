/** Pieces of caps: the bound of each rule, and a row with what it took away. */
import { numeric } from '../text/sql.js';
import { type Actor, people } from './actor.js';
import { sqlxText } from '../text/sqlx-text.js';

export interface Capped {
  readonly name: string;
  readonly points: Parameters<typeof numeric>[0];
  readonly line: string;
}

export function capCase(column: string, caps: readonly Capped[], depth: string): string {
  const arms = caps.map(
    (cap) => `${depth}  -- ${cap.line}\n${depth}  WHEN ${sqlxText(cap.name)} THEN ${numeric(cap.points)}`,
  );
  return `CASE ${column}\n${arms.join('\n')}\n${depth}END`;
}

/** What points are worth in the total, as SQL. */
export type InTotal = (points: string) => string;

/** One branch of the rows: what a cap took away. */
export function capRow(
  rule: string,
  kind: string,
  points: string,
  from: string,
  inTotal: InTotal,
  actor: Actor = people,
): string {
  return `SELECT as_of, ${actor.key}, ${rule} AS rule, '${kind}' AS kind, '${kind}' AS arm, ${points} AS points, ${inTotal(points === 'points' ? points : `(${points})`)} AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day FROM ${from}`;
}
