import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTypeId,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Value } from '../../../scripts/engine/engine.js';
import { scaledText } from '../judge/numeric.js';
import type { ScalarKind, SqlType } from '../judge/types.js';
import { dateText, integer, timestampText } from '../judge/values.js';

/**
 * Which DuckDB type stands for which GoogleSQL type; nothing else does. An INTEGER, a HUGEINT or a TIMESTAMP without
 * zone in a result is therefore a difference, under its own name.
 */
const kinds = new Map<DuckDBTypeId, ScalarKind>([
  [DuckDBTypeId.VARCHAR, 'STRING'],
  [DuckDBTypeId.BLOB, 'BYTES'],
  [DuckDBTypeId.BIGINT, 'INT64'],
  [DuckDBTypeId.DOUBLE, 'FLOAT64'],
  [DuckDBTypeId.BOOLEAN, 'BOOL'],
  [DuckDBTypeId.TIMESTAMP_TZ, 'TIMESTAMP'],
  [DuckDBTypeId.DATE, 'DATE'],
]);

/** A DuckDB column whose type stands for no GoogleSQL type. */
export class ForeignType extends Error {}

export function typeFromDuckDB(type: DuckDBType): SqlType {
  if (type instanceof DuckDBListType) return { kind: 'ARRAY', element: typeFromDuckDB(type.valueType) };
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name, at) => {
      const entry = type.entryTypes[at];
      if (!entry) throw new ForeignType(`DuckDB's ${type.toString()}`);
      return { name, type: typeFromDuckDB(entry) };
    });
    return { kind: 'STRUCT', fields };
  }
  if (type.alias === 'JSON') return { kind: 'JSON' };
  if (type instanceof DuckDBDecimalType && type.scale <= 9) return { kind: 'NUMERIC' };
  const kind = kinds.get(type.typeId);
  if (kind === undefined) throw new ForeignType(`DuckDB's ${type.toString()}`);
  return { kind };
}

export function valueFromDuckDB(value: DuckDBValue): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'bigint') return integer(value);
  if (value instanceof DuckDBDecimalValue) return scaledText(value.value, value.scale);
  if (value instanceof DuckDBTimestampTZValue) return value.isFinite ? timestampText(value.micros) : value.toString();
  if (value instanceof DuckDBDateValue) return value.isFinite ? dateText(value.days) : value.toString();
  if (value instanceof DuckDBListValue) return value.items.map(valueFromDuckDB);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, each]) => [name, valueFromDuckDB(each)]));
  }
  return value.toString();
}

const duckNames: Partial<Record<ScalarKind, string>> = {
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  INT64: 'BIGINT',
  FLOAT64: 'DOUBLE',
  BOOL: 'BOOLEAN',
  TIMESTAMP: 'TIMESTAMPTZ',
  DATE: 'DATE',
  NUMERIC: 'DECIMAL(38, 9)',
  JSON: 'JSON',
};

export function typeForDuckDB(type: SqlType): string {
  if (type.kind === 'ARRAY') return `${typeForDuckDB(type.element)}[]`;
  if (type.kind === 'STRUCT') {
    return `STRUCT(${type.fields.map((each) => `"${each.name}" ${typeForDuckDB(each.type)}`).join(', ')})`;
  }
  const name = duckNames[type.kind];
  if (name === undefined) throw new Error(`DuckDB has no ${type.kind}`);
  return name;
}

/** A value as DuckDB text, for the small tables that cases and the fuzzer read. */
export function literalForDuckDB(value: Value, type: SqlType): string {
  if (value === null) return `CAST(NULL AS ${typeForDuckDB(type)})`;
  if (type.kind === 'ARRAY' && Array.isArray(value)) {
    const items = value.map((each: Value) => literalForDuckDB(each, type.element));
    return `CAST([${items.join(', ')}] AS ${typeForDuckDB(type)})`;
  }
  if (type.kind === 'STRUCT' && typeof value === 'object' && !Array.isArray(value)) {
    const fields = value as { readonly [field: string]: Value };
    const items = type.fields.map(
      (each) => `'${each.name}': ${literalForDuckDB(fields[each.name] ?? null, each.type)}`,
    );
    return `CAST({${items.join(', ')}} AS ${typeForDuckDB(type)})`;
  }
  if (type.kind === 'BYTES') return `from_base64('${String(value)}')`;
  const text = Object.is(value, -0) ? '-0' : String(value);
  return `CAST(${quoted(text)} AS ${typeForDuckDB(type)})`;
}

/** chr(0) cannot stand in SQL text. */
function quoted(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? (parts[0] ?? "''") : `(${parts.join(' || chr(0) || ')})`;
}
