import type { Dimension } from '../model.js';
import { error } from '../report.js';
import type { GradesText } from '../schema/grades.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

/** Letters from the highest bound, in which order they must be written; faults are reported. */
export function resolveGrades(written: GradesText, cursor: Cursor, scope: Scope): NonNullable<Dimension['grades']> {
  const grades = Object.entries(written).map(([letter, from]) => ({ letter, from }));
  const wrong = grades.find(({ from }, index) => index > 0 && from.gte(grades[index - 1]?.from ?? from));
  if (wrong !== undefined) {
    const what = `"${wrong.letter}" begins at ${wrong.from.toFixed()}, which is not below the letter before it.`;
    const todo = 'Write the best letter first, each with a bound of its own.';
    scope.report(error('rubric/grades', cursor.at(wrong.letter).place, what, { todo }));
  }
  return grades;
}
