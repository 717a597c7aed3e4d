import type { GScalar, GType } from './entry.js';

/** The one DuckDB type that stands for each GoogleSQL type. */
export const duckdbTypes = {
  STRING: 'VARCHAR',
  INT64: 'BIGINT',
  NUMERIC: 'DECIMAL(38,9)',
  FLOAT64: 'DOUBLE',
  BOOL: 'BOOLEAN',
  TIMESTAMP: 'TIMESTAMPTZ',
  DATE: 'DATE',
} as const satisfies Record<GScalar, string>;

export const scalars: readonly GScalar[] = ['STRING', 'INT64', 'NUMERIC', 'FLOAT64', 'BOOL', 'TIMESTAMP', 'DATE'];

export function isScalar(name: string): name is GScalar {
  return Object.hasOwn(duckdbTypes, name);
}

export function duckdbType(type: GType): string {
  if (isScalar(type)) return duckdbTypes[type];
  const element = type.slice('ARRAY<'.length, -1);
  return `${isScalar(element) ? duckdbTypes[element] : element}[]`;
}
