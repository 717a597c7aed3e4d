import { constants, copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Judged, atMost } from './bars.js';
import { runChild } from './child.js';
import { withProjectCopy } from './project-copy.js';
import type { Peaks } from './peaks.js';
import { rawTables, type RawTables } from './raw-tables.js';
import type { RefreshRun, RunFigures } from './refresh-once.js';
import { type Cost, median, rounded } from './statistics.js';
import type { YardstickKind } from './yardstick.js';

export interface RefreshFigures {
  readonly events: number;
  readonly leads: number;
  readonly rawRows: number;
  readonly repeats: number;
  /** Medians over the repeats of the median of three. */
  readonly yardstick: { readonly nested: Cost; readonly flat: Cost };
  readonly fullRefresh: Judged & OtherRatios;
  /** A run with the newest 1 % of the GA4 events new. */
  readonly incremental: Judged & OtherRatios;
  readonly incrementalToFullRefresh: Judged & { readonly cpu: number };
  readonly actsAlone: { readonly ratio: number } & OtherRatios;
  readonly load: Peaks & Cost;
  readonly runs: {
    readonly fullRefresh: RunFigures;
    readonly incremental: RunFigures;
    readonly acts: RunFigures;
  };
}

/** `ratio` is of seconds, to the yardstick on the nested table: the bars' own. */
export interface OtherRatios {
  readonly cpu: number;
  readonly toFlat: number;
  readonly cpuToFlat: number;
}

export interface RefreshOptions {
  readonly events: number;
  readonly repeats: number;
  /** DuckDB's, such as '8GB'. */
  readonly memoryLimit: string;
  /** Models, as `leadscore run --select` takes them; '' for all. */
  readonly select: string;
  /** The rubrics that the project has; none given: all that it ships. */
  readonly rubrics: readonly string[];
  /** Where the loaded raw tables stay for a later measurement, a folder for each size; absent: nowhere. */
  readonly keep?: string;
}

/** A hundred events a lead: 1 M leads at 100 M events. */
const leadsPerEvent = 0.01;
const script = path.join(import.meta.dirname, 'refresh-once.js');

/** Invents and loads the raw tables once, unless they were kept; then times the yardstick and runs the models on a fresh database per repeat. */
export async function measureRefresh(options: RefreshOptions, say: (line: string) => void): Promise<RefreshFigures> {
  const { events, repeats, memoryLimit } = options;
  const leads = Math.max(100, Math.round(events * leadsPerEvent));
  return withProjectCopy(async (directory) => {
    const state = path.join(directory, '.leadscore');
    const folder = path.join(options.keep ?? state, String(events));
    const raw = await rawTables({ directory, folder, events, leads, memoryLimit }, say);
    keepRubrics(directory, options.rubrics);
    const runs: RefreshRun[] = [];
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      say(`${events} events: full refresh ${repeat}/${repeats}`);
      const warehouse = path.join(state, 'warehouse.duckdb');
      for (const end of ['', '.wal', '.tmp']) rmSync(`${warehouse}${end}`, { recursive: true, force: true });
      mkdirSync(state, { recursive: true });
      // Where the file system can, both share their blocks until one is written to.
      if (repeat < repeats || options.keep !== undefined) copyFileSync(raw.file, warehouse, constants.COPYFILE_FICLONE);
      else renameSync(raw.file, warehouse);
      const { output } = await runChild(script, [directory, memoryLimit, options.select], { echo: true });
      runs.push(JSON.parse(output) as RefreshRun);
    }
    return figures(options, leads, raw, runs);
  });
}

/** Takes every other rubric out of the project. */
function keepRubrics(directory: string, rubrics: readonly string[]): void {
  if (rubrics.length === 0) return;
  const folder = path.join(directory, 'rubrics');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const missing = rubrics.filter((rubric) => !files.includes(`${rubric}.yaml`));
  if (missing.length > 0) throw new RangeError(`there is no rubric ${missing.join(', ')}`);
  for (const file of files) if (!rubrics.includes(file.slice(0, -'.yaml'.length))) rmSync(path.join(folder, file));
  // It names the rubrics that were taken out.
  rmSync(path.join(folder, 'shared/precedence.yaml'), { force: true });
}

function figures(options: RefreshOptions, leads: number, raw: RawTables, runs: readonly RefreshRun[]): RefreshFigures {
  const [first] = runs;
  if (first === undefined) throw new RangeError('no run at all');
  const over = (value: (run: RefreshRun) => number): number => median(runs.map(value));
  const yardstick = (run: RefreshRun, kind: YardstickKind, cost: keyof Cost): number =>
    median(run.yardstick[kind].map((one) => one[cost]));
  const ratio = (part: Part, kind: YardstickKind, cost: keyof Cost): number =>
    over((run) => run[part][cost] / yardstick(run, kind, cost));
  const others = (part: Part): OtherRatios => ({
    cpu: rounded(ratio(part, 'nested', 'cpuSeconds')),
    toFlat: rounded(ratio(part, 'flat', 'seconds')),
    cpuToFlat: rounded(ratio(part, 'flat', 'cpuSeconds')),
  });
  const yardstickCost = (kind: YardstickKind): Cost => ({
    seconds: rounded(over((run) => yardstick(run, kind, 'seconds'))),
    cpuSeconds: rounded(over((run) => yardstick(run, kind, 'cpuSeconds'))),
  });
  const toFull = (cost: keyof Cost): number => over((run) => run.incremental[cost] / run.fullRefresh[cost]);
  return {
    events: options.events,
    leads,
    rawRows: raw.rawRows,
    repeats: runs.length,
    yardstick: { nested: yardstickCost('nested'), flat: yardstickCost('flat') },
    fullRefresh: { ...atMost(ratio('fullRefresh', 'nested', 'seconds'), 10), ...others('fullRefresh') },
    incremental: { ...atMost(ratio('incremental', 'nested', 'seconds'), 1), ...others('incremental') },
    incrementalToFullRefresh: { ...atMost(toFull('seconds'), 0.25), cpu: rounded(toFull('cpuSeconds')) },
    actsAlone: { ratio: rounded(ratio('acts', 'nested', 'seconds')), ...others('acts') },
    load: shortened(raw.load),
    runs: {
      fullRefresh: shortened(first.fullRefresh),
      incremental: shortened(first.incremental),
      acts: shortened(first.acts),
    },
  };
}

type Part = 'fullRefresh' | 'incremental' | 'acts';

function shortened<T extends Cost>(run: T): T {
  return { ...run, seconds: rounded(run.seconds), cpuSeconds: rounded(run.cpuSeconds) };
}
