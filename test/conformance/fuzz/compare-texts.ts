import { type Outcome, type Side, failure } from '../outcome.js';
import { typeText } from '../judge/types.js';
import type { Held } from '../sides.js';

export type Pair = readonly [judge: Outcome, duckdb: Outcome];

/** A row without an answer that was not tried on DuckDB: another row of the same expression was. */
export const untried: Outcome = { kind: 'error', message: 'not tried: another row of the expression was' };

/**
 * Evaluates expressions on both sides of a table `fuzz` whose `id`s count from 0. The judge says which rows have an answer
 * (ISERROR, which BigQuery lacks, is used on the judge alone); DuckDB evaluates each expression on just those rows,
 * all expressions in one query, and then, for one row without an answer of each, must fail too.
 */
export async function compareTexts({ judge, duckdb }: Held, texts: readonly string[], rows: number): Promise<Pair[][]> {
  const wanted = await judged(judge, texts, rows);
  const guarded = texts.map((text, at) => {
    const known = rowsOf(wanted[at] ?? [], (outcome) => outcome.kind === 'value');
    if (known.length === rows) return text;
    return known.length === 0 ? undefined : `CASE WHEN id IN (${known.join(', ')}) THEN ${text} END`;
  });
  const got = await evaluated(duckdb, guarded, rows);
  const pairs: Pair[][] = [];
  for (const [at, text] of texts.entries()) {
    const without = rowsOf(wanted[at] ?? [], (outcome) => outcome.kind === 'error');
    const tried = without[at % Math.max(1, without.length)];
    const failed = tried === undefined ? untried : await alone(duckdb, text, tried);
    pairs.push(
      (wanted[at] ?? []).map((outcome, row): Pair => {
        if (outcome.kind !== 'error') return [outcome, got[at]?.[row] ?? { kind: 'invalid', message: 'nothing' }];
        return [outcome, row === tried ? failed : untried];
      }),
    );
  }
  return pairs;
}

function rowsOf(outcomes: readonly Outcome[], fits: (outcome: Outcome) => boolean): number[] {
  return outcomes.flatMap((outcome, row) => (fits(outcome) ? [row] : []));
}

async function judged(judge: Side, texts: readonly string[], rows: number): Promise<Outcome[][]> {
  const columns = texts.map((text, at) => `ISERROR(${text}) AS e${at}, NULLIFERROR(${text}) AS c${at}`);
  try {
    const relation = await judge(`SELECT id, ${columns.join(', ')} FROM fuzz ORDER BY id`);
    return texts.map((_, at) => {
      const type = typeText(relation.columns[2 * at + 2]?.type ?? { kind: 'STRING' });
      return relation.rows.map((row): Outcome => {
        if (row[2 * at + 1] === true) return { kind: 'error', message: 'no answer' };
        return { kind: 'value', type, value: row[2 * at + 2] ?? null };
      });
    });
  } catch (error) {
    const failed = failure(error);
    if (texts.length === 1) return [Array.from({ length: rows }, () => failed)];
    const half = texts.length >> 1;
    return [...(await judged(judge, texts.slice(0, half), rows)), ...(await judged(judge, texts.slice(half), rows))];
  }
}

/** Each expression on each row; halved until the guilty one stands alone when a query fails. */
async function evaluated(duckdb: Side, texts: readonly (string | undefined)[], rows: number): Promise<Outcome[][]> {
  const columns = texts.map((text, at) => `${text ?? '0'} AS c${at}`);
  try {
    const relation = await duckdb(`SELECT id, ${columns.join(',\n')}\nFROM fuzz\nORDER BY id`);
    return texts.map((_, at) => {
      const type = typeText(relation.columns[at + 1]?.type ?? { kind: 'STRING' });
      return relation.rows.map((row): Outcome => ({ kind: 'value', type, value: row[at + 1] ?? null }));
    });
  } catch (error) {
    const failed = failure(error);
    if (texts.length === 1) return [await oneByOne(duckdb, texts[0] ?? '0', rows, failed)];
    const half = texts.length >> 1;
    return [
      ...(await evaluated(duckdb, texts.slice(0, half), rows)),
      ...(await evaluated(duckdb, texts.slice(half), rows)),
    ];
  }
}

async function oneByOne(duckdb: Side, text: string, rows: number, failed: Outcome): Promise<Outcome[]> {
  if (failed.kind === 'invalid') return Array.from({ length: rows }, () => failed);
  const outcomes: Outcome[] = [];
  for (let row = 0; row < rows; row += 1) outcomes.push(await alone(duckdb, text, row));
  return outcomes;
}

async function alone(duckdb: Side, text: string, row: number): Promise<Outcome> {
  try {
    const relation = await duckdb(`SELECT ${text} AS c0 FROM fuzz WHERE id = ${row}`);
    const type = typeText(relation.columns[0]?.type ?? { kind: 'STRING' });
    return { kind: 'value', type, value: relation.rows[0]?.[0] ?? null };
  } catch (error) {
    return failure(error);
  }
}
