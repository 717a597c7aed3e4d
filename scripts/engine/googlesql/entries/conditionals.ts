import type { Printed } from '../entry.js';
import { isNeverNull } from '../printed.js';
import { scalars } from '../types.js';
import { each, isPlain, nullWhere, type Row, row, sig, typeOf } from './make.js';

const any = (args: readonly Printed[]): string => `coalesce(${args.map((arg) => arg.witness).join(', ')})`;

/**
 * What stands twice in an argument is evaluated ahead of COALESCE by DuckDB, needed or not; not so in a CASE.
 */
function coalesced(args: readonly Printed[]): string {
  const guarded = args.map((arg, at) => {
    const before = args.slice(0, at);
    if (at === 0 || isPlain(arg) || !before.every(isPlain)) return arg.sql;
    return `(CASE WHEN ${before.map((each) => `${each.sql} IS NULL`).join(' AND ')} THEN ${arg.sql} END)`;
  });
  return `coalesce(${guarded.join(', ')})`;
}

/** Where all of them are NULL. */
function allNull(args: readonly Printed[]): readonly string[] | undefined {
  const each = args.map(nullWhere);
  if (!each.every((where) => where !== undefined)) return undefined;
  if (each.some((where) => where.length === 0)) return [];
  return [`(${each.map((where) => (where.length === 1 ? where.join('') : `(${where.join(' OR ')})`)).join(' AND ')})`];
}

const hasNeverNull = (args: readonly Printed[]): boolean => args.some(isNeverNull);

const early =
  'what stands twice in an argument after one that is no column is evaluated, and raises its error, needed or not';

/** GREATEST and LEAST are NULL when any argument is; DuckDB's ignore NULLs. */
function extreme(name: string): Row['print'] {
  return (args) => {
    const values = args.map((arg) => arg.sql).join(', ');
    const unknown = args.filter((arg) => arg.literal === undefined).map((arg) => `${arg.sql} IS NULL`);
    if (unknown.length === 0) return `${name}(${values})`;
    // OR would stop at the first NULL, and hide an error in a later argument.
    const any = unknown.length === 1 ? unknown.join('') : `greatest(${unknown.join(', ')})`;
    return `(CASE WHEN ${any} THEN NULL ELSE ${name}(${values}) END)`;
  };
}

export const conditionals: readonly Row[] = [
  row(
    'function',
    'IF($1, $2, $3)',
    scalars.map((type) => sig(['BOOL', type, type], type)),
    '(CASE WHEN $1 THEN $2 ELSE $3 END)',
    {
      witness: (args) => any(args.slice(1)),
      isNeverNull: (args) => args.slice(1).every(isNeverNull),
    },
  ),
  row('function', 'COALESCE($1, $2)', each(scalars, 2), coalesced, {
    variadic: true,
    witness: any,
    isNeverNull: hasNeverNull,
    nullWhere: allNull,
    limits: early,
  }),
  row('function', 'IFNULL($1, $2)', each(scalars, 2), coalesced, {
    witness: any,
    isNeverNull: hasNeverNull,
    nullWhere: allNull,
    limits: early,
  }),
  row('function', 'NULLIF($1, $2)', each(scalars, 2), 'nullif($1, $2)', { witness: typeOf(1) }),
  row('function', 'GREATEST($1, $2)', each(scalars, 2), extreme('greatest'), { variadic: true, witness: any }),
  row('function', 'LEAST($1, $2)', each(scalars, 2), extreme('least'), { variadic: true, witness: any }),
];
