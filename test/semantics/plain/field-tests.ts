/** The tests beside `field:`. Each is true, false or, where the field is unknown, unknown. */
import { Decimal } from 'decimal.js';
import { dayOfDate, type Zone } from './days.js';
import type { Fields, FieldValue } from './fields.js';
import { lists } from './standards.js';
import { all, any, type Truth } from './three-valued.js';
import { daysIn, isYamlMap, listOf, textOf, type Yaml, type YamlMap } from './yaml.js';

export interface FieldScope {
  readonly fields: Fields;
  readonly zone: Zone;
  readonly today: number;
}

/** Only a test that stands here is one; other keys of the map are somebody else's. */
const tests: Readonly<Record<string, (value: FieldValue | undefined, asked: Yaml, scope: FieldScope) => Truth>> = {
  is: (value, asked, scope) => compared(value, asked, scope, (order) => order === 0),
  at_least: (value, asked, scope) => compared(value, asked, scope, (order) => order >= 0),
  at_most: (value, asked, scope) => compared(value, asked, scope, (order) => order <= 0),
  in: (value, asked, scope) => any(listOf(asked).map((one) => compared(value, one, scope, (order) => order === 0))),
  in_list: (value, asked, scope) =>
    any((lists[textOf(asked)] ?? []).map((one) => compared(value, one, scope, (order) => order === 0))),
  between: (value, asked, scope) => {
    const [low, high] = listOf(asked);
    if (low === undefined || high === undefined) return undefined;
    return all([
      compared(value, low, scope, (order) => order >= 0),
      compared(value, high, scope, (order) => order <= 0),
    ]);
  },
  // RE2 and JavaScript read these few patterns alike.
  matches: (value, asked) => (value?.kind === 'text' ? patternOf(textOf(asked)).test(value.text) : undefined),
  starts_with: (value, asked) =>
    value?.kind === 'text' ? folded(value.text).startsWith(folded(textOf(asked))) : undefined,
  contains: (value, asked) => (value?.kind === 'text' ? folded(value.text).includes(folded(textOf(asked))) : undefined),
  known: (value) => value !== undefined,
  unknown: (value) => value === undefined,
  older_than: (value, asked, scope) => ageTest(value, asked, scope, (age, days) => age >= days),
  newer_than: (value, asked, scope) => ageTest(value, asked, scope, (age, days) => age < days),
};

/** Passes every test that stands in the map. */
export function fieldHolds(field: string, map: YamlMap, scope: FieldScope): Truth {
  const value = scope.fields.get(field);
  return all(Object.entries(map).flatMap(([key, asked]) => (tests[key] ? [tests[key](value, asked, scope)] : [])));
}

function patternOf(pattern: string): RegExp {
  return pattern.startsWith('(?i)') ? new RegExp(pattern.slice('(?i)'.length), 'i') : new RegExp(pattern);
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}

function compared(
  value: FieldValue | undefined,
  asked: Yaml,
  scope: FieldScope,
  passes: (order: number) => boolean,
): Truth {
  if (value === undefined) return undefined;
  if (isYamlMap(asked)) {
    const other = scope.fields.get(textOf(asked['field']));
    return other === undefined ? undefined : passes(orderOf(value, other));
  }
  const other = literalFor(value, asked);
  if (other === undefined) return undefined;
  // A date in the rubric means that day, whatever the hour.
  const own = value.kind === 'moment' ? ({ kind: 'day', day: scope.zone.dayOf(value.moment) } as const) : value;
  return passes(orderOf(own, other));
}

function literalFor(value: FieldValue, asked: Yaml): FieldValue | undefined {
  if (asked instanceof Decimal) return { kind: 'number', number: asked };
  if (typeof asked === 'boolean') return { kind: 'truth', truth: asked };
  if (typeof asked !== 'string') return undefined;
  return value.kind === 'text' ? { kind: 'text', text: asked } : { kind: 'day', day: dayOfDate(asked) };
}

function orderOf(a: FieldValue, b: FieldValue): number {
  if (a.kind === 'text' && b.kind === 'text') {
    return folded(a.text) === folded(b.text) ? 0 : folded(a.text) < folded(b.text) ? -1 : 1;
  }
  if (a.kind === 'number' && b.kind === 'number') return a.number.comparedTo(b.number);
  if (a.kind === 'truth' && b.kind === 'truth') return Number(a.truth) - Number(b.truth);
  if (a.kind === 'day' && b.kind === 'day') return a.day - b.day;
  if (a.kind === 'moment' && b.kind === 'moment') return a.moment - b.moment;
  throw new TypeError(`${a.kind} is not compared with ${b.kind}`);
}

function ageTest(
  value: FieldValue | undefined,
  asked: Yaml,
  scope: FieldScope,
  passes: (age: number, days: number) => boolean,
): Truth {
  const days = daysIn(asked);
  if (value === undefined || days === undefined) return undefined;
  const day = value.kind === 'day' ? value.day : value.kind === 'moment' ? scope.zone.dayOf(value.moment) : undefined;
  return day === undefined ? undefined : passes(scope.today - day, days);
}
