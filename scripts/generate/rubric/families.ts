/** Families: several rules together, by a curve and up to a cap. */
import { lastCurvedPoints } from '../../rubric/family-curve.js';
import type { Dimension } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type Capped, capCase, capRow, type InTotal } from './cap-row.js';

/**
 * CTEs, and the branches of the rows: what curves and then caps took away.
 * @param from the CTE with the points of each rule
 */
export function familySteps(
  dimension: Dimension,
  from: string,
  inTotal: InTotal,
): { readonly ctes: readonly string[]; readonly rows: readonly string[] } {
  const bounded = dimension.families.filter((family) => family.cap !== undefined || family.curve !== undefined);
  const caps: readonly Capped[] = bounded.flatMap((family) =>
    family.cap === undefined
      ? []
      : [{ name: family.name, points: family.cap, line: `${family.at.file}:${family.at.line}` }],
  );
  const curved = bounded.filter((family) => family.curve !== undefined);
  if (bounded.length === 0) return { ctes: [], rows: [] };
  const members = bounded.map(
    (family) => `      WHEN rule IN (${family.signals.map(sqlxText).join(', ')}) THEN ${sqlxText(family.name)}`,
  );
  const ctes = [
    `in_families AS (
  SELECT
    as_of,
    lead_id,
    points,
    CASE
${members.join('\n')}
    END AS family
  FROM ${from}
)`,
    `family_sums AS (
  SELECT as_of, lead_id, family, SUM(points) AS points
  FROM in_families
  WHERE family IS NOT NULL
  GROUP BY as_of, lead_id, family
)`,
  ];
  const rows: string[] = [];
  let sums = 'family_sums';
  if (curved.length > 0) {
    const arms = curved.map(
      (family) =>
        `      -- ${family.at.file}:${family.at.line}\n      WHEN ${sqlxText(family.name)} THEN '${family.curve ?? ''}'`,
    );
    ctes.push(
      `on_curves AS (
  SELECT
    *,
    CASE family
${arms.join('\n')}
    END AS curve,
    IF(points > NUMERIC '0', LEAST(CAST(FLOOR(points) AS INT64), ${lastCurvedPoints}), NULL) AS whole_points
  FROM family_sums
)`,
      `-- A sum at or below zero has no place on the curve and stays as it is.
after_curves AS (
  SELECT
    sums.as_of,
    sums.lead_id,
    sums.family,
    sums.points AS points_before,
    COALESCE(curves.points, sums.points) AS points
  FROM on_curves AS sums
  LEFT JOIN \${ref("int_family_curves")} AS curves ON curves.curve = sums.curve AND curves.whole_points = sums.whole_points
)`,
    );
    rows.push(
      capRow('family', 'family_curve', 'points - points_before', 'after_curves WHERE points != points_before', inTotal),
    );
    sums = 'after_curves';
  }
  if (caps.length > 0) {
    ctes.push(`family_limits AS (
  SELECT
    as_of,
    lead_id,
    family,
    points,
    ${capCase('family', caps, '    ')} AS at_most
  FROM ${sums}
)`);
    rows.push(capRow('family', 'family_cap', 'at_most - points', 'family_limits WHERE points > at_most', inTotal));
  }
  return { ctes, rows };
}
