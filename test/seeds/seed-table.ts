/** Holds a CSV table of `test/seeds/<rubric>/` against the shipped rubric, cell by cell. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { loadProject } from '../../scripts/rubric/load.js';
import { parseCsv } from './csv.js';
import { rubricCells, type Cells } from './rubric-cells.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const loaded = await loadProject(root);

/** The project as the generator sees it. */
export const project = loaded.project;

export type Row = ReadonlyMap<string, string>;

/** What a column's cell must be; throws (by `expect`) when it is not. */
export type Check = (cell: string, row: Row, cells: Cells, column: string) => void;

/** Words for people, which no rubric repeats. The README says so of each. */
export const note: Check = () => undefined;

function valueAt(path: string, cells: Cells): string {
  const value = cells.get(path);
  if (value === undefined) throw new Error(`the rubric has nothing at "${path}"`);
  return value;
}

/** `{column}` in a path stands for the row's cell. */
function pathOf(template: string, row: Row): string {
  return template.replace(/\{(\w+)\}/g, (_, column: string) => row.get(column) ?? '');
}

/** The row's paths: `where`, separated by blanks; `a+b` is the sum of two numbers. */
function pathsOf(row: Row): string[] {
  return (row.get('where') ?? '').split(' ').filter((path) => path !== '');
}

function numberAt(path: string, cells: Cells): Decimal {
  return path
    .split('+')
    .map((part) => new Decimal(valueAt(part, cells)))
    .reduce((sum, part) => sum.plus(part), new Decimal(0));
}

/** The rubric has every rule that the cell names. */
export const exists: Check = (cell, row, cells) => {
  expect(pathsOf(row).length, `${cell}: no path`).toBeGreaterThan(0);
  for (const path of pathsOf(row)) for (const part of path.split('+')) valueAt(part, cells);
};

/** The cell is what the rubric says at the path. */
export function equals(template: string): Check {
  return (cell, row, cells) => {
    const path = pathOf(template, row);
    expect([path, valueAt(path, cells)]).toEqual([path, cell]);
  };
}

/** Every path of the row gives exactly, at least, at most so many points. */
export const points = compared((actual, cell) => actual.equals(cell), 'exactly');
export const atLeast = compared((actual, cell) => actual.gte(cell), 'at least');
export const atMost = compared((actual, cell) => actual.lte(cell), 'at most');

function compared(holds: (actual: Decimal, cell: Decimal) => boolean, word: string): Check {
  return (cell, row, cells) => {
    expect(pathsOf(row)).not.toEqual([]);
    for (const path of pathsOf(row)) {
      const actual = numberAt(path, cells);
      expect(holds(actual, new Decimal(cell)), `${path} is ${actual.toFixed()}, not ${word} ${cell}`).toBe(true);
    }
  };
}

/** What the rubric says at every path of the row is the cell, or contains its words. */
export const is: Check = (cell, row, cells) => {
  for (const path of pathsOf(row)) expect([path, valueAt(path, cells)]).toEqual([path, cell]);
};
export const has: Check = (cell, row, cells) => {
  for (const path of pathsOf(row)) expect(valueAt(path, cells)).toContain(cell);
};

/** `holds` with `value`: is, has, above, below. A value may be a path, a path times a number, or itself. */
export const holds: Check = (cell, row, cells, column) => {
  const value = row.get('value') ?? '';
  if (cell === 'is') return is(value, row, cells, column);
  if (cell === 'has') return has(value, row, cells, column);
  const [path = '', factor = '1'] = value.split('*');
  const bound = (cells.has(path) ? numberAt(path, cells) : new Decimal(path)).times(factor);
  for (const each of pathsOf(row)) {
    const actual = numberAt(each, cells);
    const isSo = cell === 'above' ? actual.gt(bound) : cell === 'below' ? actual.lt(bound) : false;
    expect(isSo, `${each} is ${actual.toFixed()}, not ${cell} ${value} (${bound.toFixed()})`).toBe(true);
  }
};

/** A file of rubrics/tests/ that is about one of these rubrics. */
export function golden(...rubrics: readonly string[]): Check {
  return (cell) => {
    const file = `${root}/rubrics/tests/${cell}.yaml`;
    expect(existsSync(file), `${cell} is no golden lead`).toBe(true);
    expect(rubrics).toContain((parse(readFileSync(file, 'utf8')) as { rubric: string }).rubric);
  };
}

/** One of a list of standards.yaml, by the row's column. */
export function listed(column: string): Check {
  return (cell, row) => {
    expect(project?.standards.lists.get(row.get(column) ?? '')).toContain(cell);
  };
}

/** Checks every cell of `test/seeds/<file>.csv`: each column by its check, no column left out. */
export function checkTable(
  file: string,
  checks: Readonly<Record<string, Check>>,
  rubricName = file.split('/')[0],
): void {
  const rubric = project?.rubrics.find((each) => each.name === rubricName);
  if (rubric === undefined) {
    const said = loaded.problems.map((problem) => problem.what).join(' ');
    throw new Error(`There is no rubric ${rubricName ?? ''}. ${said}`);
  }
  const { columns, rows } = parseCsv(readFileSync(`${root}/test/seeds/${file}.csv`, 'utf8'));
  expect(columns).toEqual(Object.keys(checks));
  expect(rows.length).toBeGreaterThan(0);
  const cells = rubricCells(rubric);
  const wrong: string[] = [];
  rows.forEach((row, index) => {
    for (const [column, check] of Object.entries(checks)) {
      try {
        check(row.get(column) ?? '', row, cells, column);
      } catch (thrown) {
        wrong.push(`${file}.csv:${index + 2} ${column}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
  });
  expect(wrong).toEqual([]);
}
