import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.js';
import { root } from './project-copy.js';
import { rounded } from './statistics.js';
import type { TierLogRun } from './tier-log-once.js';

export interface TierLogFigures extends TierLogRun {
  readonly leads: number;
  /** CPU seconds of the log to those of the scores that it is made from, of the same day. */
  readonly toScores: number;
}

const script = path.join(import.meta.dirname, 'tier-log-once.js');

/** A rubric of ten criteria and ten signals over two days; no bar is set. */
export async function measureTierLog(
  { leads, memoryLimit }: { readonly leads: number; readonly memoryLimit: string },
  say: (line: string) => void,
): Promise<TierLogFigures> {
  say(`the log of tiers of ${leads} leads`);
  const parent = path.join(root, '.leadscore');
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(path.join(parent, 'bench-'));
  try {
    const run = JSON.parse(
      (await runChild(script, [directory, memoryLimit, String(leads)], { echo: true })).output,
    ) as TierLogRun;
    return { leads, ...run, toScores: rounded(run.later.cpuSeconds / run.scores.cpuSeconds) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
