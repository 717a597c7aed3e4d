import type { GScalar, GType, Printed } from './entry.js';
import { duckdbType, isScalar } from './types.js';

const samples: Readonly<Record<GScalar, string>> = {
  STRING: "''",
  INT64: 'CAST(0 AS BIGINT)',
  NUMERIC: 'CAST(0 AS DECIMAL(38,9))',
  FLOAT64: 'CAST(0 AS DOUBLE)',
  BOOL: 'FALSE',
  TIMESTAMP: "TIMESTAMPTZ '1970-01-01 00:00:00+00'",
  DATE: "DATE '1970-01-01'",
};

/** Any value of the type but NULL, of which DuckDB forgets the type. */
function sampleOf(type: GType): string {
  return isScalar(type) ? samples[type] : `CAST([] AS ${duckdbType(type)})`;
}

export function typed(sql: string, type: GType, literal?: string): Printed {
  return { sql, witness: sampleOf(type), type, literal };
}

/** A literal is none, nor is what an entry makes of such. */
export function isNeverNull(printed: Printed): boolean {
  return printed.literal !== undefined || printed.isNeverNull === true;
}

/** Other SQL with values of the same type; whether it is NULL is another matter. */
export function ofSameType({ isNeverNull: _never, nullWhere: _where, ...printed }: Printed, sql: string): Printed {
  return { ...printed, sql, literal: undefined };
}

export function isFloat(printed: Printed): boolean {
  return printed.type === 'FLOAT64' || printed.mayBeFloat === true;
}

export function untyped(sql: string, witness: string = sql): Printed {
  return { sql, witness, type: undefined, literal: undefined };
}
