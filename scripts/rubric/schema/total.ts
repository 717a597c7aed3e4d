import { z } from 'zod';
import { condition } from './condition.js';
import { range } from './dimension.js';
import { part } from './part.js';
import { decimal, name } from './scalars.js';

export const total = part(
  'the total',
  {
    sum: z.record(z.string(), decimal, { error: () => 'a map of dimensions to weights' }),
    range: range.exactOptional(),
  },
  ['max', 'normalise'],
);
export type TotalText = z.output<typeof total>;

export const limit = part('a limit of the total', {
  name: name.exactOptional(),
  when: condition,
  total_at_most: decimal,
});
export type LimitText = z.output<typeof limit>;
