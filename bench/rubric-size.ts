import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Judged, atMost } from './bars.js';
import { runChild } from './child.js';
import { root } from './project-copy.js';
import type { RubricSizeRun } from './rubric-size-once.js';
import { type Cost, median, rounded } from './statistics.js';

export interface RubricSizeFigures {
  readonly leads: number;
  readonly repeats: number;
  /** A rubric of 60 criteria and 60 signals to one of 10 and 10: reading, generating, compiling and scoring together. */
  readonly sixtyToTen: Judged & { readonly cpu: number };
  /** Of the first run. */
  readonly sizes: RubricSizeRun['sizes'];
}

const small = 10;
const large = 60;
const script = path.join(import.meta.dirname, 'rubric-size-once.js');

/** Both rubrics on the same leads and acts, a fresh database and process per repeat; medians of the ratios. */
export async function measureRubricSize(
  options: { readonly leads: number; readonly repeats: number; readonly memoryLimit: string },
  say: (line: string) => void,
): Promise<RubricSizeFigures> {
  const { leads, repeats, memoryLimit } = options;
  const runs: RubricSizeRun[] = [];
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    say(`${leads} leads by ${small} and by ${large} rules: ${repeat}/${repeats}`);
    const parent = path.join(root, '.leadscore');
    mkdirSync(parent, { recursive: true });
    const directory = mkdtempSync(path.join(parent, 'bench-'));
    try {
      const args = [directory, memoryLimit, String(leads), String(small), String(large)];
      runs.push(JSON.parse((await runChild(script, args, { echo: true })).output) as RubricSizeRun);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  const ratio = (cost: keyof Cost): number =>
    median(runs.map((run) => costOfSize(run, large, cost) / costOfSize(run, small, cost)));
  return {
    leads,
    repeats,
    sixtyToTen: { ...atMost(ratio('seconds'), 3), cpu: rounded(ratio('cpuSeconds')) },
    sizes: (runs[0]?.sizes ?? []).map((size) => ({
      ...size,
      generate: shortened(size.generate),
      score: shortened(size.score),
    })),
  };
}

function shortened({ seconds, cpuSeconds }: Cost): Cost {
  return { seconds: rounded(seconds), cpuSeconds: rounded(cpuSeconds) };
}

function costOfSize(run: RubricSizeRun, rules: number, cost: keyof Cost): number {
  const found = run.sizes.find((one) => one.rules === rules);
  if (found === undefined) throw new RangeError(`no run of ${rules} rules`);
  return found.generate[cost] + found.score[cost];
}
