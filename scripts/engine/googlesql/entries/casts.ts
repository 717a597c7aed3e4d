import type { GScalar, GType } from '../entry.js';
import { duckdbType } from '../types.js';
import { nullWhere, type Row, row, sig } from './make.js';

/** From which types each type can be cast; the tree has no types, so one macro per target looks at them. */
const pairs: { readonly [target in GScalar]: readonly GScalar[] } = {
  STRING: ['STRING', 'INT64', 'NUMERIC', 'FLOAT64', 'BOOL', 'TIMESTAMP', 'DATE'],
  INT64: ['STRING', 'INT64', 'NUMERIC', 'FLOAT64', 'BOOL'],
  NUMERIC: ['STRING', 'INT64', 'NUMERIC'],
  FLOAT64: ['STRING', 'INT64', 'NUMERIC', 'FLOAT64'],
  BOOL: ['STRING', 'INT64', 'BOOL'],
  TIMESTAMP: ['STRING', 'TIMESTAMP', 'DATE'],
  DATE: ['STRING', 'TIMESTAMP', 'DATE'],
};

const texts: { readonly [target in GScalar]?: string } = {
  TIMESTAMP: 'text with the name of a time zone is an error',
  FLOAT64: "text for NaN, for infinity ('inf', '1e400') and for a hexadecimal number is an error",
};

function cast(word: 'CAST' | 'SAFE_CAST', target: GScalar, from: readonly GScalar[]): Row {
  const macro = target === 'STRING' ? 'gs_to_string' : `gs_${word === 'CAST' ? 'to' : 'safe'}_${target.toLowerCase()}`;
  return row(
    'cast',
    `${word}($1 AS ${target})`,
    from.map((type) => sig([type], target)),
    ([x]) => printed(macro, target, x?.sql ?? '', x?.type),
    {
      name: `${word}(AS ${target})`,
      // Every value has a text.
      ...(target === 'STRING' ? { nullWhere: ([x]) => (x === undefined ? undefined : nullWhere(x)) } : {}),
      ...(texts[target] === undefined ? {} : { limits: texts[target] }),
    },
  );
}

/** Without the macro where DuckDB's own cast is known to do the same. */
function printed(macro: string, target: GScalar, sql: string, from: GType | undefined): string {
  const plain =
    sql === 'NULL' ||
    from === target ||
    (from === 'INT64' && target !== 'STRING') ||
    (target === 'STRING' && (from === 'INT64' || from === 'BOOL' || from === 'DATE'));
  return plain ? `CAST(${sql} AS ${duckdbType(target)})` : `${macro}(${sql})`;
}

const targets: readonly GScalar[] = ['STRING', 'INT64', 'NUMERIC', 'FLOAT64', 'BOOL', 'TIMESTAMP', 'DATE'];

export const casts: readonly Row[] = targets.flatMap((target) => [
  cast('CAST', target, pairs[target]),
  cast('SAFE_CAST', target, pairs[target]),
]);
