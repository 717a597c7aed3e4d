/** What may stand between a lead's tier and its tier's action. */
import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { action } from './action.js';
import { condition } from './condition.js';
import { part } from './part.js';
import { date, name, named, text } from './scalars.js';

export const hold = part('a hold', { when: condition, reason: text });
export const freeze = part('a freeze', { when: condition, reason: text.exactOptional() });
export const route = part('a route', { when: condition, to: name });
export type RouteText = z.output<typeof route>;

const INPUT = 'stg_overrides';
export const overrides = part('the overrides', {
  from: z.literal(INPUT, { error: () => `${INPUT}, the canonical input of that name` }),
});

const SHARE = /^(?:100|[0-9]{1,2}(?:\.[0-9]{1,3})?)%$/;

/** `2%` -> 0.02 */
const share = z
  .string({ error: () => 'a share such as 5%' })
  .regex(SHARE, { error: () => 'a share such as 5%' })
  .transform((value) => new Decimal(value.slice(0, -1)).div(100));

const variant = part('a variant', {
  share,
  action,
  from: date.exactOptional(),
  to: date.exactOptional(),
  why: text,
});

export const experiment = part('an experiment', {
  salt: text,
  explore: share.exactOptional(),
  holdout: part('a holdout', {
    share,
    write: z.enum(['nothing', 'fields'], { error: () => 'nothing or fields' }),
  }).exactOptional(),
  variants: named(variant).exactOptional(),
});
export type ExperimentText = z.output<typeof experiment>;

const CAPACITY = /^[1-9][0-9]{0,6}\/(?:day|week|month|quarter)$/;
const amount = 'a number of leads per day, week, month or quarter, such as 400/month';

/** Tier -> `400/month`. */
export const capacity = named(z.string({ error: () => amount }).regex(CAPACITY, { error: () => amount }));
export type CapacityText = z.output<typeof capacity>;
