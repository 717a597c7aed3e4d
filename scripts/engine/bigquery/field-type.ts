import { parseType, printType, type GoogleType } from '../duckdb/googlesql-type.js';
import type { Column } from '../engine.js';
import type { TableField, TableSchema } from './client.js';

/** The schema of a table of plain columns; those that are required take no NULL. */
export function schemaOf(columns: readonly (Column & { readonly isRequired?: boolean })[]): TableSchema {
  return {
    fields: columns.map(({ name, type, isRequired }) => ({
      name,
      type,
      mode: isRequired === true ? 'REQUIRED' : 'NULLABLE',
    })),
  };
}

/** The type of a field of BigQuery's API, whose names are partly those of the older SQL (INTEGER, RECORD). */
export function fieldType(field: TableField): GoogleType {
  const name = field.type ?? 'STRING';
  const type: GoogleType =
    name === 'RECORD' || name === 'STRUCT'
      ? {
          kind: 'struct',
          fields: (field.fields ?? []).map((inner) => ({ name: inner.name ?? '', type: fieldType(inner) })),
        }
      : parseType(name);
  return field.mode === 'REPEATED' ? { kind: 'array', element: type } : type;
}

export function schemaColumns(schema: TableSchema | undefined): readonly Column[] {
  return (schema?.fields ?? []).map((field) => ({ name: field.name ?? '', type: printType(fieldType(field)) }));
}
