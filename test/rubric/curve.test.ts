import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { endlessFrom, lookbackDays, pointsByAge } from '../../scripts/rubric/curve.js';
import type { ActRule, DecayCurve } from '../../scripts/rubric/model.js';

const rule = (decay: DecayCurve, points = '10'): ActRule => ({
  name: 'x',
  signal: 'x',
  points: new Decimal(points),
  decay,
  at: { file: 'rubrics/x.yaml', line: 1, column: 1 },
});
const table = (decay: DecayCurve, points?: string): readonly string[] =>
  pointsByAge(rule(decay, points)).map((value) => value.toFixed());

describe('points by age', () => {
  test.each<[string, DecayCurve, readonly string[]]>([
    ['until: the same until the day it ends', { kind: 'until', days: 3 }, ['10', '10', '10']],
    ['linear: reaches zero on the day after the last', { kind: 'linear', days: 4 }, ['10', '7.5', '5', '2.5']],
    ['linear: thirds are rounded half up to six digits', { kind: 'linear', days: 3 }, ['10', '6.666667', '3.333333']],
    [
      'half_life: half after the half-life',
      { kind: 'half_life', days: 2, lookbackDays: 5 },
      ['10', '7.071068', '5', '3.535534', '2.5'],
    ],
    [
      'steps: the share of the last step begun, and an end at zero',
      {
        kind: 'steps',
        steps: [
          { fromDay: 0, share: new Decimal(1) },
          { fromDay: 2, share: new Decimal('0.5') },
          { fromDay: 3, share: new Decimal(0) },
        ],
      },
      ['10', '10', '5'],
    ],
    ['none: one value that stands for every age', { kind: 'none' }, ['10']],
  ])('%s', (_, decay, expected) => {
    expect(table(decay)).toEqual(expected);
  });

  test('negative points are rounded away from zero, as ROUND does', () => {
    expect(table({ kind: 'linear', days: 3 }, '-10')).toEqual(['-10', '-6.666667', '-3.333333']);
  });

  test('steps that do not end at zero hold their last value for ever', () => {
    const steps = rule({
      kind: 'steps',
      steps: [
        { fromDay: 0, share: new Decimal(1) },
        { fromDay: 2, share: new Decimal('0.5') },
      ],
    });
    expect(lookbackDays(steps)).toBeUndefined();
    expect(pointsByAge(steps).map(String)).toEqual(['10', '10', '5']);
    expect(endlessFrom(steps)).toBe(2);
  });
});
