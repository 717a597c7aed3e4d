import { z } from 'zod';
import { condition, literal } from './condition.js';
import { part } from './part.js';
import { name, named, text, yes } from './scalars.js';

const action = z
  .record(name, literal, { error: () => 'a map such as { do: contact, within: 1h }' })
  .refine((value) => typeof value['do'] === 'string', { error: () => 'a map with at least "do: <what is done>"' });

export const tier = part(
  'a tier',
  {
    tier: name,
    label: text.exactOptional(),
    when: condition.exactOptional(),
    requires: named(condition).exactOptional(),
    action: action.exactOptional(),
    otherwise: yes.exactOptional(),
  },
  ['thresholds', 'promote', 'buffer'],
);
export type TierText = z.output<typeof tier>;

export const suppression = part('a suppression', {
  when: condition,
  reason: text,
  unknown: z.enum(['suppress', 'ignore'], { error: () => 'suppress or ignore' }),
});
export type SuppressionText = z.output<typeof suppression>;
