import type { Decimal } from 'decimal.js';
import { z } from 'zod';
import { part } from './part.js';
import { days, decimal, list, name, oneOrMore, text, whole } from './scalars.js';

/** Days at which the next share begins: `0d`, `30d`. */
const steps = z.record(
  z.string().regex(/^(?:0|[1-9][0-9]{0,3})d$/, { error: () => 'a number of days such as 0d or 30d' }),
  decimal,
  { error: () => 'a map of days to shares such as { 0d: 1, 30d: 0.5 }' },
);

const ageFrom = z
  .string({ error: () => 'last_act_in(<family or signal>)' })
  .regex(/^last_act_in\( *[a-z][a-z0-9_]* *\)$/, { error: () => 'last_act_in(<family or signal>)' })
  .transform((value) => value.slice('last_act_in('.length, -1).trim());

const curve = part('a decay', {
  half_life: days.exactOptional(),
  linear: days.exactOptional(),
  until: days.exactOptional(),
  steps: steps.exactOptional(),
  age_from: ageFrom.exactOptional(),
});
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

/** How many: `1`, `2..3`, `4..`. */
const counts = z.record(
  z.string().regex(/^[1-9][0-9]{0,3}(?:\.\.(?:[1-9][0-9]{0,3})?)?$/, {
    error: () => 'a number of acts such as 1, 4.. or 2..3',
  }),
  decimal,
  { error: () => 'a map of numbers of acts to points such as { 1: 5, 2..3: 8, 4..: 12 }' },
);

/** From so many minutes, or from such a depth, which share of the points. */
const shares = z.record(
  z.string().regex(/^(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,3})?$/, { error: () => 'a number such as 10 or 0.5' }),
  decimal,
  { error: () => 'a map of bounds to shares such as { 10: 0.5, 30: 1 }' },
);
export type SharesText = Readonly<Record<string, Decimal>>;

const magnitude = part('a magnitude', {
  minutes: shares.exactOptional(),
  depth: shares.exactOptional(),
  strength: shares.exactOptional(),
});
export type MagnitudeText = z.output<typeof magnitude>;

/** What goes with what is for `resolve/act.ts` to say. */
export const act = part('an act', {
  points: decimal.exactOptional(),
  decay: decay.exactOptional(),
  by_count: counts.exactOptional(),
  sequence: list(text).exactOptional(),
  within: days.exactOptional(),
  magnitude: magnitude.exactOptional(),
  resets: oneOrMore(name).exactOptional(),
  limit: limit.exactOptional(),
  cap: cap.exactOptional(),
});
export type ActText = z.output<typeof act>;
