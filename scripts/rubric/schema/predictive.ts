import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { part } from './part.js';
import { text } from './scalars.js';

const SHARE = /^(?!0+(?:\.0+)?%)[0-9]{1,2}(?:\.[0-9]{1,3})?%$/;
const amount = 'a share above 0% and below 100%, such as 20%';

/** `20%` -> 0.2 */
const share = z
  .string({ error: () => amount })
  .regex(SHARE, { error: () => amount })
  .transform((value) => new Decimal(value.slice(0, -1)).div(100));

export const predictive = part('the predictive part', {
  artefact: text,
  use: z.union([z.literal('rank'), part('a demotion', { demote_bottom: share })], {
    error: () => 'rank or { demote_bottom: 20% }',
  }),
});
export type PredictiveText = z.output<typeof predictive>;
