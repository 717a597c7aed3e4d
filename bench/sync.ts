import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { atLeast, atMost, type Judged } from './bars.js';
import { runChild } from './child.js';
import { root } from './project-copy.js';
import { type Cost, rounded } from './statistics.js';
import type { BareRun } from './sync-bare-once.js';
import type { SyncRun } from './sync-once.js';
import type { PlannerRun } from './sync-planner-once.js';

export interface SyncFigures {
  /** Rows per second of the larger plan, against a server that answers at once. */
  readonly speed: Judged;
  /** Seconds of the larger plan to those of a script that posts the same rows and remembers nothing. */
  readonly toBare: number;
  readonly bare: BareRun;
  /** The peak of the whole process that carries the larger plan out to that with the smaller. */
  readonly memory: Judged;
  readonly runs: readonly SyncRun[];
  /** Planning to scanning and hashing the same records. */
  readonly planner: Judged & { readonly cpu: number };
  /** The peak of the whole process that plans over as many records as the larger plan has, to that with the smaller. */
  readonly plannerMemory: Judged;
  readonly plannerRuns: readonly PlannerRun[];
}

const [small, large] = [10_000, 1_000_000];
const [rowsPerCall, callsInFlight] = [200, 8];

/** Each in a fresh process and folder. */
export async function measureSync(
  { records }: { readonly records: number },
  say: (line: string) => void,
): Promise<SyncFigures> {
  const runs: SyncRun[] = [];
  for (const rows of [small, large]) {
    say(`a sync of ${rows} rows`);
    runs.push(await withServer(async (url) => inFolder((folder) => sent(folder, url, rows))));
  }
  say(`${large} rows posted by a bare script`);
  const bare = await withServer(async (url) => inFolder((folder) => posted(folder, url, large)));
  const plannerRuns: PlannerRun[] = [];
  for (const each of [small, large, records]) {
    say(`a plan over ${each} records`);
    plannerRuns.push(await inFolder((folder) => planned(folder, each)));
  }
  const [first, last] = [runs[0], runs.at(-1)];
  const [planOfSmall, planOfLarge] = plannerRuns;
  const most = plannerRuns.at(-1);
  if (!first || !last || !planOfSmall || !planOfLarge || !most) throw new Error('nothing was measured');
  const ratio = (cost: keyof Cost): number => most.planner[cost] / most.scanAndHash[cost];
  return {
    speed: atLeast(last.rowsPerSecond, 20_000),
    toBare: rounded(last.seconds / bare.seconds),
    bare,
    memory: atMost(last.peakMegabytes / first.peakMegabytes, mostMemory),
    runs,
    planner: { ...atMost(ratio('seconds'), 1.2), cpu: rounded(ratio('cpuSeconds')) },
    plannerMemory: atMost(planOfLarge.peakMegabytes / planOfSmall.peakMegabytes, mostMemory),
    plannerRuns,
  };
}

/** The same, but for what two runs of one size differ by. */
const mostMemory = 1.25;

async function planned(folder: string, records: number): Promise<PlannerRun> {
  const run = async (what: string) =>
    runChild(script('sync-planner-once.js'), [what, folder, String(records)], { echo: true });
  await run('prepare');
  return JSON.parse((await run('plan')).output) as PlannerRun;
}

async function sent(folder: string, url: string, rows: number): Promise<SyncRun> {
  const args = await prepared(folder, url, rows);
  return JSON.parse((await runChild(script('sync-once.js'), ['send', ...args], { echo: true })).output) as SyncRun;
}

async function posted(folder: string, url: string, rows: number): Promise<BareRun> {
  const args = await prepared(folder, url, rows);
  return JSON.parse((await runChild(script('sync-bare-once.js'), args, { echo: true })).output) as BareRun;
}

/** Makes the plan; gives what a process needs to know of it. */
async function prepared(folder: string, url: string, rows: number): Promise<readonly string[]> {
  const args = [folder, url, String(rows), String(rowsPerCall), String(callsInFlight)];
  await runChild(script('sync-once.js'), ['prepare', ...args], { echo: true });
  return args;
}

async function withServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = spawn(process.execPath, [script('sync-server.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = (): void => void server.kill('SIGKILL');
  process.once('exit', stop);
  try {
    const [first] = (await once(server.stdout, 'data')) as [Buffer];
    return await work(first.toString().trim());
  } finally {
    process.off('exit', stop);
    server.kill('SIGTERM');
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const parent = path.join(root, '.leadscore');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, 'bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function script(name: string): string {
  return path.join(import.meta.dirname, name);
}
