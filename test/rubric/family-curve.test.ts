import { Decimal } from 'decimal.js';
import { expect, test } from 'vitest';
import { curvedPoints, curveTable, lastCurvedPoints } from '../../scripts/rubric/family-curve.js';

test.each([
  ['sqrt', '2', '1.414214'],
  ['sqrt', '2.999999', '1.414214'],
  ['sqrt', '0.9', '0'],
  ['sqrt', '0', '0'],
  ['sqrt', '-9', '-9'],
  ['sqrt', '10000', '100'],
  ['sqrt', '90000', '100'],
  ['log', '1', '0.693147'],
  ['log', '10000', '9.21044'],
] as const)('%s of %s is %s', (curve, sum, expected) => {
  expect(curvedPoints(curve, new Decimal(sum)).toFixed()).toBe(expected);
});

test.each(['sqrt', 'log'] as const)('the table of %s is the curve at every whole point', (curve) => {
  const table = curveTable(curve);
  expect(table).toHaveLength(lastCurvedPoints + 1);
  expect([0, 1, 50, 9999, 10000].map((points) => table[points]?.toFixed())).toEqual(
    [0, 1, 50, 9999, 10000].map((points) => curvedPoints(curve, new Decimal(points)).toFixed()),
  );
  expect(table.every((value, index) => index === 0 || value.gt(table[index - 1] ?? value))).toBe(true);
});
