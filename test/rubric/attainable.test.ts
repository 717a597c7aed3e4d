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
