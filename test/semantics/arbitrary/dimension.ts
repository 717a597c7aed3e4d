import fc from 'fast-check';
import type { Yaml, YamlMap } from '../plain/yaml.js';
import { isAccepted } from './accepted.js';
import { actRules } from './act.js';
import type { Names } from './condition.js';
import { criterion, probes, softFit } from './criterion.js';
import { type Arb, gains, mapWith, merged, numbers, someDays, sometimes, texts } from './pieces.js';
import type { DimensionSkeleton } from './skeleton.js';

const lows = fc.oneof(numbers(0, -5, 1.5), fc.constant<Yaml>('none'));
const highs = fc.oneof(numbers(10, 20, 12.345), fc.constant<Yaml>('none'));

export const range: Arb = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Yaml>('none') },
  { weight: 8, arbitrary: fc.tuple(lows, highs).map((ends): Yaml => [...ends]) },
);

const grades: Arb = fc
  .tuple(numbers(10, 8), numbers(5, 2.5), numbers(0, 1))
  .map(([a, b, c]): Yaml => ({ A: a, B: b, C: c }));

/** @param rules of the dimension: more kinds than that can never be reached */
function breadth(rules: number): Arb {
  return fc
    .tuple(fc.subarray([1, 2, 3].slice(0, rules), { minLength: 1, maxLength: Math.min(2, rules) }), gains, gains)
    .chain(([bounds, some, many]) =>
      mapWith('a breadth', {
        signals: [
          100,
          fc.constant<Yaml>(Object.fromEntries(bounds.map((bound, index) => [bound, index === 0 ? some : many]))),
        ],
        within: [70, someDays],
      }),
    );
}

const idle: Arb<YamlMap> = mapWith('an inactivity', {
  after: [100, someDays],
  points: [100, numbers(-1, -3, -2.5)],
});

/** Only what is taken away again and again needs a floor. */
const inactivity: Arb = fc.oneof(
  idle,
  merged(idle, mapWith('an inactivity', { per: [100, someDays], floor: [60, numbers(-4, -10, -7.5)] })),
);

function engaged(families: readonly string[]): Arb {
  return mapWith('who is engaged', {
    families: [families.length > 0 ? 60 : 0, fc.subarray([...families], { minLength: Math.min(1, families.length) })],
    min_points: [90, numbers(1, 5, 8)],
    within: [60, someDays],
  });
}

/** Few are engaged, so that each part of the question decides about some. */
function rarelyEngaged(families: readonly string[]): Arb {
  return mapWith('who is engaged', {
    families: [families.length > 0 ? 100 : 0, fc.subarray([...families], { minLength: Math.min(1, families.length) })],
    min_points: [100, numbers(3, 5, 8)],
    within: [100, texts('3d', '7d', '14d')],
  });
}

export function dimension(skeleton: DimensionSkeleton, names: Names): Arb<YamlMap> {
  const families = Object.entries(skeleton.families).map(([name, signals]) =>
    mapWith('a family', {
      signals: [100, fc.constant<Yaml>(signals)],
      curve: [40, texts('sqrt', 'log')],
      cap: [50, numbers(1, 3, 5, 10.5)],
    }).map((family) => [name, family] as const),
  );
  const criteria = fc.tuple(...skeleton.criteria.map((name) => criterion(names).map((own) => [name, own] as const)));
  return merged(
    fc.tuple(...families).map((found) => parts('families', Object.fromEntries(found))),
    actRules({ dimensions: names.dimensions, families: names.families }, skeleton.acts).map((acts) =>
      parts('acts', acts),
    ),
    fc.tuple(criteria, skeleton.isProbed ? probes(names) : fc.constant<YamlMap>({})).chain(([found, probed]) => {
      const own = Object.fromEntries(found);
      const lifts = softFit(names, own);
      return sometimes(lifts === undefined ? 0 : 40, lifts ?? fc.constant<Yaml>(null)).map((soft) => ({
        ...parts('criteria', { ...own, ...probed }),
        ...(soft !== undefined && { soft_fit: soft }),
      }));
    }),
    mapWith('a dimension', {
      range: [60, range],
      count_from: [20, texts('last_recycled_at', 'lead.last_recycled_at')],
      grades: [skeleton.isGraded ? 100 : 0, grades],
      ...(skeleton.acts.length > 0 && {
        breadth: [45, breadth(skeleton.acts.length)] as const,
        inactivity: [45, inactivity] as const,
        engaged: [
          names.hasAccount ? (names.isEngagementRare ? 100 : 70) : 0,
          (names.isEngagementRare ? rarelyEngaged : engaged)(Object.keys(skeleton.families)),
        ] as const,
      }),
    }),
  );
}

function parts(key: string, map: YamlMap): YamlMap {
  return Object.keys(map).length === 0 || !isAccepted('a dimension', key) ? {} : { [key]: map };
}
