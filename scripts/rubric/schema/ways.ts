/** Ways to a tier beside its plain threshold. */
import type { z } from 'zod';
import { condition } from './condition.js';
import { part } from './part.js';
import { days, decimal, list, text } from './scalars.js';

const threshold = part('a threshold', { for: condition, total: decimal, why: text });
export const thresholds = list(threshold);
export type ThresholdText = z.output<typeof threshold>;

export const buffer = part('a buffer', {
  leave_below: decimal.exactOptional(),
  stay: days.exactOptional(),
  cool_down: days.exactOptional(),
});
export type BufferText = z.output<typeof buffer>;
