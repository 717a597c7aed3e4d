import { z } from 'zod';
import { decimal } from './scalars.js';

const expected = 'a map of letters to the points from which they are given, such as { A: 75, B: 50 }';
const letter = z.string().regex(/^[A-Z][A-Z0-9]*[+-]?$/, { error: () => 'a letter such as A or B+' });

export const grades = z
  .record(letter, decimal, { error: () => expected })
  .refine((value) => Object.keys(value).length > 0, { error: () => expected });
export type GradesText = z.output<typeof grades>;
