import type { Problem } from '../../problem.js';
import { sortProblems } from '../../rubric/report.js';
import { capBinds } from './caps.js';
import type { DataCheck, Findings } from './data-check.js';
import { gateRemoves } from './gates.js';
import { matches } from './matches.js';
import { silentSignal } from './silent.js';
import { suppressedSegment } from './suppressed.js';

const dataChecks: readonly DataCheck[] = [matches, capBinds, gateRemoves, silentSignal, suppressedSegment];

/** Everything that the last run's tables say against the rubrics, by file and line; each with the count behind it. */
export async function runDataChecks(findings: Findings): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const check of dataChecks) problems.push(...(await check.find(findings)));
  return sortProblems(problems);
}
