import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { atLeast, atMost, type Judged } from './bars.js';
import { runChild } from './child.js';
import { root } from './project-copy.js';
import { type Cost, rounded } from './statistics.js';
import type { SyncRun } from './sync-once.js';
import type { PlannerRun } from './sync-planner-once.js';

export interface SyncFigures {
  /** Rows per second of the larger plan, against a server that answers at once. */
  readonly speed: Judged;
  /** The process's peak with the larger plan, without what DuckDB may keep of it, to that with the smaller. */
  readonly memory: Judged;
  readonly runs: readonly SyncRun[];
  /** Planning to scanning and hashing the same records. */
  readonly planner: Judged & { readonly cpu: number };
  readonly plannerRun: PlannerRun;
}

const [small, large] = [10_000, 1_000_000];
const [rowsPerCall, callsInFlight] = [200, 8];

/** Each in a fresh process and folder. */
export async function measureSync(
  { records, memoryLimit }: { readonly records: number; readonly memoryLimit: string },
  say: (line: string) => void,
): Promise<SyncFigures> {
  const runs: SyncRun[] = [];
  for (const rows of [small, large]) {
    say(`a sync of ${rows} rows`);
    runs.push(await withServer(async (url) => inFolder((folder) => sent(folder, url, rows))));
  }
  say(`a plan over ${records} records`);
  const plannerRun = await inFolder(async (folder) => {
    const args = [folder, memoryLimit, String(records)];
    return JSON.parse((await runChild(script('sync-planner-once.js'), args, { echo: true })).output) as PlannerRun;
  });
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) throw new Error('nothing was measured');
  const ratio = (cost: keyof Cost): number => plannerRun.planner[cost] / plannerRun.scanAndHash[cost];
  return {
    speed: atLeast(last.rowsPerSecond, 20_000),
    memory: atMost((last.peakMegabytes - duckDbMegabytes) / first.peakMegabytes, mostMemory),
    runs,
    planner: { ...atMost(ratio('seconds'), 1.2), cpu: rounded(ratio('cpuSeconds')) },
    plannerRun,
  };
}

/** DuckDB keeps what it has read and written up to its limit, and a small plan does not fill that. */
export const duckDbMegabytes = 256;
/** Garbage that is not collected yet; a plan held in memory would be a hundred times as large. */
const mostMemory = 2;

async function sent(folder: string, url: string, rows: number): Promise<SyncRun> {
  const args = [folder, url, String(rows), String(rowsPerCall), String(callsInFlight)];
  await runChild(script('sync-once.js'), ['prepare', ...args], { echo: true });
  return JSON.parse((await runChild(script('sync-once.js'), ['send', ...args], { echo: true })).output) as SyncRun;
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
