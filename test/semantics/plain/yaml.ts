/** A rubric as plain values: maps, lists, texts, truths, and numbers as decimals from their own text. */
import { Decimal } from 'decimal.js';
import { isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';

export type Yaml = null | boolean | string | Decimal | YamlList | YamlMap;
export type YamlList = readonly Yaml[];
export interface YamlMap {
  readonly [key: string]: Yaml;
}

/** Throws when the text is no YAML or no map. */
export function readYaml(text: string): YamlMap {
  const document = parseDocument(text, { schema: 'core', version: '1.2' });
  const [fault] = document.errors;
  if (fault !== undefined) throw fault;
  const value = plain(document.contents);
  if (!isYamlMap(value)) throw new TypeError('not a map');
  return value;
}

function plain(node: unknown): Yaml {
  if (isMap(node)) {
    return Object.fromEntries(node.items.map(({ key, value }) => [scalarText(key), plain(value)]));
  }
  if (isSeq(node)) return node.items.map(plain);
  if (!isScalar(node)) return null;
  const { value } = node;
  if (typeof value === 'number') return new Decimal(node.source ?? String(value));
  return typeof value === 'boolean' ? value : typeof value === 'string' ? value : null;
}

function scalarText(key: unknown): string {
  if (!isScalar(key)) throw new TypeError('a key is no text');
  return String(key.source ?? key.value);
}

/** The text of a map, numbers written out. */
export function writeYaml(value: YamlMap): string {
  return stringify(forYaml(value), { lineWidth: 120 });
}

function forYaml(value: Yaml): unknown {
  if (value instanceof Decimal) return value.toNumber();
  if (isYamlList(value)) return value.map(forYaml);
  if (isYamlMap(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, forYaml(each)]));
  return value;
}

export function isYamlList(value: Yaml | undefined): value is YamlList {
  return Array.isArray(value);
}

export function isYamlMap(value: Yaml | undefined): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

/** What is absent is an empty map; so is what is no map. */
export function mapOf(value: Yaml | undefined): YamlMap {
  return isYamlMap(value) ? value : {};
}

/** What is absent is an empty list; one value is a list of it. */
export function listOf(value: Yaml | undefined): YamlList {
  if (value === undefined || value === null) return [];
  return isYamlList(value) ? value : [value];
}

export function mapsOf(value: Yaml | undefined): readonly YamlMap[] {
  return listOf(value).map(mapOf);
}

export function textOf(value: Yaml | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: Yaml | undefined): readonly string[] {
  return listOf(value).map(textOf);
}

export function numberIn(value: Yaml | undefined): Decimal | undefined {
  return value instanceof Decimal ? value : undefined;
}

/** Zero where there is none: what a rule without the key would be worth. */
export function numberOf(value: Yaml | undefined): Decimal {
  return numberIn(value) ?? new Decimal(0);
}

/** `30d` -> 30 */
export function daysIn(value: Yaml | undefined): number | undefined {
  const found = /^(\d+)d$/.exec(textOf(value))?.[1];
  return found === undefined ? undefined : Number(found);
}

export interface Count {
  readonly min: number;
  readonly max: number;
}

/** `2` (at least), `2..3`, `4..`; once where nothing is said. */
export function countOf(value: Yaml | undefined): Count {
  const number = numberIn(value);
  if (number !== undefined) return { min: number.toNumber(), max: Infinity };
  const [low, high] = textOf(value).split('..');
  if (low === undefined || low === '') return { min: 1, max: Infinity };
  return { min: Number(low), max: high === undefined || high === '' ? Infinity : Number(high) };
}
