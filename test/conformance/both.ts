import type { Value } from '../../scripts/engine/engine.js';
import type { Relation } from './judge/judge.js';
import { typeText } from './judge/types.js';
import { type Outcome, type Side, failure } from './outcome.js';

/** Expressions over one table on one side: `outcomes[expression][row]`, rows by the table's `id` from 0. */
export type Outcomes = readonly (readonly Outcome[])[];

/**
 * Evaluates each expression on each row of a table with an INT64 column `id` counting from 0. One query when all goes
 * well; where it does not, the expressions are halved until the guilty one stands alone, then the rows.
 */
export async function evaluateAll(
  side: Side,
  expressions: readonly string[],
  table: string,
  rows: number,
): Promise<Outcomes> {
  if (expressions.length === 0) return [];
  try {
    return await evaluateRows(side, expressions, table, 0, rows);
  } catch (error) {
    const failed = failure(error);
    if (expressions.length > 1) {
      const half = expressions.length >> 1;
      return [
        ...(await evaluateAll(side, expressions.slice(0, half), table, rows)),
        ...(await evaluateAll(side, expressions.slice(half), table, rows)),
      ];
    }
    if (failed.kind === 'invalid') return [Array.from({ length: rows }, () => failed)];
    return [await halves(side, expressions, table, 0, rows, failed)];
  }
}

async function halves(
  side: Side,
  expression: readonly string[],
  table: string,
  from: number,
  to: number,
  failed: Outcome,
): Promise<Outcome[]> {
  if (to - from <= 1) return [failed];
  const middle = (from + to) >> 1;
  const parts: Outcome[] = [];
  for (const [start, end] of [[from, middle], [middle, to]] as const) {
    try {
      parts.push(...((await evaluateRows(side, expression, table, start, end))[0] ?? []));
    } catch (error) {
      parts.push(...(await halves(side, expression, table, start, end, failure(error))));
    }
  }
  return parts;
}

async function evaluateRows(
  side: Side,
  expressions: readonly string[],
  table: string,
  from: number,
  to: number,
): Promise<Outcome[][]> {
  const columns = expressions.map((each, at) => `${each} AS c${at}`).join(',\n  ');
  const relation = await side(`SELECT\n  id,\n  ${columns}\nFROM (SELECT * FROM ${table} WHERE id >= ${from} AND id < ${to})`);
  const byId = new Map(relation.rows.map((row) => [Number(row[0]), row]));
  return expressions.map((_, at) => {
    const type = typeText(relation.columns[at + 1]?.type ?? { kind: 'STRING' });
    return Array.from({ length: to - from }, (__, row): Outcome => {
      const value: Value | undefined = byId.get(from + row)?.[at + 1];
      if (value === undefined) throw new Error(`row ${from + row} of ${table} is missing`);
      return { kind: 'value', type, value };
    });
  });
}

/** Adds the column `id` that `evaluateAll` asks for. */
export function withId(relation: Relation): Relation {
  return {
    columns: [{ name: 'id', type: { kind: 'INT64' } }, ...relation.columns],
    rows: relation.rows.map((row, at) => [at, ...row]),
  };
}
