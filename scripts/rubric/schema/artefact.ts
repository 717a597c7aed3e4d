/** A trained model as a reviewed file: JSON, read as any other file of the project, so that every fault has its place. */
import { z } from 'zod';
import { part } from './part.js';
import { date, days, decimal, flag, list, name, named, text, whole } from './scalars.js';

/** The one layout that there is so far. */
const format = decimal
  .refine((value) => value.equals(1), { error: () => '1, the only format so far' })
  .meta({ type: 'integer', const: 1 });

const MANY = 1_000_000_000_000;

const count = whole(0, MANY);
const period = { from: date, to: date, rows: count, positives: count };

/** Value or lower bound -> what it adds; JSON has texts for keys. */
const adds = z
  .record(z.string(), decimal, { error: () => 'a map of values to numbers' })
  .refine((map) => Object.keys(map).length > 0, { error: () => 'a map with at least one entry' })
  .meta({ minProperties: 1 });

const term = part('a term', {
  name,
  label: text.exactOptional(),
  field: text.exactOptional(),
  dimension: text.exactOptional(),
  signal: text.exactOptional(),
  within: days.exactOptional(),
  values: adds.exactOptional(),
  bands: adds.exactOptional(),
  unknown: decimal.exactOptional(),
});
export type TermText = z.output<typeof term>;

const figure = part('a figure', { value: decimal, rows: count });

export const artefact = part('an artefact', {
  $schema: text.exactOptional(),
  format,
  name: text,
  description: text.exactOptional(),
  made_with: text.exactOptional(),
  illustrative: flag.exactOptional(),
  outcome: part('the outcome of an artefact', { label: text, within: days }),
  trained_on: part('what an artefact was trained on', period).exactOptional(),
  validated_on: part('what an artefact was validated on', {
    ...period,
    figures: named(figure).exactOptional(),
  }).exactOptional(),
  intercept: decimal,
  terms: list(term),
});
export type ArtefactText = z.output<typeof artefact>;
