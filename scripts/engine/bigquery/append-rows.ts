import { parseType, printType, type GoogleType } from '../duckdb/googlesql-type.js';
import type { Column, Row, Target, Value } from '../engine.js';
import { identifier, relationName } from './name.js';

/** Rows per statement: a request may have 10 MB. */
export const rowsPerAppend = 500;

/** `CREATE TABLE IF NOT EXISTS` for a table of the runner. */
export function createForAppend(target: Target, columns: readonly Column[]): string {
  const list = columns.map(({ name, type }) => `${identifier(name)} ${printType(parseType(type))}`).join(', ');
  return `CREATE TABLE IF NOT EXISTS ${relationName(target)} (${list})`;
}

/** An INSERT whose parameter `@rows` is `rowsParameter(...)`: no value is ever written into SQL. */
export function insertRows(target: Target, columns: readonly Column[]): string {
  const cells = columns.map(({ type }, index) => cell(`JSON_QUERY(r, '$[${index}]')`, parseType(type), 0));
  return `INSERT INTO ${relationName(target)} (${columns.map(({ name }) => identifier(name)).join(', ')})
SELECT ${cells.join(', ')}
FROM UNNEST(JSON_QUERY_ARRAY(@rows)) AS r`;
}

function cell(json: string, type: GoogleType, depth: number): string {
  switch (type.kind) {
    case 'scalar':
      if (type.name === 'BYTES') return `FROM_BASE64(JSON_VALUE(${json}))`;
      if (type.name === 'STRING') return `JSON_VALUE(${json})`;
      if (type.name === 'JSON') return `PARSE_JSON(JSON_VALUE(${json}))`;
      return `CAST(JSON_VALUE(${json}) AS ${type.name})`;
    case 'array': {
      const item = `i${depth}`;
      return `ARRAY(SELECT ${cell(item, type.element, depth + 1)} FROM UNNEST(JSON_QUERY_ARRAY(${json})) AS ${item} WITH OFFSET AS o${depth} ORDER BY o${depth})`;
    }
    case 'struct': {
      const fields = type.fields.map(
        (field, index) =>
          `${cell(`JSON_QUERY(${json}, '$[${index}]')`, field.type, depth)} AS ${identifier(field.name)}`,
      );
      return `IF(${json} IS NULL OR ${json} = 'null', NULL, STRUCT(${fields.join(', ')}))`;
    }
  }
}

/** Rows as a JSON array of arrays, by position; every scalar as text, so that no digit is lost. */
export function rowsParameter(columns: readonly Column[], rows: readonly Row[]): string {
  const types = columns.map(({ name, type }) => ({ name, type: parseType(type) }));
  return JSON.stringify(rows.map((row) => types.map(({ name, type }) => positional(row[name] ?? null, type))));
}

function positional(value: Value, type: GoogleType): unknown {
  if (value === null) return null;
  if (type.kind === 'array')
    return Array.isArray(value) ? value.map((item: Value) => positional(item, type.element)) : [];
  if (type.kind === 'struct') {
    const entries = new Map<string, Value>(typeof value === 'object' ? Object.entries(value) : []);
    return type.fields.map((field) => positional(entries.get(field.name) ?? null, field.type));
  }
  return String(value);
}
