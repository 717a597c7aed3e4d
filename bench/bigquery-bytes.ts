import path from 'node:path';
import { modelsOf, readProject } from '../scripts/commands/project.js';
import { demoDefaults, generateDemo } from '../scripts/demo/generate-demo.js';
import type { DuckDbEngine } from '../scripts/engine/duckdb/duckdb-engine.js';
import { identifier, literal, relationName } from '../scripts/engine/duckdb/name.js';
import { openDuckDb } from '../scripts/engine/duckdb/open.js';
import { loadRawTables } from '../scripts/engine/duckdb/raw/load-raw.js';
import type { Target } from '../scripts/engine/engine.js';
import { writeModels } from '../scripts/generate/write.js';
import { compileProject } from '../scripts/graph/compile.js';
import { type Action, type AssertionAction, type CompiledGraph, targetKey } from '../scripts/graph/graph.js';
import { asserted } from '../scripts/run/asserted.js';
import { incrementTarget } from '../scripts/run/increments.js';
import { narrowedCheck } from '../scripts/run/narrowed-check.js';
import { runGraph } from '../scripts/run/run.js';
import { withBoundWatermark } from '../scripts/run/watermark.js';
import { type Scan, scannedName, scansOf } from './bigquery-scans.js';
import { averageSize } from './bigquery-sizes.js';
import { withProjectCopy } from './project-copy.js';
import { rounded } from './statistics.js';

/** Bytes that queries read, by the folder of the models, and how many tables all queries together name. */
export interface RunBytes {
  readonly bytes: Readonly<Record<string, number>>;
  readonly total: number;
  /** On-demand billing counts at least 10 MB for each table that a query names. */
  readonly billed: number;
}

export interface BytesFigures {
  /** The sizes that were run, and from which the rest is drawn as a straight line. */
  readonly measured: readonly [number, number];
  readonly sizes: readonly { readonly events: number; readonly fullRefresh: RunBytes; readonly daily: RunBytes }[];
  /** What reads most in a daily run at the largest size. */
  readonly most: readonly { readonly model: string; readonly reads: string; readonly bytes: number }[];
}

/** One table as one query reads it. `share` is of its partitions. */
interface Read {
  readonly query: string;
  readonly folder: string;
  readonly table: string;
  /** Average bytes of a row's columns that are read. */
  readonly width: number;
  readonly share: number;
}

interface Measured {
  readonly events: number;
  readonly rows: ReadonlyMap<string, number>;
  readonly fullRefresh: readonly Read[];
  readonly daily: readonly Read[];
}

const leastBilled = 10 * 1024 * 1024;
const leadsPerEvent = 0.01;
/** Of an incremental table, what a daily run adds to it. */
const dailyShare = 0.01;
/** What BigQuery tells the tables behind a `*` apart by; it is not stored, so that it costs nothing to read. */
const shardColumn = '_TABLE_SUFFIX';

/**
 * What BigQuery would read for this project, by arithmetic: for every query of a run, rows of each table x bytes of the
 * columns that it reads x the share of partitions that a constant filter leaves. Rows and widths are measured on DuckDB at two
 * sizes of the demo; further sizes lie on the straight line through both. A column is counted once per query, however often
 * the query names its table, and a nested column whole.
 */
export async function estimateBytes(
  options: { readonly measured: readonly [number, number]; readonly sizes: readonly number[] },
  say: (line: string) => void,
): Promise<BytesFigures> {
  const [less, more] = options.measured;
  const small = await measure(less, say);
  const large = await measure(more, say);
  const rowsAt = (table: string, events: number): number => {
    const [a, b] = [small.rows.get(table) ?? 0, large.rows.get(table) ?? 0];
    return Math.max(0, b + ((b - a) / (large.events - small.events)) * (events - large.events));
  };
  const bytesOf = (read: Read, events: number): number => rowsAt(read.table, events) * read.width * read.share;
  const runAt = (reads: readonly Read[], events: number): RunBytes => {
    const bytes: Record<string, number> = {};
    for (const read of reads) bytes[read.folder] = (bytes[read.folder] ?? 0) + bytesOf(read, events);
    const all = reads.map((read) => bytesOf(read, events));
    return {
      bytes: Object.fromEntries(Object.entries(bytes).map(([folder, sum]) => [folder, rounded(sum)])),
      total: rounded(all.reduce((sum, one) => sum + one, 0)),
      billed: rounded(all.reduce((sum, one) => sum + Math.max(one, leastBilled), 0)),
    };
  };
  const largest = Math.max(...options.sizes);
  return {
    measured: options.measured,
    sizes: options.sizes.map((events) => ({
      events,
      fullRefresh: runAt(large.fullRefresh, events),
      daily: runAt(large.daily, events),
    })),
    most: large.daily
      .map((read) => ({ model: read.query, reads: read.table, bytes: rounded(bytesOf(read, largest)) }))
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, 12),
  };
}

async function measure(events: number, say: (line: string) => void): Promise<Measured> {
  const leads = Math.max(100, Math.round(events * leadsPerEvent));
  return withProjectCopy(async (directory) => {
    say(`${events} events, ${leads} leads: a full refresh`);
    await generateDemo({ ...demoDefaults, directory: path.join(directory, demoDefaults.directory), leads, events });
    const { project } = await readProject(directory);
    writeModels(directory, modelsOf(project));
    const graph = compileProject(directory, { vars: { as_of: demoDefaults.asOf } });
    const wholeGraph = compileProject(directory, { vars: { as_of: demoDefaults.asOf, check: 'everything' } });
    const file = path.join(directory, '.leadscore/warehouse.duckdb');
    const engine = await openDuckDb({ path: file, database: graph.defaultDatabase, memoryLimit: '8GB' });
    try {
      await loadRawTables(engine, project.sources, { projectDirectory: directory });
      const run = await runGraph(wholeGraph, engine, { clock: () => new Date(), fullRefresh: true });
      if (run.status !== 'succeeded') throw new Error('the run did not succeed, so that the bytes say nothing');
      say(`${events} events: what each query reads`);
      // By its statistics DuckDB knows that a column has no NULL, and would read nothing to see it; BigQuery reads the column.
      await cells(engine, "SET GLOBAL disabled_optimizers = 'statistics_propagation'");
      return await readsOf(graph, wholeGraph, engine, events);
    } finally {
      await engine.close();
    }
  });
}

async function readsOf(
  graph: CompiledGraph,
  wholeGraph: CompiledGraph,
  engine: DuckDbEngine,
  events: number,
): Promise<Measured> {
  const tables = new Map<string, { readonly target: Target; readonly partitionBy?: string }>();
  for (const { target } of graph.declarations) {
    const isSharded = (await engine.relation(target))?.columns.some(({ name }) => name === shardColumn) === true;
    tables.set(scannedName(target), { target, ...(isSharded && { partitionBy: shardColumn }) });
  }
  for (const action of graph.actions) {
    if (action.kind !== 'table' && action.kind !== 'incremental') continue;
    const { partitionBy } = action;
    tables.set(scannedName(action.target), {
      target: action.target,
      ...(partitionBy === undefined ? {} : { partitionBy }),
    });
    if (action.kind !== 'incremental') continue;
    const increment = incrementTarget(action);
    // What is merged is taken to be the whole table, as it is for the links and the tiers.
    const part = action.uniqueKey.length > 0 ? '' : ` WHERE rowid % ${1 / dailyShare} = 0`;
    await cells(
      engine,
      `CREATE OR REPLACE TABLE ${relationName(increment)} AS SELECT * FROM ${relationName(action.target)}${part}`,
    );
    tables.set(scannedName(increment), { target: increment });
  }
  const rows = new Map<string, number>();
  const widths = new Map<string, ReadonlyMap<string, number>>();
  for (const [name, { target }] of tables) {
    const relation = await engine.relation(target);
    if (relation === undefined) continue;
    const sizes = relation.columns.map((column) => averageSize(column.name, column.type));
    const [row = []] = await cells(engine, `SELECT count(*), ${sizes.join(', ')} FROM ${relationName(target)}`);
    rows.set(name, Number(row[0]));
    widths.set(name, new Map(relation.columns.map((column, index) => [column.name, Number(row[index + 1])])));
  }
  const reads = async (isFull: boolean): Promise<readonly Read[]> => {
    const found: Read[] = [];
    for (const action of (isFull ? wholeGraph : graph).actions) {
      const sql = await queriesOf(action, graph, engine, isFull);
      const all = (await Promise.all(sql.map((one) => scansOf(engine, one)))).flat();
      for (const table of new Set(all.map((scan) => scan.table))) {
        const scans = all.filter((scan) => scan.table === table);
        const read = new Set(scans.flatMap(({ names }) => names.match(/\w+/g) ?? []));
        const columns = [...(widths.get(table) ?? [])].filter(([column]) => read.has(column) && column !== shardColumn);
        const about = tables.get(table);
        if (about === undefined) continue;
        found.push({
          query: action.target.name,
          folder:
            action.kind === 'assertion' ? 'assertions' : (path.posix.dirname(action.fileName).split('/')[1] ?? ''),
          table,
          width: columns.reduce((sum, [, bytes]) => sum + bytes, 0),
          share: await partitionShare(engine, about, scans),
        });
      }
    }
    return found;
  };
  return { events, rows, fullRefresh: await reads(true), daily: await reads(false) };
}

/** What an action reads in such a run, as the runner sends it. */
async function queriesOf(
  action: Action,
  graph: CompiledGraph,
  engine: DuckDbEngine,
  isFull: boolean,
): Promise<readonly string[]> {
  switch (action.kind) {
    case 'assertion':
      return [`SELECT COUNT(*) AS failing_rows FROM (${await failingRows(action, graph, engine, isFull)}) AS failing`];
    case 'table':
      return [await withBoundWatermark(action.query, engine, undefined)];
    case 'incremental': {
      const isIncrement = !isFull || action.isProtected;
      const sql = await withBoundWatermark(isIncrement ? action.incrementalQuery : action.query, engine, undefined);
      // The rows are written to a table of their own first; the whole of that goes into the model's.
      return isFull ? [sql] : [sql, `SELECT * FROM \`${targetKey(incrementTarget(action))}\``];
    }
    case 'view':
    case 'operation':
      return [];
  }
}

async function failingRows(
  action: AssertionAction,
  graph: CompiledGraph,
  engine: DuckDbEngine,
  isFull: boolean,
): Promise<string> {
  const parent = graph.actions.find(({ key }) => key === action.parent);
  if (isFull || parent?.kind !== 'incremental') return withBoundWatermark(action.query, engine, undefined);
  // Where all rows are merged again, the runner counts all keys.
  if (parent.uniqueKey.length > 0 && asserted(action).kind === 'unique') return action.query;
  const { columns = [] } = (await engine.relation(parent.target)) ?? {};
  return narrowedCheck(action, { target: parent.target, columns }, incrementTarget(parent)) ?? action.query;
}

/** The share of a table's rows in the partitions that the constants of every scan leave; 1 where one scan has none. */
async function partitionShare(
  engine: DuckDbEngine,
  { target, partitionBy }: { readonly target: Target; readonly partitionBy?: string },
  scans: readonly Scan[],
): Promise<number> {
  if (partitionBy === undefined) return 1;
  const column = /^(?:DATE\()?(\w+)\)?$/.exec(partitionBy)?.[1];
  const ranges = scans.map((scan) => scan.constants.filter((one) => one.column === column));
  if (column === undefined || ranges.some((range) => range.length === 0)) return 1;
  const type = column === shardColumn ? 'VARCHAR' : 'DATE';
  const partition = `CAST(${identifier(column)} AS ${type})`;
  const left = ranges.map((range) =>
    range
      .map(({ operator, value, orNull }) => {
        const kept = `${partition} ${operator.replace(/^([<>])$/, '$1=')} CAST(${literal(value)} AS ${type})`;
        return orNull ? `(${kept} OR ${partition} IS NULL)` : kept;
      })
      .join(' AND '),
  );
  const [row = []] = await cells(
    engine,
    `SELECT count(*) FILTER (${left.map((each) => `(${each})`).join(' OR ')}), count(*) FROM ${relationName(target)}`,
  );
  return Number(row[1]) === 0 ? 1 : Number(row[0]) / Number(row[1]);
}

async function cells(engine: DuckDbEngine, sql: string): Promise<readonly (readonly unknown[])[]> {
  return engine.native(async (session) => (await session.run(sql)).getRows());
}
