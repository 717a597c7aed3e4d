import { expect, test } from 'vitest';
import { familyCurvesModel } from '../../scripts/generate/rubric/family-curves.js';
import { curveTable } from '../../scripts/rubric/family-curve.js';
import { wholeProject } from '../rubric/whole-project.js';

test('the table of a curve holds its points, twenty in a line', () => {
  const model = familyCurvesModel(wholeProject);
  const lines = [
    ...(model?.sql ?? '').matchAll(/^    STRUCT\('sqrt' AS curve, (\d+) AS first, '([^']*)' AS points\),?$/gm),
  ];
  expect(lines.map(([, first]) => Number(first))).toEqual(Array.from({ length: 501 }, (_, line) => line * 20));
  expect(lines.flatMap(([, , points]) => (points ?? '').split(' '))).toEqual(
    curveTable('sqrt').map((value) => value.toFixed()),
  );
  const rows = lines.map(([line]) => line).join('\n');
  expect({ ...model, sql: model?.sql?.replace(rows, '...') }).toEqual({
    path: 'definitions/intermediate/int_family_curves.sqlx',
    madeFrom: ['rubrics/whole.yaml'],
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
...
  ]) AS c
)

SELECT
  written.curve,
  written.first + place AS whole_points,
  CAST(value AS NUMERIC) AS points
FROM written
CROSS JOIN UNNEST(SPLIT(written.points, ' ')) AS value WITH OFFSET AS place`,
  });
});

test('no family has a curve: there is no table', () => {
  const rubrics = wholeProject.rubrics.map((rubric) => ({
    ...rubric,
    dimensions: rubric.dimensions.map((dimension) => ({ ...dimension, families: [] })),
  }));
  expect(familyCurvesModel({ ...wholeProject, rubrics })).toBeUndefined();
});
