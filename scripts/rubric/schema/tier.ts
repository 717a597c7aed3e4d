import { z } from 'zod';
import { action } from './action.js';
import { condition } from './condition.js';
import { part } from './part.js';
import { name, named, text, yes } from './scalars.js';
import { buffer, thresholds } from './ways.js';

export const tier = part('a tier', {
  tier: name,
  label: text.exactOptional(),
  when: condition.exactOptional(),
  requires: named(condition).exactOptional(),
  action: action.exactOptional(),
  otherwise: yes.exactOptional(),
  thresholds: thresholds.exactOptional(),
  promote: condition.exactOptional(),
  buffer: buffer.exactOptional(),
});
export type TierText = z.output<typeof tier>;

export const suppression = part('a suppression', {
  when: condition,
  reason: text,
  unknown: z.enum(['suppress', 'ignore'], { error: () => 'suppress or ignore' }),
});
export type SuppressionText = z.output<typeof suppression>;
