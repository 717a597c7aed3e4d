import type { ScalarName } from '../googlesql-type.js';
import { literal } from '../name.js';
import type { Session } from '../session.js';
import { scalarTexts } from './scalar-text.js';

/**
 * Tests that all filled cells of a column must pass, narrowest first. Numbers with leading zeros, a plus, or more than
 * 15 digits are ids and telephone numbers, never quantities; yes and no are words until someone declares them BOOL.
 */
const tests: readonly { readonly type: ScalarName; readonly sql: (text: string) => string }[] = [
  { type: 'BOOL', sql: (text) => `lower(${text}) IN ('true', 'false')` },
  { type: 'INT64', sql: matches('-?(0|[1-9][0-9]{0,14})') },
  { type: 'NUMERIC', sql: matches('-?((0|[1-9][0-9]{0,14})([.][0-9]*)?|[.][0-9]+)') },
  { type: 'FLOAT64', sql: matches('-?((0|[1-9][0-9]{0,14})([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?') },
  { type: 'DATE', sql: isValue('DATE') },
  { type: 'TIMESTAMP', sql: isValue('TIMESTAMP') },
];

function matches(pattern: string): (text: string) => string {
  return (text) => `regexp_full_match(${text}, ${literal(pattern)})`;
}

function isValue(type: ScalarName): (text: string) => string {
  return (text) => {
    const scalar = scalarTexts[type];
    if (scalar === undefined) return 'FALSE';
    return `CASE WHEN ${matches(scalar.pattern)(text)} THEN ${scalar.sql(text)} IS NOT NULL ELSE FALSE END`;
  };
}

/** The narrowest type that every filled cell of each expression fits, over all rows; undefined where no cell is filled. */
export async function sniffTexts(
  session: Session,
  from: string,
  expressions: readonly string[],
): Promise<readonly (ScalarName | undefined)[]> {
  if (expressions.length === 0) return [];
  const cells = expressions.map((expression, index) => `NULLIF(trim(${expression}, ' \t'), '') AS t${index}`);
  const passed = expressions.map((_, index) => {
    const text = `t${index}`;
    return `[COUNT(${text}) > 0, ${tests.map(({ sql }) => `bool_and(${sql(text)}) FILTER (WHERE ${text} IS NOT NULL)`).join(', ')}]`;
  });
  const result = await session.run(
    `SELECT to_json([${passed.join(', ')}]) FROM (SELECT ${cells.join(', ')} FROM ${from})`,
  );
  const parsed: unknown = JSON.parse(String((await result.getRows())[0]?.[0] ?? '[]'));
  const columns: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
  return expressions.map((_, index) => {
    const column: unknown = columns[index];
    if (!Array.isArray(column) || column[0] !== true) return undefined;
    const flags: readonly unknown[] = column.slice(1);
    return tests.find((_test, position) => flags[position] === true)?.type ?? 'STRING';
  });
}
