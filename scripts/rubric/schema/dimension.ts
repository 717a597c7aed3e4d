import { z } from 'zod';
import { act } from './act.js';
import { breadth } from './breadth.js';
import { criterion } from './criterion.js';
import { engaged } from './engaged.js';
import { grades } from './grades.js';
import { inactivity } from './inactivity.js';
import { part } from './part.js';
import { decimal, list, named, text } from './scalars.js';
import { softFit } from './soft-fit.js';

const bound = z.union([decimal, z.literal('none')], { error: () => 'a number, or none' });
/** `[low, high]`; `none` leaves an end, or both, open. */
export const range = z.union([z.literal('none'), z.tuple([bound, bound])], { error: () => '[low, high], or none' });
export type RangeText = z.output<typeof range>;

const family = part('a family', {
  signals: list(text),
  cap: decimal.exactOptional(),
  curve: z.enum(['none', 'sqrt', 'log']).exactOptional(),
});
export type FamilyText = z.output<typeof family>;

export const dimension = part('a dimension', {
  description: text.exactOptional(),
  range: range.exactOptional(),
  criteria: named(criterion).exactOptional(),
  acts: z.record(z.string(), act, { error: () => 'a map of signals' }).exactOptional(),
  families: named(family).exactOptional(),
  soft_fit: list(softFit).exactOptional(),
  grades: grades.exactOptional(),
  count_from: text.exactOptional(),
  breadth: breadth.exactOptional(),
  inactivity: inactivity.exactOptional(),
  engaged: engaged.exactOptional(),
});
export type DimensionText = z.output<typeof dimension>;
