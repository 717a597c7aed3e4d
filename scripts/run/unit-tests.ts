import type { Column, Engine, Row } from '../engine/engine.js';
import type { CompiledGraph, UnitTest } from '../graph/graph.js';
import { locatedSql } from '../graph/origin.js';
import { type Problem, ProblemError } from '../problem.js';
import { jsonText, rowLines } from './terminal-text.js';

export interface UnitTestResult {
  readonly name: string;
  readonly fileName: string;
  readonly passed: boolean;
  /** What is different, ready to print; empty when it passed. */
  readonly diff: readonly string[];
  /** Why the queries could not be run. */
  readonly problems: readonly Problem[];
}

/** Rows of each side that a diff shows. */
const SHOWN_ROWS = 10;

/**
 * Runs Dataform's own `type: "test"` actions: the model over its given inputs against the expected rows, as multisets
 * (order does not count, duplicates do), by column name. Nothing is written.
 */
export async function runTests(graph: CompiledGraph, engine: Engine): Promise<UnitTestResult[]> {
  const results: UnitTestResult[] = [];
  for (const test of graph.tests) results.push(await runTest(graph, engine, test));
  return results;
}

async function runTest(graph: CompiledGraph, engine: Engine, test: UnitTest): Promise<UnitTestResult> {
  const { name, fileName } = test;
  try {
    const expected = locatedSql(graph, test, test.expectedQuery);
    // The model with its inputs put in stands in no file; the test's does.
    const origin = { file: fileName, line: 1 };
    const expectedColumns = await engine.describe(expected.sql, expected.origin);
    const actualColumns = await engine.describe(test.testQuery, origin);
    const diff =
      columnDiff(expectedColumns, actualColumns) ??
      rowDiff(
        await engine.query(expected.sql, expected.origin),
        await engine.query(test.testQuery, origin),
        typeDiff(expectedColumns, actualColumns),
      );
    return { name, fileName, passed: diff.length === 0, diff, problems: [] };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { name, fileName, passed: false, diff: [], problems: error.problems };
  }
}

function columnDiff(expected: readonly Column[], actual: readonly Column[]): string[] | undefined {
  const missing = expected.filter((column) => !actual.some(({ name }) => name === column.name));
  const unexpected = actual.filter((column) => !expected.some(({ name }) => name === column.name));
  if (missing.length === 0 && unexpected.length === 0) return undefined;
  return [
    ...missing.map(({ name }) => `The model has no column "${name}", which is expected.`),
    ...unexpected.map(({ name }) => `The model has a column "${name}", which is not expected.`),
  ];
}

/** Only a hint beside differing rows: an expected NULL has another type without meaning it. */
function typeDiff(expected: readonly Column[], actual: readonly Column[]): string[] {
  return expected.flatMap(({ name, type }) => {
    const other = actual.find((column) => column.name === name);
    return other === undefined || other.type === type
      ? []
      : [`Column "${name}" is ${other.type} in the model and ${type} in the expected rows.`];
  });
}

function rowDiff(expected: readonly Row[], actual: readonly Row[], hints: readonly string[]): string[] {
  const missing = without(expected, actual);
  const unexpected = without(actual, expected);
  if (missing.length === 0 && unexpected.length === 0) return [];
  return [
    ...hints,
    ...rowSection('Expected, but not there:', missing),
    ...rowSection('There, but not expected:', unexpected),
  ];
}

/** The rows that are left of a multiset after taking another away. */
function without(rows: readonly Row[], others: readonly Row[]): Row[] {
  const counts = new Map<string, number>();
  for (const row of others) counts.set(canonical(row), (counts.get(canonical(row)) ?? 0) + 1);
  return rows.filter((row) => {
    const key = canonical(row);
    const count = counts.get(key) ?? 0;
    if (count > 0) counts.set(key, count - 1);
    return count === 0;
  });
}

function canonical(row: Row): string {
  return jsonText(Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function rowSection(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  return [
    title,
    ...rowLines(rows.slice(0, SHOWN_ROWS)).map((line) => `  ${line}`),
    ...(rows.length > SHOWN_ROWS ? [`  and ${rows.length - SHOWN_ROWS} more`] : []),
  ];
}
