import { Decimal } from 'decimal.js';
import { expect, test } from 'vitest';
import {
  accountScoreAttainable,
  actAttainable,
  criterionAttainable,
  dimensionAttainable,
  totalAttainable,
} from '../../scripts/rubric/attainable.js';
import type { ActRule, Criterion, Dimension, Rubric } from '../../scripts/rubric/model.js';

const at = { file: 'x.yaml', line: 1, column: 1 };
const number = (value: number) => new Decimal(value);
const act = (points: number, more: Partial<ActRule> = {}): ActRule => ({
  name: 'x',
  signal: 'x',
  points: number(points),
  decay: { kind: 'none' },
  at,
  ...more,
});
const range = (min: number, max: number, points: number) => ({ count: { min, max }, points: number(points) });
const once: NonNullable<ActRule['limit']> = { times: 1, per: 'lifetime' };
const sequence: NonNullable<ActRule['sequence']> = { signals: ['w'], withinDays: 5 };
const shares = (...all: readonly number[]): NonNullable<ActRule['magnitude']> => ({
  of: 'minutes',
  steps: all.map((share, index) => ({ from: number(index * 10), share: number(share) })),
});
const shown = ({ low, high }: { low: Decimal; high: Decimal }) => `${low.toString()}..${high.toString()}`;

test.each([
  ['without bound', act(5), '0..Infinity'],
  ['capped', act(5, { cap: { points: number(20) } }), '0..20'],
  ['capped per day only', act(5, { cap: { points: number(20), per: 'day' } }), '0..Infinity'],
  ['twice in a lifetime', act(5, { limit: { times: 2, per: 'lifetime' } }), '0..10'],
  ['twice a day', act(5, { limit: { times: 2, per: 'day' } }), '0..Infinity'],
  ['negative', act(-5), '-Infinity..0'],
  ['negative, once', act(-5, { limit: { times: 1, per: 'lifetime' } }), '-5..0'],
  ['nothing', act(0), '0..0'],
  ['by how many there are', act(8, { byCount: { ranges: [range(1, 1, 5), range(2, 3, 8)] } }), '0..8'],
  ['by how many, capped', act(8, { byCount: { ranges: [range(1, 3, 8)] }, cap: { points: number(6) } }), '0..6'],
  ['by how many, some of them bad', act(2, { byCount: { ranges: [range(1, 1, 2), range(2, 9, -7)] } }), '-7..2'],
  ['of a sequence, once', act(5, { sequence, limit: { times: 1, per: 'lifetime' } }), '0..5'],
  ['of a magnitude, twice', act(5, { magnitude: shares(0.5, 3), limit: { times: 2, per: 'lifetime' } }), '0..30'],
  ['of a magnitude that gives nothing', act(5, { magnitude: shares(0) }), '0..0'],
  ['negative, of a magnitude, once', act(-5, { magnitude: shares(0.5, 2), limit: once }), '-10..0'],
])('an act %s', (_, rule, expected) => {
  expect(shown(actAttainable(rule))).toBe(expected);
});

const criterion: Criterion = {
  name: 'c',
  label: 'c',
  cases: [{ when: { kind: 'all', of: [], at }, points: number(20), label: 'c', at }],
  otherwise: { points: number(5), at },
  unknown: { kind: 'points', points: number(-3), declared: '-3 points' },
  at,
};

test('a criterion: its cases, otherwise and unknown', () => {
  expect(shown(criterionAttainable(criterion))).toBe('-3..20');
});

test('a dimension: criteria, families with their caps, acts alone, then the range', () => {
  const dimension: Dimension = {
    name: 'd',
    range: {},
    criteria: [criterion],
    acts: [
      act(5, { name: 'a', signal: 'a', cap: { points: number(30) } }),
      act(5, { name: 'b', signal: 'b', cap: { points: number(30) } }),
      act(-2, { name: 'c', signal: 'c', limit: { times: 1, per: 'lifetime' } }),
    ],
    families: [{ name: 'f', signals: ['a', 'b'], cap: number(40), at }],
    at,
  };
  expect(shown(dimensionAttainable(dimension))).toBe('-5..60');
  expect(shown(dimensionAttainable({ ...dimension, range: { low: number(0), high: number(50) } }))).toBe('0..50');
});

const rubric = (total: Partial<Rubric['total']>, more: Partial<Rubric> = {}): Rubric => {
  const dimensions = ['fit', 'intent'].map((name, index): Dimension => ({
    name,
    range: { low: number(-10 * index), high: number(40 + 20 * index) },
    criteria: [],
    acts: [act(1), act(-1)],
    families: [],
    at,
  }));
  const weights = dimensions.map((each) => ({ dimension: each.name, weight: number(0.5), at }));
  return {
    name: 'r',
    file: 'r.yaml',
    version: 1,
    status: 'live',
    purpose: 'p',
    outcome: { label: 'o', withinDays: 1 },
    dimensions,
    limits: [],
    bands: [],
    tiers: [],
    suppress: [],
    at,
    ...more,
    total: { weights, at, ...total },
  };
};
const whole = (...names: readonly string[]) => names.map((dimension) => ({ dimension, weight: number(1), at }));
const account: NonNullable<Rubric['account']> = {
  level: 'account',
  range: { low: number(0), high: number(100) },
  criteria: [],
  fromPeople: [],
  acts: [],
  at,
};
const bonus = { people: 2, points: number(25), onAccount: false, onEngagedLeads: true, at };
// fit gives up to 40, intent up to 60 and half of it: 130 with nobody to take from; the criterion -3 to 20; two roles at -5; -16.
const full: NonNullable<Rubric['account']> = {
  ...account,
  range: {},
  criteria: [criterion],
  fromPeople: [
    { dimension: 'fit', weights: [number(1), number(0)], at },
    { dimension: 'intent', weights: [number(1), number(0.5)], at },
  ],
  dominance: { share: number(0.6), at },
  committee: { roles: ['champion', 'buyer'], pointsPerRole: number(-5), atLeastPeople: 2, at },
  engagedPeople: { people: 2, points: number(-16), onAccount: true, onEngagedLeads: false, at },
};
const limit = { name: 'l', when: { kind: 'all', of: [], at }, totalAtMost: number(-30), at } as const;

test.each([
  ['weighted', rubric({}), '-5..50'],
  ['the greatest', rubric({ weights: whole('fit', 'intent'), max: ['fit', 'intent'] }), '0..60'],
  ['times a factor', rubric({ normalise: number(0.1) }), '-0.5..5'],
  ['a limit after the factor', rubric({ normalise: number(0.1) }, { limits: [limit] }), '-30..5'],
  ['in a range', rubric({ range: { low: number(0), high: number(45) } }), '0..45'],
  ['with an account that gives nothing', rubric({ accountWeight: number(0.2) }, { account }), '-5..50'],
  ['with the account', rubric({ accountWeight: number(0.2) }, { account: full }), '-10.8..80'],
  [
    'with the account in its range',
    rubric({ accountWeight: number(0.2) }, { account: { ...full, range: { low: number(0), high: number(100) } } }),
    '-5..70',
  ],
  ['with engaged people', rubric({}, { account: { ...account, engagedPeople: bonus } }), '-5..75'],
])('the total %s', (_, made, expected) => {
  expect(shown(totalAttainable(made))).toBe(expected);
});

test('an account: its criteria, what people give at most, roles and engaged people, then the range', () => {
  expect(shown(accountScoreAttainable(rubric({}, { account: full })))).toBe('-29..150');
  expect(shown(accountScoreAttainable(rubric({}, { account: { ...full, range: { high: number(90) } } })))).toBe(
    '-29..90',
  );
  expect(shown(accountScoreAttainable(rubric({})))).toBe('0..0');
});

const bare: Dimension = { name: 'd', range: {}, criteria: [], acts: [], families: [], at };

test.each([
  ['a square root that nothing else bounds', { curve: 'sqrt' as const }, '0..100'],
  ['a logarithm that nothing else bounds', { curve: 'log' as const }, '0..9.21044'],
  ['a curve, then a cap', { curve: 'sqrt' as const, cap: number(7) }, '0..7'],
])('a family with %s', (_, more, expected) => {
  const families = [{ name: 'f', signals: ['x'], ...more, at }];
  expect(shown(dimensionAttainable({ ...bare, acts: [act(5)], families }))).toBe(expected);
});

test('the square root of what three acts give at most; acts below zero pass it', () => {
  const acts = [act(7, { limit: { times: 3, per: 'lifetime' } }), act(-3, { name: 'y', limit: once })];
  const families = [{ name: 'f', signals: ['x', 'y'], curve: 'sqrt' as const, at }];
  expect(shown(dimensionAttainable({ ...bare, acts, families }))).toBe('-3..4.582576');
});

test.each([
  ['once', { afterDays: 30, points: number(-10), at }, '-10..12'],
  ['again and again', { afterDays: 30, points: number(-10), perDays: 30, at }, '-Infinity..12'],
  ['down to a floor', { afterDays: 30, points: number(-10), perDays: 30, floor: number(-25), at }, '-25..12'],
])('breadth, and inactivity %s', (_, inactivity, expected) => {
  const breadth = {
    steps: [
      { signals: 3, points: number(5) },
      { signals: 5, points: number(12) },
    ],
    at,
  };
  expect(shown(dimensionAttainable({ ...bare, breadth, inactivity }))).toBe(expected);
});
