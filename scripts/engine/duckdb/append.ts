import type { Column, Row, Target, Value } from '../engine.js';
import { duckType, parseType, type GoogleType } from './googlesql-type.js';
import { identifier, literal, relationName } from './name.js';

/** The statements that append rows: the table's creation, and an insert whose one parameter is `rowsParameter(rows)`. */
export function appendStatements(target: Target, columns: readonly Column[]): { create: string; insert: string } {
  const table = relationName(target);
  const typed = columns.map((column) => ({
    name: identifier(column.name),
    key: column.name,
    type: parseType(column.type),
  }));
  const structure = [Object.fromEntries(typed.map(({ key, type }) => [key, jsonShape(type)]))];
  const cells = typed.map(({ name, type }) =>
    type.kind === 'scalar' && type.name === 'BYTES'
      ? `from_base64("row".${name})`
      : `CAST("row".${name} AS ${duckType(type)})`,
  );
  return {
    create: `CREATE TABLE IF NOT EXISTS ${table} (${typed.map(({ name, type }) => `${name} ${duckType(type)}`).join(', ')})`,
    insert: `INSERT INTO ${table} (${typed.map(({ name }) => name).join(', ')})
      SELECT ${cells.join(', ')} FROM (SELECT unnest(from_json($1, ${literal(JSON.stringify(structure))})) AS "row")`,
  };
}

/** Every leaf as text: JSON numbers would lose digits. */
function jsonShape(type: GoogleType): unknown {
  switch (type.kind) {
    case 'scalar':
      return 'VARCHAR';
    case 'array':
      return [jsonShape(type.element)];
    case 'struct':
      return Object.fromEntries(type.fields.map((field) => [field.name, jsonShape(field.type)]));
  }
}

export function rowsParameter(rows: readonly Row[]): string {
  return JSON.stringify(rows.map((row) => asText(row)));
}

function asText(value: Value | Row): unknown {
  if (value === null || typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map((item: Value) => asText(item));
  return Object.fromEntries(Object.entries(value).map(([name, entry]: [string, Value]) => [name, asText(entry)]));
}
