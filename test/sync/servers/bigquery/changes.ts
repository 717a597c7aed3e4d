/** Statements that change rows, beside MERGE, in the one form in which the engine writes each; and the table of an append. */
import { duckType, parseType } from '../../../../scripts/engine/duckdb/googlesql-type.js';
import { identifier, literal } from '../../../../scripts/engine/duckdb/name.js';

export interface Change {
  readonly into: { readonly project: string; readonly dataset: string; readonly table: string };
  /** A query of GoogleSQL, where the statement has one. */
  readonly source?: string;
  /** DuckDB's SQL; `target` and `source` as DuckDB has them. */
  sql(target: string, source: string): string;
}

const name = '`([^`\\\\]+)`\\.`([^`\\\\]+)`\\.`([^`\\\\]+)`';
const creation = new RegExp(`^CREATE TABLE IF NOT EXISTS ${name} \\(([^()\\n]+)\\)$`);
const insertion = new RegExp(
  `^INSERT INTO ${name} \\(([^()\\n]+)\\)\\nSELECT [^\\n]+\\nFROM UNNEST\\(JSON_QUERY_ARRAY\\('([^']*)'\\)\\) AS r$`,
);
const removal = new RegExp(
  `^DELETE FROM ${name} AS T\\nWHERE EXISTS \\(SELECT 1 FROM \\(\\n([\\s\\S]*)\\n\\) AS S WHERE ([^\\n]+)\\)$`,
);
const clearance = new RegExp(`^UPDATE ${name}\\nSET (\`\\w+\`) = NULL\\nWHERE (\`\\w+\`) IN \\(\\n([\\s\\S]*)\\n\\)$`);

/** Undefined where the statement is of no such form. */
export function readChange(statement: string): Change | undefined {
  const found = (form: RegExp) => form.exec(statement) ?? undefined;
  const at = ([, project = '', dataset = '', table = '']: RegExpExecArray) => ({ project, dataset, table });
  const made = found(creation);
  if (made !== undefined) {
    const columns = (made[4] ?? '').split(', ').map((column) => {
      const [, of = '', type = ''] = /^`(\w+)` (\w+)$/.exec(column) ?? [];
      return `${identifier(of)} ${duckType(parseType(type))}`;
    });
    return { into: at(made), sql: (target) => `CREATE TABLE IF NOT EXISTS ${target} (${columns.join(', ')})` };
  }
  const added = found(insertion);
  if (added !== undefined) {
    const columns = (added[4] ?? '').replaceAll('`', '"');
    // The parameter stands there as a literal whose escapes are those of JSON.
    const rows = JSON.parse(JSON.parse(`"${(added[5] ?? '').replaceAll('"', '\\"')}"`) as string) as (
      string | null
    )[][];
    const values = rows.map((row) => `(${row.map((cell) => (cell === null ? 'NULL' : literal(cell))).join(', ')})`);
    return {
      into: at(added),
      sql: (target) => `INSERT INTO ${target} (${columns}) VALUES ${values.join(', ')}`,
    };
  }
  const removed = found(removal);
  if (removed !== undefined) {
    const on = (removed[5] ?? '').replaceAll('`', '"');
    return {
      into: at(removed),
      source: removed[4] ?? '',
      sql: (target, source) => `DELETE FROM ${target} AS T WHERE EXISTS (SELECT 1 FROM (${source}) AS S WHERE ${on})`,
    };
  }
  const cleared = found(clearance);
  if (cleared === undefined || cleared[4] !== cleared[5]) return undefined;
  const column = (cleared[4] ?? '').replaceAll('`', '"');
  return {
    into: at(cleared),
    source: cleared[6] ?? '',
    sql: (target, source) => `UPDATE ${target} SET ${column} = NULL WHERE ${column} IN (${source})`,
  };
}
