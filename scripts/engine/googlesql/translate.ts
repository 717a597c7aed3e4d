import { init, parse } from '@guanmingchiu/sqlparser-ts';
import { ProblemError } from '../../problem.js';
import type { SqlOrigin } from '../engine.js';
import type { Context } from './context.js';
import { CteChain } from './cte-chain.js';
import { condition, expression } from './expressions.js';
import { query } from './query.js';
import { lastStepOnCopies } from './rare-copies.js';
import { Scope } from './scope.js';
import { Source, type TranslateOptions } from './source.js';
import { type Json, type Position, isList, variant } from './tree.js';

export type { Branch, TranslateOptions } from './source.js';

await init();

/**
 * Translates one GoogleSQL query of the portable subset to DuckDB's dialect.
 * Throws `ProblemError` (`googlesql/not-portable`, `googlesql/syntax`) with `origin`'s file and the exact line.
 */
export function translate(
  sql: string,
  origin: SqlOrigin = { file: '(query)', line: 1 },
  options: TranslateOptions = {},
): string {
  const source = new Source(sql, origin, options);
  const statements = parsed(sql, source);
  const { kind, body } = variant(statements[0]);
  const context: Context = {
    source,
    floats: new Set(),
    ctes: new CteChain(),
    copiesLeft: copiesLeft(body, options),
    repeated: new Map(),
    late: new Set(),
    expression: (node, scope) => expression(context, node, scope),
    condition: (node, scope) => condition(context, node, scope),
    query: (node, scope) => query(context, node, scope),
  };
  if (statements.length !== 1 || kind !== 'Query') {
    return source.refuse(
      statements[0],
      'This is not one query.',
      'Write one SELECT, with WITH before it where needed.',
    );
  }
  return context.query(body, new Scope(undefined));
}

function copiesLeft(query: Json, { leaveCopies }: TranslateOptions): Context['copiesLeft'] {
  const step = leaveCopies === undefined ? undefined : lastStepOnCopies(query);
  return step === undefined || leaveCopies === undefined ? undefined : { ...step, leave: leaveCopies };
}

/** The parser's own words end in `at Line: 3, Column: 14`. */
function parsed(sql: string, source: Source): readonly Json[] {
  try {
    const statements = parse(sql, 'bigquery') as Json;
    return isList(statements) ? statements : [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const found = /^(?:sql parser error: )?(.*?)(?: at Line: (\d+), Column: (\d+))?$/s.exec(message.trim());
    const position = found?.[2] === undefined ? endOf(sql) : { line: Number(found[2]), column: Number(found[3]) };
    throw new ProblemError({
      code: 'googlesql/syntax',
      severity: 'error',
      place: source.place(position),
      what: `This is not GoogleSQL: ${(found?.[1] ?? message).replace(/\.$/, '')}.`,
      todo: 'Correct the query at this place.',
    });
  }
}

/** Where the text ends: an unfinished query has no other place. */
function endOf(sql: string): Position {
  const lines = sql.trimEnd().split('\n');
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 };
}
