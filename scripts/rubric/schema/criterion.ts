import { z } from 'zod';
import { condition, fieldTests } from './condition.js';
import { part } from './part.js';
import { decimal, list, name, text, yes } from './scalars.js';

/** A field test without repeating the field, a whole condition under `when`, or `otherwise: true`. */
const criterionCase = part('a case', {
  ...fieldTests,
  when: condition.exactOptional(),
  otherwise: yes.exactOptional(),
  points: decimal,
  level: name.exactOptional(),
  label: text.exactOptional(),
});
export type CaseText = z.output<typeof criterionCase>;

/** Beside `fallback`, points or a level for when that field is unknown as well; neutral unless given. */
const unknownPart = part('what unknown gives', {
  points: decimal.exactOptional(),
  fallback: text.exactOptional(),
  same_as: name.exactOptional(),
});
const unknown = z.union([z.literal('neutral'), unknownPart], {
  error: () => 'neutral, { points: <number> }, { fallback: lead.<field> } or { same_as: <level> }',
});
export type UnknownText = z.output<typeof unknown>;

export const criterion = part('a criterion', {
  label: text.exactOptional(),
  description: text.exactOptional(),
  field: text.exactOptional(),
  cases: list(criterionCase).exactOptional(),
  when: condition.exactOptional(),
  points: decimal.exactOptional(),
  unknown: unknown.exactOptional(),
});
export type CriterionText = z.output<typeof criterion>;
