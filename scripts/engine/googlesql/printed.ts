import type { GType, Printed } from './entry.js';
import { duckdbType } from './types.js';

export function nullOf(type: GType): string {
  return `CAST(NULL AS ${duckdbType(type)})`;
}

export function typed(sql: string, type: GType, literal?: string): Printed {
  return { sql, witness: nullOf(type), type, literal };
}

export function untyped(sql: string, witness: string = sql): Printed {
  return { sql, witness, type: undefined, literal: undefined };
}
