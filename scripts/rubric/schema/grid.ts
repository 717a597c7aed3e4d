import { z } from 'zod';
import { part } from './part.js';
import { decimal, list, name } from './scalars.js';

/** One result and where it is cut: `{ intent: [50] }`; `resolve/grid.ts` looks at its name. */
const axis = z
  .record(z.string(), list(decimal), { error: () => 'a map of one result to its bounds such as { intent: [50] }' })
  .refine((value) => Object.keys(value).length === 1, {
    error: () => 'a map of exactly one result to its bounds such as { intent: [50] }',
  })
  .meta({ minProperties: 1, maxProperties: 1 });
export type AxisText = z.output<typeof axis>;

export const grid = part('a grid', {
  rows: axis,
  columns: axis,
  cells: z.record(z.string(), name, { error: () => 'a map of cells such as { high_high: route_now }' }),
});
export type GridText = z.output<typeof grid>;
