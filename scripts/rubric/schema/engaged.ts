import type { z } from 'zod';
import { part } from './part.js';
import { days, decimal, list, text } from './scalars.js';

export const engaged = part('who is engaged', {
  families: list(text).exactOptional(),
  min_points: decimal.exactOptional(),
  within: days.exactOptional(),
});
export type EngagedText = z.output<typeof engaged>;
