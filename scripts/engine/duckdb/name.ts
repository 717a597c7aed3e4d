import type { Target } from '../engine.js';

/** `"a""b"`: any text as a DuckDB identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'it''s'`: any text as a DuckDB string literal (DuckDB knows no backslash escapes in one). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `"database"."schema"."name"`. */
export function relationName(target: Target): string {
  return [target.database, target.schema, target.name].map(identifier).join('.');
}
