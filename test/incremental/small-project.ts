/** A project of three sources in memory: one that says when its events arrive, one that does not, and a CRM whose records merge. */
import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { retainIn } from '../../scripts/commands/retention.js';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import type { Engine, Row } from '../../scripts/engine/engine.js';
import type { DomainLists } from '../../scripts/generate/intermediate/domains.js';
import { scoredMeanings } from '../../scripts/generate/outputs/shape.js';
import { projectModels } from '../../scripts/generate/models.js';
import { writeModels } from '../../scripts/generate/write.js';
import { compileProject } from '../../scripts/graph/compile.js';
import type { CompiledGraph } from '../../scripts/graph/graph.js';
import type { Retained } from '../../scripts/privacy/retain.js';
import { loadProject } from '../../scripts/rubric/load.js';
import { type HotResult, runHot } from '../../scripts/run/hot/run-hot.js';
import { hotSuffix } from '../../scripts/run/hot/schema.js';
import { runProblems } from '../../scripts/run/report.js';
import { runGraph } from '../../scripts/run/run.js';
import { breakingAfter } from '../privacy/breaking-engine.js';
import { translatedOnce } from '../engine/duckdb/translated-once.js';
import { temporaryFolder } from '../temporary-folder.js';

/** Short: what is free mail plays no part here. */
const lists: DomainLists = {
  suffixes: [{ suffix: 'co.uk', kind: 'rule' }],
  freeMail: ['gmail.com'],
  disposable: ['mailinator.com'],
};

/** Days that a run looks back, of each source of events. */
export const lookbackDays = 3;

export interface RunOptions {
  readonly asOf: string;
  readonly fullRefresh?: boolean;
  /** As `leadscore run` sets it for a first load and for a full refresh. */
  readonly checksEverything?: boolean;
  readonly days?: string;
  /** With the assertions, which cost more than the models at this size. */
  readonly checked?: boolean;
  readonly withHealth?: boolean;
  /** Models beside those of the points. */
  readonly select?: readonly string[];
}

export interface ProjectOptions {
  /** Files more, by path: YAML, and SQLX as text. */
  readonly files?: Readonly<Record<string, unknown>>;
  /** Takes out of the models what only saves reading: the filters by partition and by shard. */
  readonly readsEverything?: boolean;
  /** What stands at the top of the rubric in place of what it has. */
  readonly rubric?: Readonly<Record<string, unknown>>;
}

export interface HotOptions {
  readonly asOf: string;
  /** With the assertions. */
  readonly checked?: boolean;
  /** What the rubrics are said to mean. */
  readonly meanings?: ReadonlyMap<string, string>;
  /** So many of its own writes are carried out, and at the next one the engine throws. */
  readonly breaksAt?: number;
  /** This one finds a row. */
  readonly breaksAssertion?: string;
  readonly signal?: AbortSignal;
  /** Rows are about to be exchanged. */
  readonly onExchange?: () => void;
  /** A model is about to be made. */
  readonly onModel?: (name: string) => void;
}

export interface SmallProject {
  /** Forgets every table. */
  reset(): Promise<void>;
  /** A raw table with these rows and no others; values are SQL. */
  setRaw(table: string, rows: readonly (readonly string[])[]): Promise<void>;
  addRaw(table: string, rows: readonly (readonly string[])[]): Promise<void>;
  run(options: RunOptions): Promise<void>;
  /** As `leadscore run --hot`: after a run of all models, which `select: ['+tag:output']` is. */
  hot(options: HotOptions): Promise<HotResult>;
  /** Of the rubrics, as they are. */
  readonly meanings: ReadonlyMap<string, string>;
  /** DuckDB's own SQL. */
  native(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** As a run does it before its models; `asOf` is now, too. Throws `BrokenOff` once so many writes have changed something. */
  retain(options: {
    readonly asOf: string;
    readonly isDry?: boolean;
    readonly breaksAfter?: number;
  }): Promise<readonly Retained[]>;
  /** Rows of each model that may be dropped, as JSON texts in an order of their own. */
  tables(): Promise<ReadonlyMap<string, readonly string[]>>;
  query(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

const rawTables: Readonly<Record<string, string>> = {
  people: 'id VARCHAR, email VARCHAR, merged_into VARCHAR, created TIMESTAMPTZ',
  forms: 'id VARCHAR, name VARCHAR, happened TIMESTAMPTZ, arrived TIMESTAMPTZ, email VARCHAR, device VARCHAR',
  hits: 'id VARCHAR, name VARCHAR, happened TIMESTAMPTZ, account VARCHAR, device VARCHAR, is_bot BOOLEAN',
  // Read where `changing-sources.ts` says so.
  answers: 'id VARCHAR, person VARCHAR, status VARCHAR, added TIMESTAMPTZ, changed TIMESTAMPTZ, is_deleted BOOLEAN',
  meetings: 'id VARCHAR, name VARCHAR, starts TIMESTAMPTZ, email VARCHAR, device VARCHAR',
};

const types: Readonly<Record<string, string>> = { VARCHAR: 'STRING', TIMESTAMPTZ: 'TIMESTAMP', BOOLEAN: 'BOOL' };

/** The raw table of hits is in shards by day: its own day, a day off, what is not closed yet, and of some no day is known. */
const hitsTable = 'hits_*';
const shard = `CASE length(id || name) % 4
  WHEN 0 THEN strftime(happened, '%Y%m%d')
  WHEN 1 THEN strftime(happened - INTERVAL 1 DAY, '%Y%m%d')
  WHEN 2 THEN 'intraday_' || strftime(happened, '%Y%m%d')
END`;
const pruning = /AND \((?:events\.arrived_on|shard) >= .*\n/g;

function lockOf(table: string): unknown {
  const columns = (rawTables[table] ?? '').split(', ').map((column) => column.split(' '));
  return { columns: Object.fromEntries(columns.map(([name = '', type = '']) => [name, types[type] ?? type])) };
}

function writeProject(directory: string, { files = {}, rubric = {} }: ProjectOptions): void {
  const put = (file: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), text);
  };
  const yaml = (file: string, value: unknown): void => put(file, stringify(value));
  put(
    'workflow_settings.yaml',
    'defaultProject: p\ndefaultLocation: US\ndefaultDataset: d\ndefaultAssertionDataset: a\n',
  );
  put('includes/clock.js', fs.readFileSync(new URL('../../includes/clock.js', import.meta.url), 'utf8'));
  yaml('rubrics/shared/standards.yaml', { time_zone: 'Europe/Berlin', internal_domains: ['own.example'] });
  yaml('rubrics/shared/outcomes.yaml', { outcomes: { opportunity: { opportunity: 'created' } } });
  yaml('rubrics/shared/signals.yaml', {
    signals: {
      asked: { from: [{ event: 'asked' }], same_act: { by: 'content', per: '3d', prefer: ['web', 'desk'] } },
      looked: { from: [{ event: 'looked' }] },
    },
  });
  const source = (name: string, table: string, entities: unknown): void => {
    const rawName = table === 'hits' ? hitsTable : table;
    yaml(`rubrics/sources/${name}.yaml`, {
      source: name,
      description: name,
      dataset: 'raw',
      tables: { [rawName]: { files: [`${table}.csv`], ...(rawName === hitsTable && { shards: 'day' }) } },
      entities,
    });
    yaml(`rubrics/sources/${name}.lock.yaml`, { tables: { [rawName]: lockOf(table) } });
  };
  source('crm', 'people', {
    leads: {
      from: 'people',
      columns: { record_id: 'id', email: 'email', merged_into_id: 'merged_into', created_at: 'created' },
    },
  });
  source('desk', 'forms', {
    events: {
      from: 'forms',
      lookback_days: lookbackDays,
      columns: {
        event_id: 'id',
        event_name: 'name',
        happened_at: 'happened',
        known_at: 'arrived',
        email: 'email',
        anonymous_id: 'device',
        // Whoever asks asks for the same thing.
        content_id: 'name',
      },
    },
  });
  source('web', 'hits', {
    events: {
      from: hitsTable,
      lookback_days: lookbackDays,
      usual_lag_hours: 24,
      columns: {
        event_id: 'id',
        event_name: 'name',
        happened_at: 'happened',
        user_id: 'account',
        anonymous_id: 'device',
        content_id: 'name',
        is_bot: 'is_bot',
      },
    },
  });
  yaml('rubrics/one.yaml', {
    rubric: 'one',
    version: 1,
    status: 'live',
    purpose: 'comparing runs',
    outcome: { label: 'opportunity', within: '90d' },
    dimensions: {
      intent: {
        acts: {
          asked: { points: 10, decay: { linear: '20d' }, limit: { times: 1, per: 'day' } },
          looked: { points: 1, decay: { linear: '10d' }, cap: 5 },
        },
      },
    },
    total: { sum: { intent: 1 } },
    bands: [0, 10],
    tiers: [
      { tier: 'high', when: { total: 5 }, action: { do: 'contact' } },
      { tier: 'low', otherwise: true, action: { do: 'nothing' } },
    ],
    ...rubric,
  });
  for (const [file, value] of Object.entries(files)) put(file, typeof value === 'string' ? value : stringify(value));
}

/** Breaks off at what a hot run itself writes; its models are runs of their own. */
function breakingAt(writes: number, engine: Engine, onExchange?: () => void): Engine {
  let left = writes;
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left === 0) throw new Error('broken off');
    left -= 1;
    return work();
  };
  return new Proxy(engine, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'replaceRows')
        return (rows: Parameters<Engine['replaceRows']>[0]) =>
          counted(() => {
            const exchanged = engine.replaceRows(rows);
            onExchange?.();
            return exchanged;
          });
      if (name === 'writeTable')
        return (...args: Parameters<Engine['writeTable']>) =>
          args[0].name.startsWith('leadscore_hot_')
            ? counted(() => engine.writeTable(...args))
            : engine.writeTable(...args);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

export async function openSmallProject(more: ProjectOptions = {}): Promise<SmallProject> {
  const directory = temporaryFolder('incremental');
  writeProject(directory, more);
  const { project, problems } = await loadProject(directory);
  if (project === undefined || problems.some(({ severity }) => severity === 'error'))
    throw new Error(problems.map(({ what }) => what).join('\n'));
  writeModels(directory, projectModels(project, lists));
  const engine = await openDuckDb({ database: 'p', threads: 1, translate: translatedOnce });
  const graphs = new Map<string, CompiledGraph>();
  const compiled = (vars: Readonly<Record<string, string>>): CompiledGraph => {
    const graph = compileProject(directory, { vars });
    if (more.readsEverything !== true) return graph;
    let removed = 0;
    const whole = (sql: string): string =>
      sql.replace(pruning, () => {
        removed += 1;
        return '';
      });
    const actions = graph.actions.map((action) =>
      action.kind === 'incremental' ? { ...action, incrementalQuery: whole(action.incrementalQuery) } : action,
    );
    if (removed < 4) throw new Error(`only ${removed} filters were there to take out`);
    return { ...graph, actions };
  };
  const graphFor = ({ asOf, days = '', checked = false, checksEverything = false }: RunOptions): CompiledGraph => {
    const vars = { as_of: asOf, days, check: checksEverything ? 'everything' : '' };
    const key = JSON.stringify(vars);
    const graph = graphs.get(key) ?? compiled(vars);
    graphs.set(key, graph);
    return checked ? graph : { ...graph, actions: graph.actions.filter(({ kind }) => kind !== 'assertion') };
  };
  const named = (table: string): string => (table === 'hits' ? `p.raw."${hitsTable}"` : `p.raw.${table}`);
  const insert = (table: string, rows: readonly (readonly string[])[]): string => {
    const names = (rawTables[table] ?? '').split(', ').map((column) => column.split(' ')[0]);
    // A hit may name its own shard.
    if (rows[0]?.length === names.length + 1)
      return `INSERT INTO ${named(table)} VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`;
    const values = `(VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) AS v(${names.join(', ')})`;
    return `INSERT INTO ${named(table)} SELECT *${table === 'hits' ? `, ${shard}` : ''} FROM ${values}`;
  };
  const addRaw = async (table: string, rows: readonly (readonly string[])[]): Promise<void> => {
    if (rows.length > 0) await engine.native((session) => session.run(insert(table, rows)));
  };
  return {
    reset: () =>
      engine.native(async (session) => {
        for (const schema of ['d', 'a', 'raw']) await session.run(`DROP SCHEMA IF EXISTS p.${schema} CASCADE`);
        await session.run('CREATE SCHEMA p.raw');
        for (const [table, columns] of Object.entries(rawTables))
          await session.run(
            `CREATE TABLE ${named(table)} (${columns}${table === 'hits' ? ', "_TABLE_SUFFIX" VARCHAR' : ''})`,
          );
      }),
    addRaw,
    setRaw: async (table, rows) => {
      await engine.native((session) => session.run(`DELETE FROM ${named(table)}`));
      await addRaw(table, rows);
    },
    run: async (options) => {
      const result = await runGraph(graphFor(options), engine, {
        clock: () => new Date(0),
        fullRefresh: options.fullRefresh ?? false,
        select: [
          '+one_intent_points',
          ...(options.withHealth === true ? ['+input_health'] : []),
          ...(options.select ?? []),
        ],
      });
      if (result.status !== 'succeeded')
        throw new Error(
          runProblems(result)
            .map(({ what }) => what)
            .join('\n'),
        );
    },
    meanings: scoredMeanings(project),
    native: (sql) => engine.native(async (session) => (await session.run(sql)).getRowObjects()),
    hot: async ({ asOf, checked = false, meanings = scoredMeanings(project), ...how }) => {
      const live = graphFor({ asOf, checked });
      const whole = compileProject(directory, { vars: { as_of: asOf }, schemaSuffix: hotSuffix(live) });
      const hot = {
        ...whole,
        actions: whole.actions
          .filter(({ kind }) => checked || kind !== 'assertion')
          .map((action) =>
            action.kind === 'assertion' && action.target.name === how.breaksAssertion
              ? { ...action, query: 'SELECT 1 AS wrong' }
              : action,
          ),
      };
      const { signal, onModel, breaksAt = Infinity } = how;
      return runHot(
        live,
        breakingAt(breaksAt, engine, how.onExchange),
        { meanings, hot },
        {
          clock: () => new Date(0),
          onProgress: (event) => {
            if (event.kind === 'started') onModel?.(event.action.target.name);
          },
          ...(signal !== undefined && { signal }),
        },
      );
    },
    retain: ({ asOf, isDry = false, breaksAfter = Infinity }) =>
      retainIn(project, graphFor({ asOf }), breakingAfter(breaksAfter, engine), {
        asOf: new Date(asOf),
        now: new Date(asOf),
        isDry,
      }),
    tables: async () => {
      const graph = [...graphs.values()][0];
      const found = new Map<string, readonly string[]>();
      for (const action of graph?.actions ?? []) {
        if (action.kind !== 'table' && action.kind !== 'incremental') continue;
        if (action.kind === 'incremental' && action.isProtected) continue;
        if ((await engine.relation(action.target)) === undefined) continue;
        const rows = await engine.query(`SELECT * FROM \`p.d.${action.target.name}\``);
        found.set(action.target.name, rows.map((row) => JSON.stringify(row)).toSorted());
      }
      return found;
    },
    query: (sql) => engine.query(sql),
    close: () => engine.close(),
  };
}
