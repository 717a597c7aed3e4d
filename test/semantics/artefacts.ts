/** Random models for `predictive:`, the same in every run, so that a rubric can name one of them. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { type Arb, mapWith, numbers, sometimes, someDays, texts } from './arbitrary/pieces.js';
import { signals } from './plain/standards.js';
import { isYamlList, isYamlMap, type Yaml, type YamlMap } from './plain/yaml.js';

const adds = numbers(-3, -1, -0.5, -0.125, 0, 0.001, 0.25, 0.5, 1, 1.5, 2);

const words: Readonly<Record<string, readonly string[]>> = {
  'lead.plan': ['gold', ' Silver', 'PLATINUM', 'basic'],
  'lead.seniority': ['executive', 'Manager', 'other'],
  'account.segment': ['SMB', 'enterprise'],
  'lead.has_account': ['true', 'false'],
  'lead.is_partner': ['true', 'false'],
};

/** A few of the keys, each with what it adds. */
function some(keys: readonly string[]): Arb<YamlMap> {
  return fc
    .subarray([...keys], { minLength: 1 })
    .chain((found) => fc.tuple(...found.map((key) => adds.map((each) => [key, each] as const))))
    .map((found) => Object.fromEntries(found));
}

const ofField = texts(...Object.keys(words)).chain((field) =>
  fc.tuple(some(words[field] ?? []), adds).map(([values, unknown]): YamlMap => ({ field, values, unknown })),
);
const ofNumber = fc
  .tuple(texts('lead.seats', 'lead.budget', 'account.employees'), some(['0', '2', '10.5', '99.999']), adds)
  .map(([field, bands, unknown]): YamlMap => ({ field, bands, unknown }));
const ofDimension = fc
  .tuple(texts('fit', 'intent'), some(['-5', '0.001', '3.5', '10']), adds)
  .map(([dimension, bands, unknown]): YamlMap => ({ dimension, bands, unknown }));
const ofSignal = fc
  .tuple(texts(...signals), sometimes(70, someDays), some(['1', '2', '3']), adds)
  .map(([signal, within, bands, none]): YamlMap => ({
    signal,
    ...(within !== undefined && { within }),
    bands: { '0': none, ...bands },
  }));

const model: Arb<YamlMap> = fc
  .tuple(adds, fc.array(fc.oneof(ofField, ofNumber, ofDimension, ofSignal, ofSignal), { minLength: 1, maxLength: 5 }))
  .map(([intercept, terms]): YamlMap => ({
    format: new Decimal(1),
    name: 'random',
    outcome: { label: 'opportunity', within: '90d' },
    trained_on: period('2024-01-01'),
    validated_on: period('2024-12-01'),
    intercept,
    terms: terms.map((each, index): Yaml => ({ name: `term_${index + 1}`, ...each })),
  }));

function period(day: string): YamlMap {
  return { from: day, to: day, rows: new Decimal(1000), positives: new Decimal(500) };
}

/** Path -> the model. */
export const artefacts: ReadonlyMap<string, YamlMap> = new Map(
  fc.sample(model, { seed: 11, numRuns: 24 }).map((each, index) => [`rubrics/models/m${index + 1}.json`, each]),
);

/** As a file of JSON. */
export function jsonText(value: YamlMap): string {
  return JSON.stringify(plainOf(value));
}

function plainOf(value: Yaml): unknown {
  if (value instanceof Decimal) return value.toNumber();
  if (isYamlList(value)) return value.map(plainOf);
  if (isYamlMap(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainOf(each)]));
  return value;
}

/** `predictive:` with one of them. */
export const predictive: Arb<YamlMap> = mapWith('the predictive part', {
  artefact: [100, texts(...artefacts.keys())],
  use: [
    100,
    fc.oneof(
      { weight: 1, arbitrary: fc.constant<Yaml>('rank') },
      { weight: 3, arbitrary: texts('10%', '33.333%', '50%', '90%').map((share): Yaml => ({ demote_bottom: share })) },
    ),
  ],
});
