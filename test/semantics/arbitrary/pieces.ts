/** Small arbitraries of YAML values. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import type { Yaml, YamlMap } from '../plain/yaml.js';
import { isAccepted } from './accepted.js';

export type Arb<Value extends Yaml = Yaml> = fc.Arbitrary<Value>;

export function numbers(...values: readonly number[]): Arb<Decimal> {
  return fc.constantFrom(...values.map((value) => new Decimal(value)));
}

export function texts(...values: readonly string[]): Arb<string> {
  return fc.constantFrom(...values);
}

/** Windows and curves end at few different ages, so that facts can lie exactly there. */
export const dayCounts = [1, 2, 3, 7, 10, 14, 30, 60] as const;

export const someDays: Arb<string> = fc.constantFrom(...dayCounts).map((days) => `${days}d`);

/** Points above zero, among them some whose products have more than six digits. */
export const gains: Arb<Decimal> = numbers(1, 2, 3, 5, 8, 10, 20, 0.5, 2.5, 0.333, 7.777);
export const losses: Arb<Decimal> = numbers(-1, -3, -10, -0.5, -6.667);
export const anyPoints: Arb<Decimal> = fc.oneof({ weight: 4, arbitrary: gains }, { weight: 1, arbitrary: losses });

/** How often of a hundred a key is there, and its value. */
export type Keys = Readonly<Record<string, readonly [percent: number, value: Arb]>>;

/** A map of those of the keys that the part has; each there as often as it says. */
export function mapWith(part: string, keys: Keys): Arb<YamlMap> {
  const accepted = Object.entries(keys).filter(([key]) => isAccepted(part, key));
  const each = accepted.map(([key, [percent, value]]) =>
    sometimes(percent, value).map((found) => [key, found] as const),
  );
  return fc.tuple(...each).map((entries) => Object.fromEntries(present(entries)));
}

function present<Value>(entries: readonly (readonly [string, Value | undefined])[]): (readonly [string, Value])[] {
  return entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
}

export function sometimes<Value>(percent: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  if (percent >= 100) return value;
  return fc.oneof({ weight: 100 - percent, arbitrary: fc.constant(undefined) }, { weight: percent, arbitrary: value });
}

/** A map of names: `<prefix>_1`, `<prefix>_2`, ... */
export function named(prefix: string, value: Arb, most: number, least = 0): Arb<YamlMap> {
  return fc
    .array(value, { minLength: least, maxLength: most })
    .map((values) => Object.fromEntries(values.map((each, index) => [`${prefix}_${index + 1}`, each])));
}

/** One of the alternatives that the part has. */
export function oneKey(part: string, keys: Readonly<Record<string, Arb>>): Arb<YamlMap> {
  const accepted = Object.entries(keys).filter(([key]) => isAccepted(part, key));
  return fc.oneof(...accepted.map(([key, value]) => value.map((found): YamlMap => ({ [key]: found }))));
}

/** Several maps as one. */
export function merged(...maps: readonly Arb<YamlMap>[]): Arb<YamlMap> {
  return fc.tuple(...maps).map((each) => Object.assign({}, ...each));
}
