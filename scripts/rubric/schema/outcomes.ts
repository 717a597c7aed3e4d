import { z } from 'zod';
import { part } from './part.js';
import { list, name, named, text } from './scalars.js';

const outcome = part('an outcome', {
  description: text.exactOptional(),
  opportunity: z.enum(['created', 'won']).exactOptional(),
  attribute: text.exactOptional(),
});
export type OutcomeText = z.output<typeof outcome>;

export const outcomes = part('the outcomes', { outcomes: named(outcome).exactOptional() });
export type OutcomesText = z.output<typeof outcomes>;

export const precedence = part('the precedence', { precedence: list(name).exactOptional() });
export type PrecedenceText = z.output<typeof precedence>;
