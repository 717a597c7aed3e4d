import { z } from 'zod';
import { part } from './part.js';
import { days, decimal, whole } from './scalars.js';

/** Days at which the next share begins: `0d`, `30d`. */
const steps = z.record(
  z.string().regex(/^(?:0|[1-9][0-9]{0,3})d$/, { error: () => 'a number of days such as 0d or 30d' }),
  decimal,
  { error: () => 'a map of days to shares such as { 0d: 1, 30d: 0.5 }' },
);

const curve = part(
  'a decay',
  {
    half_life: days.exactOptional(),
    linear: days.exactOptional(),
    until: days.exactOptional(),
    steps: steps.exactOptional(),
  },
  ['age_from'],
);
export const decay = z.union([z.literal('none'), curve], {
  error: () => 'none, { half_life: 7d }, { linear: 30d }, { until: 30d } or { steps: { 0d: 1, 30d: 0.5 } }',
});
export type DecayText = z.output<typeof decay>;

const window = z.union([z.enum(['session', 'day', 'week', 'month', 'lifetime']), days], {
  error: () => 'session, day, week, month, lifetime or a number of days such as 30d',
});
const limit = part('a limit', { times: whole(1, 10_000), per: window });

const cap = z.union([decimal, part('a cap', { points: decimal, per: z.enum(['session', 'day']).exactOptional() })], {
  error: () => 'a number of points, or { points, per: session | day }',
});
export type CapText = z.output<typeof cap>;

export const act = part(
  'an act',
  { points: decimal, decay: decay.exactOptional(), limit: limit.exactOptional(), cap: cap.exactOptional() },
  ['by_count', 'within', 'magnitude', 'sequence', 'resets'],
);
export type ActText = z.output<typeof act>;
