/** One full refresh of a project whose raw tables are loaded, in a process of its own: `RefreshRun` as JSON on stdout, progress on stderr. */
import path from 'node:path';
import { modelsOf, readProject } from '../scripts/commands/project.js';
import { demoDefaults } from '../scripts/demo/generate-demo.js';
import { openDuckDb } from '../scripts/engine/duckdb/open.js';
import type { DuckDbEngine } from '../scripts/engine/duckdb/duckdb-engine.js';
import { writeModels } from '../scripts/generate/write.js';
import { compileProject } from '../scripts/graph/compile.js';
import type { CompiledGraph } from '../scripts/graph/graph.js';
import { runGraph } from '../scripts/run/run.js';
import { type Peaks, watched } from './peaks.js';
import { type Cost, costOf } from './statistics.js';
import { timeYardsticks } from './yardstick.js';

export interface ModelTime {
  readonly model: string;
  readonly kind: string;
  readonly seconds: number;
  readonly rows?: number;
}

export interface RunFigures extends Peaks, Cost {
  readonly actions: number;
  /** The ten that took longest; two run side by side, so that their sum may exceed the whole. */
  readonly slowest: readonly ModelTime[];
}

export interface RefreshRun {
  readonly fullRefresh: RunFigures;
  /** Once more, with the newest 1 % of the GA4 events new. */
  readonly incremental: RunFigures;
  /** int_appended_acts alone, made anew, with its assertions. */
  readonly acts: RunFigures;
  /** One each before the refresh, after it, and after the incremental run. */
  readonly yardstick: { readonly nested: readonly Cost[]; readonly flat: readonly Cost[] };
}

const [directory = '.', memoryLimit = '8GB', selected = ''] = process.argv.slice(2);
const select = selected === '' ? [] : selected.split(',');

const rawEvents = 'leadscore.analytics_4711000001."events_*"';

/** Takes the newest 1 % of the GA4 events out of the raw table, for `giveBack`. */
async function holdBack(engine: DuckDbEngine): Promise<void> {
  await engine.native(async (session) => {
    const newest = `event_timestamp > (SELECT quantile_disc(event_timestamp, 0.99) FROM ${rawEvents})`;
    await session.run(`CREATE OR REPLACE TABLE leadscore.main.held AS SELECT * FROM ${rawEvents} WHERE ${newest}`);
    await session.run(`DELETE FROM ${rawEvents} WHERE ${newest}`);
    await session.run('CHECKPOINT leadscore');
  });
}

async function giveBack(engine: DuckDbEngine): Promise<void> {
  await engine.native(async (session) => {
    await session.run(`INSERT INTO ${rawEvents} SELECT * FROM leadscore.main.held`);
    await session.run('DROP TABLE leadscore.main.held');
  });
}

function say(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

function shown({ seconds, cpuSeconds }: Cost): string {
  return `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU s`;
}

/** All that a run which is stopped later would be worth. */
function shownRun(run: RunFigures): string {
  return `${shown(run)}, ${run.rssMegabytes} MB, ${run.tempMegabytes} MB spilled`;
}

/** In a run of an hour it shows what is done, and what came last before it stood still. */
const worthSaying = 10;

async function timedRun(
  graph: CompiledGraph,
  engine: DuckDbEngine,
  temp: string,
  options: { readonly fullRefresh: boolean; readonly select?: readonly string[] },
): Promise<RunFigures> {
  const { result: seen, cost } = await costOf(() =>
    watched(temp, () =>
      runGraph(graph, engine, {
        clock: () => new Date(),
        onProgress: (event) => {
          if (event.kind === 'started' || event.result.seconds < worthSaying) return;
          const { action, seconds } = event.result;
          say(`  ${event.done}/${event.total} ${action.target.name} ${seconds.toFixed(1)} s`);
        },
        ...options,
      }),
    ),
  );
  const { result, peaks } = seen;
  const failed = result.actions.filter((action) => action.status !== 'succeeded');
  if (failed.length > 0) {
    const words = failed.flatMap(({ action, problems }) =>
      problems.map(({ what }) => `${action.target.name}: ${what}`),
    );
    throw new Error(`${failed.length} actions did not succeed, so that the time says nothing:\n${words.join('\n')}`);
  }
  const slowest = result.actions
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map(({ action, seconds: taken, rows }) => ({
      model: action.target.name,
      kind: action.kind,
      seconds: taken,
      ...(rows === undefined || action.kind === 'assertion' ? {} : { rows }),
    }));
  return { ...cost, actions: result.actions.length, ...peaks, slowest };
}

const { project } = await readProject(directory);
writeModels(directory, modelsOf(project));
const graph = compileProject(directory, { vars: { as_of: demoDefaults.asOf } });
// As `leadscore run --full-refresh` compiles it.
const wholeGraph = compileProject(directory, { vars: { as_of: demoDefaults.asOf, check: 'everything' } });
const file = path.join(directory, '.leadscore/warehouse.duckdb');
const temp = `${file}.tmp`;
const engine = await openDuckDb({ path: file, database: graph.defaultDatabase, memoryLimit, tempDirectory: temp });
try {
  const before = await timeYardsticks(engine);
  say(`yardstick ${shown(before.nested)}, on the flat table ${shown(before.flat)}`);
  await holdBack(engine);
  const fullRefresh = await timedRun(wholeGraph, engine, temp, { fullRefresh: true, select });
  say(`full refresh ${shownRun(fullRefresh)}`);
  const between = await timeYardsticks(engine);
  await giveBack(engine);
  const incremental = await timedRun(graph, engine, temp, { fullRefresh: false, select });
  say(`again, 1 % of the events new: ${shownRun(incremental)}`);
  const after = await timeYardsticks(engine);
  const acts = await timedRun(graph, engine, temp, { fullRefresh: true, select: ['int_appended_acts'] });
  say(`int_appended_acts alone ${shownRun(acts)}`);
  const yardsticks = [before, between, after];
  const run: RefreshRun = {
    fullRefresh,
    incremental,
    acts,
    yardstick: { nested: yardsticks.map(({ nested }) => nested), flat: yardsticks.map(({ flat }) => flat) },
  };
  process.stdout.write(JSON.stringify(run));
} finally {
  await engine.close();
}
