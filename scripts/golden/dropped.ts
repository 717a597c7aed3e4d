/** Acts that give no points although their rule does: beyond a limit, before a reset. */
import { Decimal } from 'decimal.js';
import type { Engine } from '../engine/engine.js';
import { sqlxText } from '../generate/text/sqlx-text.js';
import type { Rubric } from '../rubric/model.js';

/** The points that a rule would have given, `limit`, `reset` or `count_from`. */
export interface Dropped {
  readonly rule: string;
  readonly because: string;
  readonly points: Decimal;
}

/** By rule and why, over all dimensions. What is too old for its curve has no points and is not told. */
export async function droppedActs(
  engine: Engine,
  schema: string,
  rubric: Rubric,
  leadId: string,
): Promise<readonly Dropped[]> {
  const branches = rubric.dimensions
    .filter((dimension) => dimension.acts.length > 0)
    .map(
      ({ name }) => `SELECT rule, dropped_because, SUM(points) AS points
FROM \`${schema}.${rubric.name}_${name}_acts\`
WHERE NOT is_counted AND lead_id = ${sqlxText(leadId)}
GROUP BY rule, dropped_because`,
    );
  if (branches.length === 0) return [];
  const rows = await engine.query(`${branches.join('\nUNION ALL\n')}\nORDER BY rule, dropped_because, points`);
  return rows.map((row) => ({
    rule: String(row.rule),
    because: String(row.dropped_because),
    points: new Decimal(String(row.points)),
  }));
}

/** What of them an expectation means: all of a rule, or with `rule.limit` those of one reason. */
export function droppedPoints(dropped: readonly Dropped[], what: string): Decimal {
  const [rule, because] = what.split('.');
  return dropped
    .filter((one) => one.rule === rule && (because === undefined || one.because === because))
    .reduce((sum, one) => sum.plus(one.points), new Decimal(0));
}

/** "20 of pricing_page (limit)" */
export function droppedWords(dropped: readonly Dropped[]): string {
  return dropped.map(({ rule, because, points }) => `${points.toFixed()} of ${rule} (${because})`).join('; ');
}
