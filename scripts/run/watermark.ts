import type { Engine, SqlOrigin, Value } from '../engine/engine.js';

/** `WITH watermark AS (` at the start of a line, up to the line that closes it; a comma there says that more CTEs follow. */
const cte = /^WITH watermark AS \(\n([\s\S]*?)\n\)(,?)\n/m;
const crossJoin = /^[ \t]*CROSS JOIN watermark[ \t]*$/gm;
const reference = /\bwatermark\.(\w+)/g;

/**
 * The query with its CTE `watermark` worked out: every `watermark.<column>` is a literal, and the CTE and its joins are
 * gone. With literals BigQuery prunes partitions and DuckDB filters while it scans; the meaning is the same. Only a CTE
 * that reads one relation and gives one row of moments and days is worked out; any other query comes back as it is.
 * Lines stay where they are.
 */
export async function withBoundWatermark(sql: string, engine: Engine, origin: SqlOrigin | undefined): Promise<string> {
  const found = cte.exec(sql);
  const inner = found?.[1];
  if (found === null || inner === undefined || (inner.match(/`[^`]+`/g) ?? []).length !== 1) return sql;
  const line = sql.slice(0, found.index).split('\n').length;
  const at = origin === undefined ? undefined : { file: origin.file, line: origin.line + line };
  const [row, ...more] = await engine.query(inner, at);
  const literals = new Map(Object.entries(row ?? {}).map(([name, value]) => [name, literal(value)]));
  if (row === undefined || more.length > 0 || [...literals.values()].includes(undefined)) return sql;
  const rest = sql.slice(found.index + found[0].length);
  const body = rest.replace(crossJoin, '').replace(reference, (whole, name: string) => literals.get(name) ?? whole);
  // A reference that is left, or a join in other words: the model says something of its own.
  if (/\bwatermark\b/.test(body)) return sql;
  const first = found[2] === ',' ? 'WITH' : '';
  return `${sql.slice(0, found.index)}${first}${'\n'.repeat(found[0].split('\n').length - 1)}${body}`;
}

function literal(value: Value): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return `DATE '${value}'`;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return undefined;
  return `TIMESTAMP '${value.replace('T', ' ').replace('Z', '+00')}'`;
}
