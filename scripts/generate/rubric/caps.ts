/** Caps on acts: each writes a row with what it takes away. */
import type { Dimension } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type Actor, people } from './actor.js';
import { type Capped, capCase, capRow, type InTotal } from './cap-row.js';
import { familySteps } from './families.js';

/** CTEs that end in `capped_rows`: (as_of, whose, rule, kind, points), one row per cap that took something away. Reads `by_rule` and `counted`. */
export function capSteps(
  dimension: Dimension,
  inTotal: InTotal,
  actor: Actor = people,
): { readonly ctes: readonly string[]; readonly rows: readonly string[] } {
  const windowed = (per: 'session' | 'day'): readonly Capped[] =>
    dimension.acts.flatMap((rule) =>
      rule.cap?.per === per
        ? [{ name: rule.name, points: rule.cap.points, line: `${rule.at.file}:${rule.at.line}` }]
        : [],
    );
  const whole: readonly Capped[] = dimension.acts.flatMap((rule) =>
    rule.cap !== undefined && rule.cap.per === undefined
      ? [{ name: rule.name, points: rule.cap.points, line: `${rule.at.file}:${rule.at.line}` }]
      : [],
  );
  const ctes: string[] = [];
  const rows: string[] = [];
  let rules = 'by_rule';
  for (const per of ['session', 'day'] as const) {
    const caps = windowed(per);
    if (caps.length === 0) continue;
    const key = per === 'session' ? 'session_key' : 'day';
    ctes.push(`${per}_sums AS (
  SELECT as_of, ${actor.key}, rule, ${key}, SUM(points) AS points
  FROM counted
  WHERE rule IN (${caps.map((cap) => sqlxText(cap.name)).join(', ')})
  GROUP BY as_of, ${actor.key}, rule, ${key}
)`);
    ctes.push(`${per}_limits AS (
  SELECT
    as_of,
    ${actor.key},
    rule,
    points,
    ${capCase('rule', caps, '    ')} AS at_most
  FROM ${per}_sums
)`);
    ctes.push(`${per}_caps AS (
  SELECT as_of, ${actor.key}, rule, SUM(at_most - points) AS points
  FROM ${per}_limits
  WHERE points > at_most
  GROUP BY as_of, ${actor.key}, rule
)`);
    ctes.push(`after_${per}_caps AS (
  SELECT sums.as_of, sums.${actor.key}, sums.rule, sums.points + COALESCE(caps.points, NUMERIC '0') AS points
  FROM ${rules} AS sums
  LEFT JOIN ${per}_caps AS caps ON caps.as_of = sums.as_of AND caps.${actor.key} = sums.${actor.key} AND caps.rule = sums.rule
)`);
    rows.push(capRow('rule', `${per}_cap`, 'points', `${per}_caps`, inTotal, actor));
    rules = `after_${per}_caps`;
  }
  if (whole.length > 0) {
    ctes.push(`signal_limits AS (
  SELECT
    as_of,
    ${actor.key},
    rule,
    points,
    ${capCase('rule', whole, '    ')} AS at_most
  FROM ${rules}
)`);
    // Only the curves and caps of families read on.
    if (dimension.families.some((family) => family.cap !== undefined || family.curve !== undefined))
      ctes.push(`after_signal_caps AS (
  SELECT as_of, ${actor.key}, rule, IF(points > at_most, at_most, points) AS points
  FROM signal_limits
)`);
    rows.push(capRow('rule', 'signal_cap', 'at_most - points', 'signal_limits WHERE points > at_most', inTotal, actor));
    rules = 'after_signal_caps';
  }
  const family = familySteps(dimension, rules, inTotal);
  return { ctes: [...ctes, ...family.ctes], rows: [...rows, ...family.rows] };
}
