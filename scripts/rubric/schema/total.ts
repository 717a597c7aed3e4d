import { z } from 'zod';
import { condition } from './condition.js';
import { range } from './dimension.js';
import { part } from './part.js';
import { decimal, list, name, text } from './scalars.js';

export const total = part('the total', {
  sum: z.record(z.string(), decimal, { error: () => 'a map of dimensions to weights' }).exactOptional(),
  max: list(text).exactOptional(),
  normalise: decimal.exactOptional(),
  range: range.exactOptional(),
});
export type TotalText = z.output<typeof total>;

export const limit = part('a limit of the total', {
  name: name.exactOptional(),
  when: condition,
  total_at_most: decimal,
});
export type LimitText = z.output<typeof limit>;
