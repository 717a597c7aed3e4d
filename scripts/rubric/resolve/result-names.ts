/** Letters and cells that conditions may name; gathered before the parts that declare them are resolved. */
import type { RubricText } from '../schema/rubric.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Names, Scope } from './scope.js';

/** By dimension, for those with `grades:`; any letter passes where that could not be read. */
export function gradesOf(cursor: Cursor): Scope['grades'] {
  const lettered = cursor
    .keysUnder('dimensions')
    .map((name) => ({ name, at: cursor.at('dimensions', name) }))
    .filter(({ at }) => at.wasGiven('grades'));
  return new Map(
    lettered.map(({ name, at }): [string, Names] => {
      const letters = at.keysUnder('grades');
      return [name, letters.length === 0 ? undefined : new Set(letters)];
    }),
  );
}

/** The names of the grid's cells; any name passes where the grid could not be read. */
export function cellsOf(written: RubricText, cursor: Cursor): Names {
  if (!cursor.wasGiven('grid')) return new Set();
  return written.grid !== undefined && cursor.at('grid').isWhole
    ? new Set(Object.values(written.grid.cells))
    : undefined;
}
