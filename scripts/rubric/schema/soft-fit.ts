import type { z } from 'zod';
import { condition } from './condition.js';
import { part } from './part.js';
import { name } from './scalars.js';

export const softFit = part('a soft fit', { when: condition, lifts: name, to: name });
export type SoftFitText = z.output<typeof softFit>;
