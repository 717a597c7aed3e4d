import type { Context } from './context.js';
import type { Row } from './entries/make.js';
import { type GType, type Printed, Refused } from './entry.js';
import { isFloat, typed } from './printed.js';
import type { Json } from './tree.js';

/** An entry's DuckDB text, with the type where it is known. */
export function print(context: Context, node: Json, entry: Row, args: readonly Printed[]): Printed {
  let sql: string;
  try {
    sql = entry.print(args);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return context.source.refuse(node, error.what, error.todo, error.why);
  }
  const isNeverNull = entry.isNeverNull?.(args) ?? false;
  const known = entry.nullWhere?.(args);
  const nullWhere = known === undefined ? {} : { nullWhere: known };
  const type = resultType(entry, args);
  if (type) return { ...typed(sql, type), isNeverNull, ...nullWhere };
  return {
    sql,
    witness: entry.witness?.(args) ?? sql,
    type: undefined,
    literal: undefined,
    mayBeFloat: args.some(isFloat),
    isNeverNull,
    ...nullWhere,
  };
}

function resultType(entry: Row, args: readonly Printed[]): GType | undefined {
  const [first, ...more] = entry.signatures;
  // Only the name of a column speaks for FLOAT64: not enough to rely on.
  if (entry.key?.endsWith('#FLOAT64') === true && !args.some((arg) => arg.type === 'FLOAT64')) return undefined;
  if (first && more.every((each) => each.returns === first.returns)) return first.returns;
  return entry.signatures.find((each) =>
    args.every((arg, at) => arg.type === (entry.variadic ? each.args[0] : each.args[at])),
  )?.returns;
}
