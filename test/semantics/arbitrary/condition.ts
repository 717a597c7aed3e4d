import fc from 'fast-check';
import { dateOf } from '../plain/days.js';
import { fieldTypes, type FieldType } from '../plain/fields.js';
import { signals } from '../plain/standards.js';
import type { Yaml, YamlMap } from '../plain/yaml.js';
import { isAccepted } from './accepted.js';
import { type Arb, dayCounts, mapWith, merged, numbers, oneKey, someDays, texts } from './pieces.js';
import type { Setting } from './setting.js';

/** Names that a rubric has before its conditions are made. */
export interface Names {
  readonly setting: Setting;
  readonly dimensions: readonly string[];
  readonly families: readonly string[];
  readonly graded: readonly string[];
  readonly cells: readonly string[];
  readonly hasAccount: boolean;
  /** Every dimension asks much of those who are to count as engaged. */
  readonly isEngagementRare: boolean;
  /** Between runs leads come and go, and nothing but buffers says where they stand. */
  readonly isComingAndGoing: boolean;
  /** What vendors say is asked about: something may wait. */
  readonly isRecalculated: boolean;
}

/** From where in the order of evaluation: what may be asked grows. */
export type Stage = 'fields' | 'dimensions' | 'total';

/** What texts of facts hold, in the spelling of a rubric. */
const words: Readonly<Record<string, readonly string[]>> = {
  'lead.email_kind': ['business', 'free', 'role', 'none', 'invalid', 'competitor'],
  'lead.seniority': ['executive', 'manager'],
  'lead.region': ['emea', 'americas'],
  'account.region': ['emea', 'americas'],
  'lead.country': ['germany', ' FRANCE', 'US'],
  'account.country': ['Germany', 'us'],
  'account.industry': ['software', 'Retail '],
  'account.segment': ['SMB', 'enterprise'],
};

const plans = ['gold', ' Silver', 'PLATINUM', 'basic'];

/** Another field of the same kind. */
const twins: Readonly<Record<string, string>> = {
  'lead.plan': 'lead.old_plan',
  'lead.country': 'account.country',
  'lead.budget': 'lead.old_budget',
  'lead.seats': 'account.employees',
  'account.spend': 'lead.budget',
};

/** One test that the field's type has. */
export function fieldTest(field: string, setting: Setting): Arb<YamlMap> {
  return oneKey('a condition', fieldTests(field, setting));
}

function fieldTests(field: string, setting: Setting): Readonly<Record<string, Arb>> {
  const type: FieldType = fieldTypes[field] ?? 'STRING';
  const twin = twins[field];
  const other: Arb[] = twin === undefined ? [] : [fc.constant<Yaml>({ field: twin })];
  const known = { known: fc.constant<Yaml>(true), unknown: fc.constant<Yaml>(true) };
  switch (type) {
    case 'STRING': {
      const word = texts(...(words[field] ?? plans));
      const isOpen = field === 'lead.plan' || field === 'lead.title';
      return {
        is: fc.oneof(word, ...other),
        in: fc.uniqueArray(word, { minLength: 1, maxLength: 2 }),
        ...known,
        ...(isOpen && {
          in_list: texts('good_plans', 'few'),
          matches: texts('^G', '(?i)^gold', 'l', '(?i)m$'),
          starts_with: texts('go', 'Chief', ' s'),
          contains: texts('OL', 'plus', 'Data'),
        }),
      };
    }
    case 'INT64':
    case 'NUMERIC': {
      const number = numbers(0, 1, 2, 5, 10, 10.5, 99.999, 100);
      return {
        is: fc.oneof(number, ...other),
        in: fc.uniqueArray(number, { minLength: 1, maxLength: 2, selector: String }),
        between: pair(number, (a, b) => a.comparedTo(b)),
        at_least: fc.oneof(number, ...other),
        at_most: fc.oneof(number, ...other),
        ...known,
      };
    }
    case 'BOOL':
      return { is: fc.boolean(), ...known };
    case 'DATE':
    case 'TIMESTAMP': {
      const date = fc.constantFrom(0, ...dayCounts).map((days) => dateOf(setting.today - days));
      const dated = {
        between: pair(date, (a, b) => (a < b ? -1 : a > b ? 1 : 0)),
        at_least: date,
        at_most: date,
        older_than: someDays,
        newer_than: someDays,
        ...known,
      };
      return type === 'DATE' ? { is: date, in: date.map((day) => [day]), ...dated } : dated;
    }
  }
}

function pair<Value extends Yaml>(value: Arb<Value>, order: (a: Value, b: Value) => number): Arb {
  return fc.tuple(value, value).map(([a, b]): Yaml => (order(a, b) <= 0 ? [a, b] : [b, a]));
}

/** Those whose tests are many, or that have a twin, come more often. */
export const askedFields: readonly string[] = [
  ...Object.keys(fieldTypes),
  'lead.plan',
  'lead.plan',
  'lead.plan',
  'lead.plan',
  'lead.plan',
  'lead.title',
  'lead.title',
  'lead.renewal_on',
  'lead.renewal_on',
  'lead.created_at',
  'lead.last_recycled_at',
  'lead.budget',
  'lead.seats',
];

export function fieldCondition(setting: Setting, fields: readonly string[] = askedFields): Arb<YamlMap> {
  return fc.constantFrom(...fields).chain((field) => merged(fc.constant({ field }), fieldTest(field, setting)));
}

/** Of the tests that few fields have as many as of those that all have: the test first, then a field that has it. */
export function rareTest(setting: Setting): Arb<YamlMap> {
  const byTest = new Map<string, string[]>();
  for (const field of Object.keys(fieldTypes)) {
    for (const test of Object.keys(fieldTests(field, setting))) byTest.set(test, [...(byTest.get(test) ?? []), field]);
  }
  return fc.constantFrom(...byTest).chain(([test, fields]) =>
    fc.constantFrom(...fields).chain((field) => {
      const { [test]: asked } = fieldTests(field, setting);
      return oneKey('a condition', asked === undefined ? {} : { [test]: asked }).map((own): YamlMap => ({
        field,
        ...own,
      }));
    }),
  );
}

const count: Arb = fc.oneof(numbers(1, 2, 3), texts('1..2', '2..3', '0..1', '0..2', '2..'));

function behaviour(names: Names): Arb<YamlMap> {
  const signal = texts(...signals).map((name): YamlMap => ({ signal: name }));
  const family =
    names.families.length === 0 ? [] : [texts(...names.families).map((name): YamlMap => ({ family: name }))];
  const named = fc.oneof(signal, ...family);
  const plain = mapWith('a condition', { within: [70, someDays], times: [50, count] });
  const after = mapWith('a condition', {
    after: [100, texts(...signals, ...names.families)],
    within: [80, someDays],
    times: [30, count],
  });
  const people = mapWith('a condition', { people: [100, count], within: [70, someDays], times: [30, count] });
  const kinds = [
    { weight: 4, arbitrary: merged(named, plain) },
    ...(isAccepted('a condition', 'after') ? [{ weight: 2, arbitrary: merged(named, after) }] : []),
    ...(isAccepted('a condition', 'people') ? [{ weight: 2, arbitrary: merged(named, people) }] : []),
  ];
  return fc.oneof(...kinds);
}

function bounds(low: readonly number[]): Arb {
  const number = numbers(...low);
  return fc.oneof(
    number,
    number.map((at_least): Yaml => ({ at_least })),
    number.map((at_most): Yaml => ({ at_most })),
    pair(number, (a, b) => a.comparedTo(b)).map((both): Yaml => {
      const [least, most] = Array.isArray(both) ? both : [];
      return { at_least: least ?? null, at_most: most ?? null };
    }),
  );
}

function result(names: Names, stage: Stage): Arb<YamlMap> {
  const values = [-5, 0, 1, 2.5, 5, 8, 10, 15];
  const kinds: Arb<YamlMap>[] = names.dimensions.map((name) =>
    bounds(values).map((asked): YamlMap => ({ [name]: asked })),
  );
  const coverage = bounds([0.25, 0.333, 0.5, 0.75, 1]).map((asked): YamlMap => ({ coverage: asked }));
  kinds.push(coverage, coverage);
  if (stage === 'total') kinds.push(bounds(values).map((total): YamlMap => ({ total })));
  if (names.graded.length > 0 && isAccepted('a condition', 'grade')) {
    const letters = fc.subarray(['A', 'B', 'C'], { minLength: 1, maxLength: 2 });
    const grade = fc
      .tuple(texts(...names.graded), letters)
      .map(([name, some]): YamlMap => ({ grade: { [name]: some } }));
    kinds.push(grade, grade);
  }
  if (stage === 'total' && names.cells.length > 0 && isAccepted('a condition', 'cell')) {
    const cell = fc.subarray([...names.cells], { minLength: 1, maxLength: 2 }).map((some): YamlMap => ({ cell: some }));
    kinds.push(cell, cell, cell);
  }
  if (names.hasAccount && isAccepted('a condition', 'account_score')) {
    const score = bounds(values).map((asked): YamlMap => ({ account_score: asked }));
    kinds.push(score, score, score);
  }
  return fc.oneof(...kinds);
}

/** A condition, at most two levels deep. */
export function condition(names: Names, stage: Stage, depth = 2): Arb<YamlMap> {
  const simple = [
    { weight: 4, arbitrary: fieldCondition(names.setting) },
    { weight: 3, arbitrary: behaviour(names) },
    ...(stage === 'fields' ? [] : [{ weight: 5, arbitrary: result(names, stage) }]),
  ];
  if (depth === 0) return fc.oneof(...simple);
  const inner = condition(names, stage, depth - 1);
  const several = fc.array(inner, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    ...simple,
    { weight: 1, arbitrary: several.map((all): YamlMap => ({ all })) },
    { weight: 1, arbitrary: several.map((any): YamlMap => ({ any })) },
    { weight: 1, arbitrary: inner.map((not): YamlMap => ({ not })) },
  );
}
