import type { z } from 'zod';
import { part } from './part.js';
import { days, decimal } from './scalars.js';

export const inactivity = part('an inactivity', {
  after: days,
  points: decimal,
  per: days.exactOptional(),
  floor: decimal.exactOptional(),
});
export type InactivityText = z.output<typeof inactivity>;
