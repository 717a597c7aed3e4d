import type { Value } from '../../scripts/engine/engine.js';
import { cellText } from './compare.js';
import type { Relation } from './judge/judge.js';
import { JudgeError } from './judge/judge.js';
import { DuckDBError } from './duckdb/session.js';
import { ProblemError } from './leadscore.js';

/** What one side makes of one expression on one row. `invalid`: it refuses the text itself, whatever the row. */
export type Outcome =
  | { readonly kind: 'value'; readonly type: string; readonly value: Value }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'invalid'; readonly message: string };

export function failure(error: unknown): Outcome {
  if (error instanceof JudgeError || error instanceof DuckDBError) return { kind: error.kind, message: error.message };
  if (error instanceof ProblemError) return { kind: 'invalid', message: error.message };
  throw error;
}

/** Equal: the same value under the same type, or a row without an answer on both sides. Invalid text equals nothing. */
export function agree(judge: Outcome, duckdb: Outcome): boolean {
  if (judge.kind === 'value' && duckdb.kind === 'value') {
    return judge.type === duckdb.type && cellText(judge.value) === cellText(duckdb.value);
  }
  return judge.kind === 'error' && duckdb.kind === 'error';
}

export function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'value') return `${outcome.type} ${cellText(outcome.value)}`;
  return `${outcome.kind}: ${outcome.message.split('\n')[0] ?? ''}`;
}

/** A side that runs GoogleSQL over tables it already holds. */
export type Side = (sql: string) => Promise<Relation>;
