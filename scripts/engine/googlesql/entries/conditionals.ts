import type { Printed } from '../entry.js';
import { scalars } from '../types.js';
import { each, type Row, row, sig, typeOf } from './make.js';

const any = (args: readonly Printed[]): string => `coalesce(${args.map((arg) => arg.witness).join(', ')})`;

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
    },
  ),
  row(
    'function',
    'COALESCE($1, $2)',
    each(scalars, 2),
    (args) => `coalesce(${args.map((arg) => arg.sql).join(', ')})`,
    {
      variadic: true,
      witness: any,
    },
  ),
  row('function', 'IFNULL($1, $2)', each(scalars, 2), 'coalesce($1, $2)', { witness: any }),
  row('function', 'NULLIF($1, $2)', each(scalars, 2), 'nullif($1, $2)', { witness: typeOf(1) }),
  row('function', 'GREATEST($1, $2)', each(scalars, 2), extreme('greatest'), { variadic: true, witness: any }),
  row('function', 'LEAST($1, $2)', each(scalars, 2), extreme('least'), { variadic: true, witness: any }),
];
