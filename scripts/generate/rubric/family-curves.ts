/** int_family_curves: what a family's whole points become by its curve. */
import type { Project } from '../../rubric/model.js';
import { curveTable } from '../../rubric/family-curve.js';
import { wrapped } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { scoredRubrics } from '../outputs/shape.js';
import type { Model } from '../sqlx.js';

/** Grain: (curve, whole_points). undefined where no family of the project has a curve. */
export function familyCurvesModel(project: Project): Model | undefined {
  const rubrics = scoredRubrics(project);
  const used = (['log', 'sqrt'] as const).filter((curve) =>
    rubrics.some((rubric) => rubric.dimensions.some(({ families }) => families.some((each) => each.curve === curve))),
  );
  if (used.length === 0) return undefined;
  const rows = used.map((curve) => {
    const lines = wrapped(
      curveTable(curve).map((value) => value.toFixed()),
      ' ',
      110,
    ).map(sqlxText);
    return `    STRUCT('${curve}' AS curve, CONCAT(\n      ${lines.join(`, ' ',\n      `)}\n    ) AS points)`;
  });
  return {
    path: 'definitions/intermediate/int_family_curves.sqlx',
    madeFrom: rubrics.map((rubric) => rubric.file),
    config: {
      type: 'table',
      description:
        'Square roots and logarithms (ln(1 + points)) of whole points, six digits, the same on every engine; the last holds beyond. Grain: one row per curve and whole points.',
      tags: ['intermediate', 'lists'],
      assertions: { uniqueKey: ['curve', 'whole_points'], nonNull: ['curve', 'whole_points', 'points'] },
    },
    sql: `
WITH written AS (
  SELECT c.curve, c.points
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS c
)

SELECT
  written.curve,
  whole_points,
  CAST(value AS NUMERIC) AS points
FROM written
CROSS JOIN UNNEST(SPLIT(written.points, ' ')) AS value WITH OFFSET AS whole_points`,
  };
}
