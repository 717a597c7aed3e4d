/** Which columns of which tables a query reads: what DuckDB's optimiser leaves of it, which prunes columns as BigQuery does. */
import { translate } from '../scripts/engine/duckdb/dialect.js';
import { relationName } from '../scripts/engine/duckdb/name.js';
import type { DuckDbEngine } from '../scripts/engine/duckdb/duckdb-engine.js';

export interface Comparison {
  readonly column: string;
  readonly operator: string;
  readonly value: string;
  /** Rows without a value are read, too. */
  readonly orNull: boolean;
}

export interface Scan {
  /** As `relationName` writes it, without quotation marks. */
  readonly table: string;
  /** Columns that are read, or that only filter. */
  readonly names: string;
  /** Comparisons of a column with a constant, as in `day >= DATE '2026-01-01'`: what BigQuery can prune partitions by. */
  readonly constants: readonly Comparison[];
}

interface PlanNode {
  readonly name: string;
  readonly children?: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, string | readonly string[]>>;
}

const comparison = /^"?(\w+)"?\s*(>=|<=|>|<|=)\s*'([^']+)'(?:::(?:DATE|TIMESTAMP WITH TIME ZONE|TIMESTAMP))?$/;
const isNull = /^"?(\w+)"? IS NULL$/;

/** Without the parentheses around the whole of it. */
function bare(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(')) return trimmed;
  let depth = 0;
  for (let at = 0; at < trimmed.length; at += 1) {
    depth += trimmed[at] === '(' ? 1 : trimmed[at] === ')' ? -1 : 0;
    if (depth === 0) return at === trimmed.length - 1 ? bare(trimmed.slice(1, -1)) : trimmed;
  }
  return trimmed;
}

/** `day >= '2026-01-01'::DATE`, alone or with ` OR day IS NULL`; undefined for anything else. */
export function comparisonOf(text: string): Comparison | undefined {
  const [first = '', second, ...more] = bare(text).split(' OR ').map(bare);
  const [, column, operator, value] = comparison.exec(first) ?? [];
  const orNull = second !== undefined;
  if (column === undefined || operator === undefined || value === undefined || more.length > 0) return undefined;
  if (second !== undefined && isNull.exec(second)?.[1] !== column) return undefined;
  return { column, operator, value, orNull };
}

const texts = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? value.split('\n') : value;

function* scansIn(node: PlanNode): Generator<Scan> {
  const { Table: table, Projections: projections, Filters: filters } = node.extra_info;
  if (typeof table === 'string') {
    const conditions = texts(filters).flatMap((text) => text.split(' AND '));
    yield {
      table,
      names: [...texts(projections), ...texts(filters)].join(' '),
      constants: conditions.flatMap((text) => comparisonOf(text) ?? []),
    };
  }
  for (const child of node.children ?? []) yield* scansIn(child);
}

/** The scans of a GoogleSQL query over the tables as they stand. */
export async function scansOf(engine: DuckDbEngine, sql: string): Promise<readonly Scan[]> {
  const translated = translate(sql);
  const rows = await engine.native(async (session) =>
    (await session.run(`EXPLAIN (FORMAT json) ${translated}`)).getRows(),
  );
  const plan = JSON.parse(String(rows[0]?.[1] ?? '[]')) as readonly PlanNode[];
  return plan.flatMap((node) => [...scansIn(node)]);
}

/** The name by which a scan calls the table. */
export function scannedName(target: Parameters<typeof relationName>[0]): string {
  return relationName(target).replaceAll('"', '');
}
