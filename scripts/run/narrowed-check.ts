import type { Column, Target } from '../engine/engine.js';
import type { AssertionAction } from '../graph/graph.js';
import { asserted } from './asserted.js';

/**
 * What an assertion would find among the rows of an increment that its table holds by now, as a query with the
 * columns of its own; undefined where the increment alone cannot tell, so that the whole table has to be read.
 * It says the same as the assertion where that held before the increment was written.
 */
export function narrowedCheck(
  action: AssertionAction,
  table: { readonly target: Target; readonly columns: readonly Column[] },
  increment: Target,
): string | undefined {
  const what = asserted(action);
  switch (what.kind) {
    case 'conditions':
      return brokenByIncrement(action.query, what.conditions, table.target, increment);
    case 'unique':
      return repeatedByIncrement(what.columns, table, increment);
    case 'query':
      return undefined;
  }
}

/** A condition that asks other rows, another table or the clock may come to be broken by rows that nobody touched. */
const BEYOND_THE_ROW = /\b(?:SELECT|CURRENT_\w+|RAND|GENERATE_UUID|SESSION_USER)\b|[\w`]\s*\.\s*[\w`]+\s*\(/i;

function brokenByIncrement(
  query: string,
  conditions: readonly string[],
  table: Target,
  increment: Target,
): string | undefined {
  if (conditions.some((condition) => BEYOND_THE_ROW.test(condition))) return undefined;
  const from = `FROM ${quoted(table)}`;
  const lines = query.split('\n');
  if (lines.filter((line) => line === from).length !== conditions.length) return undefined;
  return lines.map((line) => (line === from ? `FROM ${quoted(increment)}` : line)).join('\n');
}

/** Something of each type that a key may be of, to compare a NULL by. */
const FILLED: Readonly<Record<string, string>> = {
  STRING: "''",
  INT64: '0',
  NUMERIC: "NUMERIC '0'",
  BOOL: 'FALSE',
  DATE: "DATE '1970-01-01'",
  TIMESTAMP: "TIMESTAMP '1970-01-01 00:00:00+00'",
};

function repeatedByIncrement(
  keys: readonly string[],
  { target, columns }: { readonly target: Target; readonly columns: readonly Column[] },
  increment: Target,
): string | undefined {
  const filled = keys.map(
    (key) => FILLED[columns.find(({ name }) => name.toLowerCase() === key.toLowerCase())?.type ?? ''],
  );
  if (filled.includes(undefined)) return undefined;
  const named = (of: string): string => keys.map((key) => `${of}\`${key}\``).join(', ');
  // Two NULLs are one key, as GROUP BY has it; only an equality is a way to join in every warehouse.
  const on = keys.flatMap((key, index) => [
    `COALESCE(written.\`${key}\`, ${filled[index]}) = COALESCE(stored.\`${key}\`, ${filled[index]})`,
    `(written.\`${key}\` IS NULL) = (stored.\`${key}\` IS NULL)`,
  ]);
  return `SELECT ${named('stored.')}, COUNT(1) AS index_row_count
FROM ${quoted(target)} AS stored
INNER JOIN (SELECT DISTINCT ${named('')} FROM ${quoted(increment)}) AS written
  ON ${on.join('\n  AND ')}
GROUP BY ${named('stored.')}
HAVING COUNT(1) > 1`;
}

/** `` `database.schema.name` ``. */
export function quoted({ database, schema, name }: Target): string {
  return `\`${database}.${schema}.${name}\``;
}
