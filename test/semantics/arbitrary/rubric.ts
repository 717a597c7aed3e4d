/** Random rubrics that `check` accepts, most of the time. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { predictive } from '../artefacts.js';
import { signals } from '../plain/standards.js';
import type { Yaml, YamlMap } from '../plain/yaml.js';
import { isAccepted } from './accepted.js';
import { account } from './account.js';
import { cadences } from './answers.js';
import { condition, fieldCondition, type Names } from './condition.js';
import { dimension, range } from './dimension.js';
import { dispositionKeys } from './disposition.js';
import { type Arb, mapWith, merged, named, numbers, sometimes, texts } from './pieces.js';
import type { Setting } from './setting.js';
import { type DimensionSkeleton, sequenceKey, skeletons } from './skeleton.js';

const cells = ['cold', 'warm', 'hot'] as const;

export function rubrics(setting: Setting): Arb<YamlMap> {
  const account = fc.constantFrom('none', 'any', 'rarely engaged', 'rarely engaged');
  const way = fc.constantFrom('any', 'any', 'coming', 'coming', 'coming');
  const recalculation = sometimes(
    isAccepted('a rubric', 'recalculate') ? 30 : 0,
    texts(...cadences).map((attributes): YamlMap => ({ recalculate: { attributes } })),
  );
  const drawn = fc.tuple(skeletons, fc.boolean(), account, way, recalculation);
  return drawn.chain(([found, withGrid, withAccount, coming, recalculate]) => {
    const hasAccount = withAccount !== 'none' && isAccepted('a rubric', 'account');
    const names: Names = {
      setting,
      dimensions: found.map(({ name }) => name),
      // A family of nothing but a sequence cannot be asked about.
      families: found.flatMap(({ families }) =>
        Object.entries(families).flatMap(([name, own]) => (own.some((key) => key !== sequenceKey) ? [name] : [])),
      ),
      graded: found.filter(({ isGraded }) => isGraded).map(({ name }) => name),
      cells: withGrid && isAccepted('a rubric', 'grid') ? cells : [],
      hasAccount,
      isEngagementRare: hasAccount && withAccount === 'rarely engaged',
      isComingAndGoing: coming === 'coming' && setting.earlier.length > 0,
      isRecalculated: recalculate !== undefined,
    };
    return merged(fc.constant(recalculate ?? {}), rubric(found, names));
  });
}

function rubric(skeleton: readonly DimensionSkeleton[], names: Names): Arb<YamlMap> {
  const dimensions = fc.tuple(
    ...skeleton.map((each) => dimension(each, names).map((own) => [each.name, own] as const)),
  );
  return merged(
    fc.constant<YamlMap>({
      purpose: 'tests',
      version: new Decimal(1),
      status: 'live',
      outcome: { label: 'opportunity', within: '90d' },
    }),
    mapWith('a rubric', { applies_to: [names.isComingAndGoing ? 0 : 40, condition(names, 'fields')] }),
    dimensions.map((found): YamlMap => ({ dimensions: Object.fromEntries(found) })),
    total(names).map((own): YamlMap => ({ total: own })),
    mapWith('a rubric', {
      limits: [45, limits(names)],
      bands: [100, bands],
      grid: [names.cells.length > 0 ? 100 : 0, grid(names)],
      tiers: [100, names.isComingAndGoing ? comingAndGoing(names) : tiers(names)],
      suppress: [65, suppressions(names)],
      account: [names.hasAccount ? 100 : 0, account(names)],
      predictive: [35, predictive],
      ...dispositionKeys(names),
    }),
  );
}

function total(names: Names): Arb<YamlMap> {
  const weight = numbers(1, 0.5, 0.4, 0.333, 0.001, 0);
  const sum = fc
    .tuple(
      fc.tuple(...names.dimensions.map((name) => weight.map((each) => [name, each] as const))),
      sometimes(names.hasAccount ? 60 : 0, weight),
    )
    .map(([weights, own]): YamlMap => ({
      sum: { ...Object.fromEntries(weights), ...(own !== undefined && { account: own }) },
    }));
  const max = fc.subarray([...names.dimensions], { minLength: 1 }).map((rivals): YamlMap => ({ max: rivals }));
  return merged(
    isAccepted('the total', 'max') ? fc.oneof({ weight: 3, arbitrary: sum }, { weight: 1, arbitrary: max }) : sum,
    mapWith('the total', { range: [50, range], normalise: [25, numbers(0.5, 0.333, 2)] }),
  );
}

function limits(names: Names): Arb {
  return fc
    .uniqueArray(numbers(0, 2, 3.5, 5), { minLength: 1, maxLength: 3, selector: String })
    .chain((most) => fc.tuple(...most.map((each) => condition(names, 'dimensions').map((when) => ({ when, each })))))
    .map((found): Yaml =>
      found.map(({ when, each }, index) => ({ name: `limit_${index + 1}`, when, total_at_most: each })),
    );
}

const bands: Arb = fc.constantFrom<Yaml[]>(
  ...[[0], [0, 5], [-5, 0, 2.5, 10]].map((each) => each.map((one) => new Decimal(one))),
);

function axis(names: Names, steps: number): Arb {
  const cuts = [1, 3.5, 6, 10].slice(0, steps - 1).map((cut) => new Decimal(cut));
  return texts(...names.dimensions, 'total').map((name): Yaml => ({ [name]: cuts }));
}

function grid(names: Names): Arb {
  const steps = fc.constantFrom(2, 3, 4);
  return fc.tuple(steps, steps).chain(([rows, columns]) => {
    const places = stepWords(rows).flatMap((row) => stepWords(columns).map((column) => `${row}_${column}`));
    const named = fc.tuple(...places.map((place) => texts(...cells).map((cell) => [place, cell] as const)));
    return fc
      .tuple(axis(names, rows), axis(names, columns), named)
      .map(([own, other, found]): Yaml => ({ rows: own, columns: other, cells: Object.fromEntries(found) }));
  });
}

function stepWords(steps: number): readonly string[] {
  const words = steps === 2 ? ['low', 'high'] : steps === 3 ? ['low', 'medium', 'high'] : [];
  return words.length > 0 ? words : Array.from({ length: steps }, (_, index) => String(index + 1));
}

function hasRunBefore({ setting }: Names): boolean {
  return setting.earlier.length > 0;
}

/** Each key of a buffer alone, in twos and all together; short enough that some leave, long enough that some stay. */
const buffers: Arb = fc
  .tuple(numbers(-1, 0, 1), texts('3d', '7d', '14d', '14d'), texts('7d', '14d', '14d'))
  .chain(([leave_below, stay, cool_down]) =>
    fc.constantFrom<Yaml>(
      { leave_below },
      { stay },
      { cool_down },
      { leave_below, stay: '2d' },
      { stay: '2d', cool_down },
      { leave_below: new Decimal(3), cool_down },
      { leave_below, stay, cool_down },
    ),
  );

/** Whoever did something that day stands there: the buffers alone decide who stays, and who may come back. */
function comingAndGoing({ setting }: Names): Arb {
  // At midnight sharp the day has seen nothing yet.
  const isMidnight = setting.zone.dayOf(Date.parse(setting.asOf) - 1) < setting.today;
  const within = isMidnight ? '2d' : '1d';
  const tier = (tier: string, some: readonly string[], buffer: Yaml): Yaml => ({
    tier,
    when: { any: some.map((signal): Yaml => ({ signal, within })) },
    buffer,
    action: { do: 'contact' },
  });
  return fc
    .tuple(fc.uniqueArray(texts(...signals), { minLength: 6, maxLength: 7 }), buffers, buffers)
    .map(([some, first, second]): Yaml => [
      tier('best', some.slice(3), first),
      tier('good', some.slice(0, 3), second),
      { tier: 'rest', otherwise: true, action: { do: 'nothing' } },
    ]);
}

const tierNames = ['best', 'good', 'fair'] as const;

function tiers(names: Names): Arb {
  const asked = fc.oneof(
    { weight: 2, arbitrary: numbers(0, 1, 2.5, 5, 8).map((least): YamlMap => ({ total: least })) },
    { weight: 1, arbitrary: condition(names, 'total', 1) },
  );
  // What holds for a day or two lets leads come and go from run to run.
  const fleeting = fc
    .tuple(texts(...signals), texts(...signals), texts('1d', '1d', '2d'))
    .map(([signal, other, within]): YamlMap => ({
      any: [
        { signal, within },
        { signal: other, within },
      ],
    }));
  const threshold = fc
    .tuple(condition(names, 'total', 1), numbers(0, 1, 3, 6))
    .map(([segment, least]): Yaml => ({ for: segment, total: least, why: 'they differ' }));
  const buffer = mapWith('a buffer', {
    leave_below: [70, numbers(-1, 0, 2)],
    stay: [60, texts('1d', '3d', '14d')],
    cool_down: [60, texts('3d', '7d', '14d')],
  });
  const upper = merged(
    mapWith('a tier', {
      when: [100, hasRunBefore(names) ? fc.oneof(asked, fleeting, fleeting) : asked],
      thresholds: [40, fc.array(threshold, { minLength: 1, maxLength: 2 })],
      promote: [30, condition(names, 'total', 1)],
      requires: [60, named('gate', condition(names, 'total', 1), 3, 1)],
      // Without a run before it says nothing.
      buffer: [hasRunBefore(names) ? 80 : 0, buffer],
    }),
    texts('contact', 'nurture', 'nothing').map((what): YamlMap => ({ action: { do: what } })),
  );
  const several = fc.array(upper, { minLength: 1, maxLength: 3 });
  return fc
    .tuple(several, texts('nothing', 'nurture'))
    .map(([found, rest]): Yaml => [
      ...found.map((each, index) => ({ tier: tierNames[index] ?? 'fair', ...each })),
      { tier: 'rest', otherwise: true, action: { do: rest } },
    ]);
}

function suppressions(names: Names): Arb {
  const one = fc
    .tuple(
      fc.oneof(condition(names, 'total', 1), fieldCondition(names.setting)),
      texts('suppress', 'suppress', 'ignore'),
    )
    .map(([when, unknown]): YamlMap => ({ when, unknown }));
  return fc
    .array(one, { minLength: 1, maxLength: 2 })
    .map((found): Yaml => found.map((each, index) => ({ ...each, reason: `reason ${index + 1}` })));
}

/** The rubric under a name. */
export function namedRubric(name: string, rubric: YamlMap): YamlMap {
  return { rubric: name, ...rubric };
}
