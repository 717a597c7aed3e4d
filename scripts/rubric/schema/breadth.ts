import { z } from 'zod';
import { part } from './part.js';
import { days, decimal } from './scalars.js';

/** From so many kinds of action on, so many points. */
const steps = z.record(
  z.string().regex(/^[1-9][0-9]{0,2}$/, { error: () => 'a number of kinds of action such as 3' }),
  decimal,
  { error: () => 'a map of numbers of kinds to points such as { 3: 5, 5: 10 }' },
);

export const breadth = part('a breadth', { signals: steps, within: days.exactOptional() });
export type BreadthText = z.output<typeof breadth>;
