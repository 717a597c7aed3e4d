import { z } from 'zod';
import { part } from './part.js';
import { days, flag, list, name, named, oneOrMore, text } from './scalars.js';

const words = oneOrMore(text).exactOptional();

const pattern = part('a pattern', {
  source: name.exactOptional(),
  event: words,
  channel: words,
  path: words,
  form: words,
  campaign: words,
  campaign_type: words,
  campaign_status: words,
  topic: words,
});
export type PatternText = z.output<typeof pattern>;

/** Of which columns of two acts must be equal. */
const sameBy = z.enum(['content', 'form', 'path', 'campaign'], { error: () => 'content, form, path or campaign' });

const sameAct = part('the same act', {
  by: z
    .union([list(sameBy), sameBy], { error: () => 'content, form, path or campaign, or a list of them' })
    .transform((value) => (Array.isArray(value) ? value : [value])),
  per: z.union([z.enum(['day', 'week', 'month', 'lifetime']), days], {
    error: () => 'day, week, month, lifetime or a number of days such as 7d',
  }),
  prefer: oneOrMore(name).exactOptional(),
});
export type SameActText = z.output<typeof sameAct>;

const signal = part('a signal', {
  label: text.exactOptional(),
  description: text.exactOptional(),
  /** Left out where other signals name it in their `also`. */
  from: list(pattern).exactOptional(),
  of: z.literal('account', { error: () => 'account, for facts of an account without a person' }).exactOptional(),
  also: oneOrMore(name).exactOptional(),
  same_act: sameAct.exactOptional(),
  email_open: flag.exactOptional(),
  unused: flag.exactOptional(),
});
export type SignalText = z.output<typeof signal>;

export const signals = part('the signals', { signals: named(signal).exactOptional() });
export type SignalsText = z.output<typeof signals>;
