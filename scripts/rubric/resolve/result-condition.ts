/** What a condition asks of results: dimensions, their letters, the total, the cell of the grid, coverage, the account's score. */
import type { Decimal } from 'decimal.js';
import { didYouMean } from '../../problem/closest.js';
import type { Condition, Result } from '../model.js';
import { error } from '../report.js';
import { type ConditionText, isDecimal, resultTest, type ResultTest } from '../schema/condition.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

/** Which results exist where the condition stands: none before points are summed, no total before its limits. */
export type Results = 'none' | 'dimensions' | 'all';

/** Whether the key asks a number that is a result of the rubric. */
export function isResult(key: string, scope: Scope): boolean {
  return resultOf(key, scope) !== undefined;
}

/** One entry for each result that is asked, `undefined` for a faulty one, which is then reported. */
export function resultConditions(
  written: ConditionText,
  cursor: Cursor,
  scope: Scope,
  results: Results,
): (Condition | undefined)[] {
  return Object.entries(written).flatMap(([key, value]): (Condition | undefined)[] => {
    const result = resultOf(key, scope);
    const isNumber = result !== undefined;
    if (!isNumber && key !== 'grade' && key !== 'cell') return [];
    const needsAll = key === 'cell' || result?.kind === 'total';
    if (results === 'none' || (results === 'dimensions' && needsAll)) return [tooEarly(key, cursor, scope)];
    if (key === 'grade') return gradeConditions(written.grade ?? {}, cursor.at('grade'), scope);
    if (key === 'cell') return [cellCondition(written.cell ?? [], cursor.at('cell'), scope)];
    if (!isNumber) return [];
    const parsed = resultTest.safeParse(value);
    if (parsed.success) return [numberCondition(key, result, parsed.data, cursor, scope)];
    const what = `"${key}" must be a number (at least), or { at_least, at_most }.`;
    scope.report(error('rubric/wrong-type', cursor.at(key).place, what));
    return [undefined];
  });
}

function resultOf(key: string, scope: Scope): Result | undefined {
  if (key === 'total' || key === 'coverage') return { kind: key };
  if (key === 'account_score') return { kind: 'account' };
  return scope.dimensions.includes(key) ? { kind: 'dimension', dimension: key } : undefined;
}

function tooEarly(key: string, cursor: Cursor, scope: Scope): undefined {
  const what = `"${key}" is not known yet where this condition is judged.`;
  scope.report(
    error('rubric/result-too-early', cursor.at(key).keyPlace, what, {
      why: 'Fields and behaviour come first, then dimensions, then limits and the total, then tiers.',
    }),
  );
  return undefined;
}

function numberCondition(
  key: string,
  result: Result,
  test: ResultTest,
  cursor: Cursor,
  scope: Scope,
): Condition | undefined {
  const at = cursor.at(key).keyPlace;
  if (result.kind === 'account' && !scope.hasAccount) {
    const what = 'The rubric gives accounts no score.';
    scope.report(
      error('rubric/no-account', at, what, { todo: 'Add an "account:" section, or take this condition away.' }),
    );
    return undefined;
  }
  const bounds: { atLeast?: Decimal; atMost?: Decimal } = {};
  if (isDecimal(test)) bounds.atLeast = test;
  else {
    if (test.at_least !== undefined) bounds.atLeast = test.at_least;
    if (test.at_most !== undefined) bounds.atMost = test.at_most;
  }
  const { atLeast, atMost } = bounds;
  if (atLeast === undefined && atMost === undefined) {
    scope.report(error('rubric/no-test', at, `Nothing is asked of "${key}".`, { todo: 'Add at_least or at_most.' }));
    return undefined;
  }
  if (atLeast !== undefined && atMost?.lt(atLeast) === true) {
    scope.report(error('rubric/bounds', at, `"at_most" of "${key}" is below its "at_least".`));
    return undefined;
  }
  if (key === 'coverage' && [atLeast, atMost].some((bound) => bound !== undefined && (bound.lt(0) || bound.gt(1)))) {
    scope.report(error('rubric/bounds', at, '"coverage" is a share from 0 to 1.'));
    return undefined;
  }
  return { kind: 'result', result, ...bounds, at };
}

function gradeConditions(
  written: Readonly<Record<string, readonly string[]>>,
  cursor: Cursor,
  scope: Scope,
): (Condition | undefined)[] {
  return Object.entries(written).map(([dimension, letters]): Condition | undefined => {
    const at = cursor.at(dimension);
    if (!scope.dimensions.includes(dimension)) {
      scope.report(
        error('rubric/unknown-dimension', at.keyPlace, `There is no dimension "${dimension}".`, {
          todo: didYouMean(dimension, scope.dimensions),
        }),
      );
      return undefined;
    }
    if (!scope.grades.has(dimension)) {
      scope.report(
        error('rubric/no-grades', at.keyPlace, `The dimension "${dimension}" has no letters.`, {
          todo: 'Add "grades: { A: 75, B: 50, C: 25, D: 0 }" to it.',
        }),
      );
      return undefined;
    }
    const known = scope.grades.get(dimension);
    const unknown = known === undefined ? [] : letters.filter((letter) => !known.has(letter));
    for (const letter of unknown) {
      scope.report(
        error(
          'rubric/unknown-grade',
          at.at(letters.indexOf(letter)).place,
          `"${dimension}" has no letter "${letter}".`,
          {
            todo: `Its letters are ${[...(known ?? [])].join(', ')}.`,
          },
        ),
      );
    }
    return unknown.length > 0 ? undefined : { kind: 'grade', dimension, letters, at: at.keyPlace };
  });
}

function cellCondition(cells: readonly string[], cursor: Cursor, scope: Scope): Condition | undefined {
  const at = cursor.keyPlace;
  const known = scope.cells;
  if (known?.size === 0) {
    const what = 'The rubric has no grid.';
    scope.report(error('rubric/no-grid', at, what, { todo: 'Add "grid:" with rows, columns and cells.' }));
    return undefined;
  }
  const unknown = known === undefined ? [] : cells.filter((cell) => !known.has(cell));
  for (const cell of unknown) {
    scope.report(
      error('rubric/unknown-cell', cursor.at(cells.indexOf(cell)).place, `The grid has no cell "${cell}".`, {
        todo: didYouMean(cell, known ?? []) ?? `Its cells are ${[...(known ?? [])].join(', ')}.`,
      }),
    );
  }
  return unknown.length > 0 ? undefined : { kind: 'cell', cells, at };
}
