import fc from 'fast-check';
import { accountSignals, signals } from '../plain/standards.js';
import type { Yaml, YamlMap } from '../plain/yaml.js';
import { isAccepted } from './accepted.js';
import { anyPoints, type Arb, dayCounts, gains, mapWith, merged, numbers, oneKey, someDays, texts } from './pieces.js';
import { sequenceKey } from './skeleton.js';

const shares = numbers(1, 0.75, 0.5, 0.333, 0.1, 0);

const steps: Arb = fc
  .tuple(fc.subarray([...dayCounts], { minLength: 1, maxLength: 3 }), fc.array(shares, { minLength: 4, maxLength: 4 }))
  .map(([days, each]): Yaml => Object.fromEntries([0, ...days].map((day, index) => [`${day}d`, each[index] ?? null])));

function curve(lastActIn: readonly string[]): Arb {
  const plain = oneKey('a decay', { until: someDays, linear: someDays, half_life: someDays, steps });
  const ending = merged(
    fc.constantFrom('1d', '3d', '7d').map((half_life): YamlMap => ({ half_life })),
    mapWith('a decay', { until: [100, someDays] }),
  );
  const shape = fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: ending });
  const from = texts(...lastActIn).map((name) => `last_act_in(${name})`);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Yaml>('none') },
    { weight: 8, arbitrary: merged(shape, mapWith('a decay', { age_from: [20, from] })) },
  );
}

const limit: Arb = fc.record({
  times: numbers(1, 2, 3),
  per: texts('session', 'day', 'week', 'month', 'lifetime', '2d', '7d', '30d'),
});

const cap: Arb = fc.oneof(
  numbers(1, 3, 5, 8, 2.222),
  fc.record({ points: numbers(1, 3, 5, 2.222), per: texts('session', 'day') }),
);

/** Ranges with a gap below, between or above. */
const byCount: Arb = fc
  .tuple(numbers(5, 3, 0, -2), numbers(8, 6.5, 1))
  .chain(([few, many]) =>
    fc.constantFrom<Yaml>(
      { 1: few, '2..3': many },
      { '1..2': few, '3..': many },
      { 2: few, '3..': many },
      { 1: few, '3..4': many },
    ),
  );

const magnitude = (...of: readonly string[]): Arb =>
  fc
    .tuple(
      texts(...of),
      fc.subarray([0, 5, 10, 30, 2.5], { minLength: 1 }),
      fc.array(shares, { minLength: 5, maxLength: 5 }),
    )
    .map(([of, bounds, each]): Yaml => {
      const rising = bounds.toSorted((a, b) => a - b);
      return { [of]: Object.fromEntries(rising.map((bound, index) => [String(bound), each[index] ?? null])) };
    });

export interface ActNames {
  readonly dimensions: readonly string[];
  readonly families: readonly string[];
}

/** The rule of one signal. */
export function signalRule(names: ActNames): Arb<YamlMap> {
  const resets = texts(...names.dimensions);
  const common = { limit: [35, limit] as const, resets: [12, resets] as const };
  const plain = merged(
    anyPoints.chain((points) =>
      mapWith('an act', { points: [100, fc.constant<Yaml>(points)], ...(points.gt(0) && { cap: [30, cap] as const }) }),
    ),
    mapWith('an act', {
      ...common,
      decay: [80, curve([...signals, ...names.families])],
      magnitude: [15, magnitude('minutes', 'depth')],
    }),
  );
  if (!isAccepted('an act', 'by_count')) return plain;
  const counted = mapWith('an act', {
    ...common,
    by_count: [100, byCount],
    within: [80, someDays],
  });
  return fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: counted });
}

/** A rule of several signals in a row. */
export function sequenceRule(names: ActNames): Arb<YamlMap> {
  const sequence = fc.array(texts('visit', 'pricing', 'blog', 'demo'), { minLength: 2, maxLength: 3 });
  return mapWith('an act', {
    sequence: [100, sequence],
    within: [100, someDays],
    points: [100, gains],
    decay: [70, curve([...signals, ...names.families])],
    limit: [30, limit],
    cap: [20, cap],
    resets: [10, texts(...names.dimensions)],
  });
}

/** Rules of facts of accounts; they reset nothing. */
export function accountActRules(): Arb<YamlMap> {
  const decay = [80, curve(accountSignals)] as const;
  const plain = anyPoints.chain((points) =>
    mapWith('an act', {
      points: [100, fc.constant<Yaml>(points)],
      ...(points.gt(0) && { cap: [40, cap] as const }),
      decay,
      limit: [35, limit],
      magnitude: [30, magnitude('strength')],
    }),
  );
  const counted = mapWith('an act', { by_count: [100, byCount], within: [80, someDays], limit: [35, limit] });
  const inARow = mapWith('an act', {
    sequence: [100, fc.array(texts(...accountSignals), { minLength: 2, maxLength: 3 })],
    within: [100, someDays],
    points: [100, gains],
    decay,
    cap: [20, cap],
  });
  const rule = fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: counted });
  return fc
    .tuple(fc.subarray([...accountSignals, sequenceKey], { minLength: 1 }), rule, rule, rule, inARow)
    .map(([keys, ...rules]): YamlMap => {
      const all = [...accountSignals, sequenceKey];
      return Object.fromEntries(keys.map((key) => [key, rules[all.indexOf(key)] ?? null]));
    });
}

/** The rules of a dimension under the keys of its skeleton. */
export function actRules(names: ActNames, keys: readonly string[]): Arb<YamlMap> {
  const rules = keys.map((key) =>
    (key === sequenceKey ? sequenceRule(names) : signalRule(names)).map((rule) => [key, rule] as const),
  );
  return fc.tuple(...rules).map((entries): YamlMap => Object.fromEntries(entries));
}
