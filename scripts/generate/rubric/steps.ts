/** Results cut into steps: a dimension's letter, the cell of the grid. */
import type { Dimension, Grid } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { resultColumn } from './condition.js';

/** The letter of a score that is never NULL; undefined for a dimension without letters. */
export function gradeCase(dimension: Dimension, score: string): string | undefined {
  const last = dimension.grades?.at(-1);
  if (dimension.grades === undefined || last === undefined) return undefined;
  const arms = dimension.grades
    .slice(0, -1)
    .map(({ letter, from }) => `WHEN ${score} >= ${numeric(from)} THEN ${sqlxText(letter)} `);
  return arms.length === 0 ? sqlxText(last.letter) : `CASE ${arms.join('')}ELSE ${sqlxText(last.letter)} END`;
}

/** The name of the cell; the score's columns are read as they are. From the highest step of both results down, so that reaching a step is enough. */
export function cellCase(grid: Grid): string {
  const reached = (axis: Grid['rows'], step: number): readonly string[] => {
    const cut = axis.cuts[step - 1];
    return cut === undefined ? [] : [`${resultColumn(axis.result)} >= ${numeric(cut)}`];
  };
  const arms = grid.cells
    .toSorted((a, b) => b.row - a.row || b.column - a.column)
    .map(({ row, column, name, at }) => {
      const asked = [...reached(grid.rows, row), ...reached(grid.columns, column)];
      const place = `    -- ${at.file}:${at.line}\n`;
      return asked.length === 0
        ? `${place}    ELSE ${sqlxText(name)}`
        : `${place}    WHEN ${asked.join(' AND ')} THEN ${sqlxText(name)}`;
    });
  return `CASE\n${arms.join('\n')}\n  END`;
}
