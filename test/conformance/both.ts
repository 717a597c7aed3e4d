import type { Relation } from './judge/judge.js';
import { typeText } from './judge/types.js';
import { type Outcome, type Side, failure } from './outcome.js';

/** Expressions over one table on one side: `outcomes[expression][row]`, rows by the table's `id` from 0. */
export type Outcomes = readonly (readonly Outcome[])[];

/**
 * Where expressions stand: once for each row, once for each group of rows of one `id`, or (a window) for each row but
 * seeing all the others, so that rows cannot be tried alone.
 */
export type Placing = 'row' | 'group' | 'window';

export interface Ground {
  /** As GoogleSQL writes it. It has an INT64 column `id` that counts from 0: rows, or groups of rows. */
  readonly table: string;
  readonly ids: number;
  readonly placing: Placing;
}

/**
 * Evaluates each expression for each `id`. One query when all goes well; where it does not, the expressions are halved
 * until the guilty one stands alone, then the ids.
 */
export async function evaluateAll(side: Side, expressions: readonly string[], ground: Ground): Promise<Outcomes> {
  if (expressions.length === 0) return [];
  try {
    return await evaluateSome(side, expressions, ground, 0, ground.ids);
  } catch (error) {
    const failed = failure(error);
    if (expressions.length > 1) {
      const half = expressions.length >> 1;
      return [
        ...(await evaluateAll(side, expressions.slice(0, half), ground)),
        ...(await evaluateAll(side, expressions.slice(half), ground)),
      ];
    }
    if (failed.kind === 'invalid' || ground.placing === 'window')
      return [Array.from({ length: ground.ids }, () => failed)];
    return [await halves(side, expressions, ground, 0, ground.ids, failed)];
  }
}

async function halves(
  side: Side,
  expression: readonly string[],
  ground: Ground,
  from: number,
  to: number,
  failed: Outcome,
): Promise<Outcome[]> {
  if (to - from <= 1) return [failed];
  const middle = (from + to) >> 1;
  const parts: Outcome[] = [];
  for (const [start, end] of [
    [from, middle],
    [middle, to],
  ] as const) {
    try {
      parts.push(...((await evaluateSome(side, expression, ground, start, end))[0] ?? []));
    } catch (error) {
      parts.push(...(await halves(side, expression, ground, start, end, failure(error))));
    }
  }
  return parts;
}

async function evaluateSome(
  side: Side,
  expressions: readonly string[],
  { table, ids, placing }: Ground,
  from: number,
  to: number,
): Promise<Outcome[][]> {
  const columns = expressions.map((each, at) => `${each} AS c${at}`).join(',\n  ');
  const source = to - from < ids ? `(SELECT * FROM ${table} WHERE id >= ${from} AND id < ${to}) AS part` : table;
  const relation = await side(
    `SELECT\n  id,\n  ${columns}\nFROM ${source}${placing === 'group' ? '\nGROUP BY id' : ''}`,
  );
  const byId = new Map(relation.rows.map((row) => [Number(row[0]), row]));
  return expressions.map((_, at) => {
    const type = typeText(relation.columns[at + 1]?.type ?? { kind: 'STRING' });
    return Array.from({ length: to - from }, (__, row): Outcome => {
      const value = byId.get(from + row)?.[at + 1];
      if (value === undefined) return { kind: 'invalid', message: `row ${from + row} of ${table} is missing` };
      return { kind: 'value', type, value };
    });
  });
}

/** Adds the column `id`: each row its own number, or one number for each group of `size` rows. */
export function withId(relation: Relation, size = 1): Relation {
  return {
    columns: [{ name: 'id', type: { kind: 'INT64' } }, ...relation.columns],
    rows: relation.rows.map((row, at) => [Math.floor(at / size), ...row]),
  };
}
