/** Caps on acts: each writes a row with what it takes away. */
import type { Dimension } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';

interface Capped {
  readonly name: string;
  readonly points: Parameters<typeof numeric>[0];
  readonly line: string;
}

function capCase(column: string, caps: readonly Capped[], depth: string): string {
  const arms = caps.map(
    (cap) => `${depth}  -- ${cap.line}\n${depth}  WHEN ${sqlxText(cap.name)} THEN ${numeric(cap.points)}`,
  );
  return `CASE ${column}\n${arms.join('\n')}\n${depth}END`;
}

/** What points are worth in the total, as SQL. */
type InTotal = (points: string) => string;

/** One branch of the rows: what a cap took away. */
function capRow(rule: string, kind: string, points: string, from: string, inTotal: InTotal): string {
  return `SELECT as_of, lead_id, ${rule} AS rule, '${kind}' AS kind, '${kind}' AS arm, ${points} AS points, ${inTotal(points === 'points' ? points : `(${points})`)} AS total_points, 0 AS acts, CAST(NULL AS DATE) AS last_day FROM ${from}`;
}

/** CTEs that end in `capped_rows`: (as_of, lead_id, rule, kind, points), one row per cap that took something away. Reads `by_signal` and `counted`. */
export function capSteps(
  dimension: Dimension,
  inTotal: InTotal,
): { readonly ctes: readonly string[]; readonly rows: readonly string[] } {
  const windowed = (per: 'session' | 'day'): readonly Capped[] =>
    dimension.acts.flatMap((rule) =>
      rule.cap?.per === per
        ? [{ name: rule.signal, points: rule.cap.points, line: `${rule.at.file}:${rule.at.line}` }]
        : [],
    );
  const whole: readonly Capped[] = dimension.acts.flatMap((rule) =>
    rule.cap !== undefined && rule.cap.per === undefined
      ? [{ name: rule.signal, points: rule.cap.points, line: `${rule.at.file}:${rule.at.line}` }]
      : [],
  );
  const families: readonly Capped[] = dimension.families.flatMap((family) =>
    family.cap === undefined
      ? []
      : [{ name: family.name, points: family.cap, line: `${family.at.file}:${family.at.line}` }],
  );
  const ctes: string[] = [];
  const rows: string[] = [];
  let signals = 'by_signal';
  for (const per of ['session', 'day'] as const) {
    const caps = windowed(per);
    if (caps.length === 0) continue;
    const key = per === 'session' ? 'session_key' : 'day';
    ctes.push(`${per}_sums AS (
  SELECT as_of, lead_id, signal, ${key}, SUM(points) AS points
  FROM counted
  WHERE signal IN (${caps.map((cap) => sqlxText(cap.name)).join(', ')})
  GROUP BY as_of, lead_id, signal, ${key}
)`);
    ctes.push(`${per}_limits AS (
  SELECT
    as_of,
    lead_id,
    signal,
    points,
    ${capCase('signal', caps, '    ')} AS at_most
  FROM ${per}_sums
)`);
    ctes.push(`${per}_caps AS (
  SELECT as_of, lead_id, signal, SUM(at_most - points) AS points
  FROM ${per}_limits
  WHERE points > at_most
  GROUP BY as_of, lead_id, signal
)`);
    ctes.push(`after_${per}_caps AS (
  SELECT sums.as_of, sums.lead_id, sums.signal, sums.points + COALESCE(caps.points, NUMERIC '0') AS points
  FROM ${signals} AS sums
  LEFT JOIN ${per}_caps AS caps ON caps.as_of = sums.as_of AND caps.lead_id = sums.lead_id AND caps.signal = sums.signal
)`);
    rows.push(capRow('signal', `${per}_cap`, 'points', `${per}_caps`, inTotal));
    signals = `after_${per}_caps`;
  }
  if (whole.length > 0) {
    ctes.push(`signal_limits AS (
  SELECT
    as_of,
    lead_id,
    signal,
    points,
    ${capCase('signal', whole, '    ')} AS at_most
  FROM ${signals}
)`);
    ctes.push(`after_signal_caps AS (
  SELECT as_of, lead_id, signal, IF(points > at_most, at_most, points) AS points
  FROM signal_limits
)`);
    rows.push(capRow('signal', 'signal_cap', 'at_most - points', 'signal_limits WHERE points > at_most', inTotal));
    signals = 'after_signal_caps';
  }
  if (families.length > 0) {
    const familyArms = dimension.families
      .filter((family) => family.cap !== undefined)
      .map(
        (family) => `      WHEN signal IN (${family.signals.map(sqlxText).join(', ')}) THEN ${sqlxText(family.name)}`,
      );
    ctes.push(`in_families AS (
  SELECT
    as_of,
    lead_id,
    points,
    CASE
${familyArms.join('\n')}
    END AS family
  FROM ${signals}
)`);
    ctes.push(`family_sums AS (
  SELECT as_of, lead_id, family, SUM(points) AS points
  FROM in_families
  WHERE family IS NOT NULL
  GROUP BY as_of, lead_id, family
)`);
    ctes.push(`family_limits AS (
  SELECT
    as_of,
    lead_id,
    family,
    points,
    ${capCase('family', families, '    ')} AS at_most
  FROM family_sums
)`);
    rows.push(capRow('family', 'family_cap', 'at_most - points', 'family_limits WHERE points > at_most', inTotal));
  }
  return { ctes, rows };
}
