/** Two results cut into steps, and a name for every place between them. */
import { didYouMean } from '../../problem/closest.js';
import type { Grid, GridAxis, Result } from '../model.js';
import { error } from '../report.js';
import type { AxisText, GridText } from '../schema/grid.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

/** From the lowest; more steps than these are numbered from 1. */
const stepNames: Readonly<Record<number, readonly string[]>> = { 2: ['low', 'high'], 3: ['low', 'medium', 'high'] };

/** The grid, or `undefined` when something in it is faulty, which is then reported. */
export function resolveGrid(written: GridText, cursor: Cursor, scope: Scope): Grid | undefined {
  const rows = resolveAxis(written.rows, cursor.at('rows'), scope);
  const columns = resolveAxis(written.columns, cursor.at('columns'), scope);
  if (rows === undefined || columns === undefined) return undefined;
  const places = rows.names.flatMap((rowName, row) =>
    columns.names.map((columnName, column) => ({ key: `${rowName}_${columnName}`, row, column })),
  );
  const at = cursor.at('cells');
  const known = places.map(({ key }) => key);
  const strays = Object.keys(written.cells).filter((key) => !known.includes(key));
  for (const key of strays) {
    scope.report(
      error('rubric/grid-cell', at.at(key).keyPlace, `"${key}" is no place of this grid.`, {
        why: 'A place is named by its step in the rows, then by its step in the columns.',
        todo: didYouMean(key, known),
      }),
    );
  }
  const cells = places.flatMap(({ key, row, column }) => {
    const name = written.cells[key];
    return name === undefined ? [] : [{ row, column, name, at: at.at(key).keyPlace }];
  });
  const missing = known.filter((key) => !at.wasGiven(key));
  if (missing.length > 0) {
    const what = `The grid has no cell for ${missing.join(', ')}.`;
    const todo = 'Every place needs a name; several may have the same.';
    scope.report(error('rubric/grid-cell', at.keyPlace, what, { todo }));
  }
  if (strays.length > 0 || cells.length < places.length) return undefined;
  return { rows, columns, cells, at: cursor.keyPlace };
}

function resolveAxis(written: AxisText, cursor: Cursor, scope: Scope): GridAxis | undefined {
  const [entry] = Object.entries(written);
  if (entry === undefined) return undefined;
  const [name, cuts] = entry;
  const at = cursor.at(name);
  const result: Result | undefined =
    name === 'total'
      ? { kind: 'total' }
      : scope.dimensions.includes(name)
        ? { kind: 'dimension', dimension: name }
        : undefined;
  if (result === undefined) {
    scope.report(
      error('rubric/unknown-dimension', at.keyPlace, `There is no dimension "${name}".`, {
        todo: didYouMean(name, [...scope.dimensions, 'total']),
      }),
    );
    return undefined;
  }
  const wrong = cuts.findIndex((cut, index) => index > 0 && cut.lte(cuts[index - 1] ?? cut));
  if (wrong >= 0) {
    const todo = 'Sort them, each once.';
    scope.report(error('rubric/bounds', at.at(wrong).place, `The bounds of "${name}" must rise.`, { todo }));
    return undefined;
  }
  const steps = cuts.length + 1;
  const names = stepNames[steps] ?? Array.from({ length: steps }, (_, index) => String(index + 1));
  return { result, cuts, names };
}
