/** int_family_curves: what a family's whole points become by its curve. */
import type { Project } from '../../rubric/model.js';
import { curveTable } from '../../rubric/family-curve.js';
import { sqlxText } from '../text/sqlx-text.js';
import { scoredRubrics } from '../outputs/shape.js';
import type { Model } from '../sqlx.js';

/** Values in one line of the written table. */
const lineLength = 20;

/** Grain: (curve, whole_points). undefined where no family of the project has a curve. */
export function familyCurvesModel(project: Project): Model | undefined {
  const rubrics = scoredRubrics(project);
  const used = (['log', 'sqrt'] as const).filter((curve) =>
    rubrics.some((rubric) => rubric.dimensions.some(({ families }) => families.some((each) => each.curve === curve))),
  );
  if (used.length === 0) return undefined;
  const rows = used.flatMap((curve) => {
    const table = curveTable(curve).map((value) => value.toFixed());
    const starts = Array.from({ length: Math.ceil(table.length / lineLength) }, (_, line) => line * lineLength);
    return starts.map(
      (start) =>
        `    STRUCT('${curve}' AS curve, ${start} AS first, ${sqlxText(table.slice(start, start + lineLength).join(' '))} AS points)`,
    );
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
  SELECT c.curve, c.first, c.points
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS c
)

SELECT
  written.curve,
  written.first + place AS whole_points,
  CAST(value AS NUMERIC) AS points
FROM written
CROSS JOIN UNNEST(SPLIT(written.points, ' ')) AS value WITH OFFSET AS place`,
  };
}
