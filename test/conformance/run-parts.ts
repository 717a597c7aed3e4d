import { judgeConversions } from './conversions/part.js';
import { judgeEntries } from './entries/part.js';
import { judgeFuzz } from './fuzz/part.js';
import { judgeHot } from './hot/part.js';
import { judgeProjects } from './models/part.js';
import { judgeCompile } from './official-cli/part.js';
import type { PartResult } from './part.js';
import { judgeQueries } from './queries/part.js';
import { judgePlans } from './sync/part.js';
import { judgeSemantics } from './semantics/part.js';
import { openSides, type Sides } from './sides.js';

export interface PartOptions {
  readonly project?: string;
  readonly entry?: string;
  readonly seed: number;
  /** The fuzzer's expressions. */
  readonly count: number;
}

type Judged = Promise<PartResult | readonly PartResult[]>;

const parts: Readonly<Record<string, (sides: Sides, options: PartOptions) => Judged>> = {
  conversions: (sides) => judgeConversions(sides),
  entries: (sides, { entry }) => judgeEntries(sides, entry),
  queries: (sides) => judgeQueries(sides),
  fuzz: (sides, { seed, count }) => judgeFuzz(sides, { seed, count }),
  hot: (sides) => judgeHot(sides),
  sync: (sides, { seed }) => judgePlans(sides, seed),
  projects: ({ judge }, { project }) => judgeProjects(judge, { models: true, branches: true }, project),
  models: ({ judge }, { project }) => judgeProjects(judge, { models: true, branches: false }, project),
  branches: ({ judge }, { project }) => judgeProjects(judge, { models: false, branches: true }, project),
  semantics: ({ judge }, { seed }) => judgeSemantics(judge, seed),
  'official-cli': (_, { project }) => judgeCompile(project),
};

export const everyPart: readonly string[] = [
  'conversions',
  'entries',
  'queries',
  'fuzz',
  'hot',
  'sync',
  'projects',
  'semantics',
  'official-cli',
];

export function isPart(name: string): boolean {
  return Object.hasOwn(parts, name);
}

/** These make the projects anew, in one folder; together they take as long as all the others. */
const onProjects: ReadonlySet<string> = new Set(['projects', 'models', 'branches', 'official-cli']);

/** Parts that may run at the same time as those of another lane. */
export function lanesOf(names: readonly string[]): readonly (readonly string[])[] {
  const lanes = [names.filter((name) => onProjects.has(name)), names.filter((name) => !onProjects.has(name))];
  return lanes.filter((lane) => lane.length > 0);
}

/** One part after the other. A part that breaks off is one failure, told with its stack: it is a mistake of the judge's own. */
export async function runParts(
  names: readonly string[],
  options: PartOptions,
  tell: (result: PartResult, seconds: number) => void,
): Promise<readonly PartResult[]> {
  const sides = await openSides();
  const results: PartResult[] = [];
  try {
    for (const name of names) {
      const start = performance.now();
      const judged = parts[name]?.(sides, options) ?? Promise.reject(new Error(`no part ${name}`));
      const found = await judged.catch((error: unknown): PartResult => broken(name, error));
      for (const result of Array.isArray(found) ? found : [found]) {
        tell(result, (performance.now() - start) / 1000);
        results.push(result);
      }
    }
  } finally {
    sides.stop();
  }
  return results;
}

export function broken(part: string, error: unknown): PartResult {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { part, counts: {}, passed: 0, failed: 1, failures: [`broke off: ${said}`], notes: [] };
}
