/** Conditions. A map asks all that its keys ask. */
import { Decimal } from 'decimal.js';
import { type FieldScope, fieldHolds } from './field-tests.js';
import { all, any, not, type Truth } from './three-valued.js';
import type { Act, Person, World } from './world.js';
import {
  type Count,
  countOf,
  daysIn,
  listOf,
  mapOf,
  mapsOf,
  numberIn,
  textOf,
  textsOf,
  type Yaml,
  type YamlMap,
} from './yaml.js';

/** What was worked out before the condition is asked; absent while it is not yet there. */
export interface Results {
  readonly dimensions: ReadonlyMap<string, Decimal>;
  readonly grades: ReadonlyMap<string, string>;
  readonly coverage: Decimal;
  readonly total?: Decimal;
  readonly cell?: string;
  /** Unknown without an account. */
  readonly accountScore?: Decimal;
}

export interface Scope extends FieldScope {
  readonly world: World;
  readonly rubric: YamlMap;
  /** Absent where an account is judged. */
  readonly person?: Person;
  /** Where an account is judged: what is known of it without a person. By moment, then key. */
  readonly accountActs?: readonly Act[];
  readonly results?: Results;
}

export function holds(condition: Yaml | undefined, scope: Scope): Truth {
  const map = mapOf(condition);
  return all(Object.entries(map).flatMap(([key, value]) => part(key, value, map, scope)));
}

function part(key: string, value: Yaml, map: YamlMap, scope: Scope): Truth[] {
  switch (key) {
    case 'all':
      return [all(mapsOf(value).map((each) => holds(each, scope)))];
    case 'any':
      return [any(mapsOf(value).map((each) => holds(each, scope)))];
    case 'not':
      return [not(holds(value, scope))];
    case 'field':
      return [fieldHolds(textOf(value), map, scope)];
    case 'signal':
    case 'family':
      return [behaved(signalsOf(map, scope.rubric), map, scope)];
    case 'total':
      return [within(scope.results?.total, value)];
    case 'coverage':
      return [within(scope.results?.coverage, value)];
    case 'account_score':
      return [within(scope.results?.accountScore, value)];
    case 'grade':
      return Object.entries(mapOf(value)).map(([dimension, letters]) =>
        textsOf(letters).includes(scope.results?.grades.get(dimension) ?? ''),
      );
    case 'cell':
      return [textsOf(value).includes(scope.results?.cell ?? '')];
    default: {
      const dimension = scope.results?.dimensions.get(key);
      return dimension === undefined ? [] : [within(dimension, value)];
    }
  }
}

/** A number alone is the least. */
function within(result: Decimal | undefined, asked: Yaml): Truth {
  if (result === undefined) return undefined;
  const bounds = asked instanceof Decimal ? { at_least: asked } : mapOf(asked);
  const low = numberIn(bounds['at_least']);
  const high = numberIn(bounds['at_most']);
  return (low === undefined || result.gte(low)) && (high === undefined || result.lte(high));
}

/** A signal is itself; a family is the signals of its members. */
function signalsOf(map: YamlMap, rubric: YamlMap): readonly string[] {
  return map['signal'] === undefined ? familySignals(textOf(map['family']), rubric) : [textOf(map['signal'])];
}

/** The name of a signal or a family, as `after:` and `age_from:` give it. */
export function namedSignals(name: string, rubric: YamlMap): readonly string[] {
  const family = familySignals(name, rubric);
  return family.length > 0 ? family : [name];
}

function familySignals(name: string, rubric: YamlMap): readonly string[] {
  return Object.values(mapOf(rubric['dimensions'])).flatMap((dimension) => {
    const { families, acts } = mapOf(dimension);
    // A sequence is no signal that anybody sends.
    return textsOf(mapOf(mapOf(families)[name])['signals']).filter(
      (member) => mapOf(mapOf(acts)[member])['sequence'] === undefined,
    );
  });
}

function behaved(signals: readonly string[], map: YamlMap, scope: Scope): Truth {
  const times = countOf(map['times']);
  const often = (acts: readonly Act[]): boolean => isWithin(countActs(acts, signals, map, scope), times);
  if (map['people'] === undefined) return scope.person === undefined ? undefined : often(scope.person.acts);
  const account = scope.person?.account;
  if (account === undefined) return undefined;
  const colleagues = scope.world.colleagues.get(account) ?? [];
  return isWithin(colleagues.filter((each) => often(each.acts)).length, countOf(map['people']));
}

function isWithin(number: number, { min, max }: Count): boolean {
  return number >= min && number <= max;
}

function countActs(acts: readonly Act[], signals: readonly string[], map: YamlMap, scope: Scope): number {
  const days = daysIn(map['within']) ?? Infinity;
  const did = acts.filter((act) => signals.includes(act.signal));
  if (map['after'] === undefined) return did.filter((act) => scope.today - act.day < days).length;
  const first = namedSignals(textOf(map['after']), scope.rubric);
  const before = acts.filter((act) => first.includes(act.signal));
  return did.filter((act) =>
    before.some((earlier) => earlier.happenedAt < act.happenedAt && act.day - earlier.day < days),
  ).length;
}

/** Whether any of the entries' `when` is true; those that are, in order. */
export function thatHold(entries: Yaml | undefined, key: string, scope: Scope): readonly YamlMap[] {
  return listOf(entries)
    .map(mapOf)
    .filter((entry) => holds(entry[key], scope) === true);
}
