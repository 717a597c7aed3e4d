import type { CountedBranches } from './branches/counted.js';
import { judgeConversions } from './conversions/part.js';
import { judgeEntries } from './entries/part.js';
import { judgeFuzz } from './fuzz/part.js';
import { judgeHot } from './hot/part.js';
import type { Job } from './jobs.js';
import { type Answers, type Questions, judgeProject } from './models/part.js';
import { judgeCompile } from './official-cli/part.js';
import type { PartResult } from './part.js';
import { judgeQueries } from './queries/part.js';
import { judgePlans } from './sync/part.js';
import { judgeSemantics } from './semantics/part.js';
import type { Sides } from './sides.js';

export interface PartOptions {
  readonly entry?: string;
  readonly seed: number;
  /** The fuzzer's expressions. */
  readonly count: number;
}

/** What a job found out. The branches are judged once those of all projects are known. */
export interface Found {
  readonly told: readonly { readonly result: PartResult; readonly seconds: number }[];
  readonly branches?: CountedBranches;
}

const parts: Readonly<Record<string, (sides: Sides, options: PartOptions) => Promise<PartResult>>> = {
  conversions: (sides) => judgeConversions(sides),
  entries: (sides, { entry }) => judgeEntries(sides, entry),
  queries: (sides) => judgeQueries(sides),
  fuzz: (sides, { seed, count }) => judgeFuzz(sides, { seed, count }),
  hot: (sides) => judgeHot(sides),
  sync: (sides, { seed }) => judgePlans(sides, seed),
  semantics: ({ judge }, { seed }) => judgeSemantics(judge, seed),
};

const asked =
  (questions: Questions) =>
  ({ judge }: Sides, project: string): Promise<Answers> =>
    judgeProject(judge, questions, project);

const partsOnProjects: Readonly<Record<string, (sides: Sides, project: string) => Promise<Answers>>> = {
  projects: asked({ models: true, branches: true }),
  models: asked({ models: true, branches: false }),
  branches: asked({ models: false, branches: true }),
  'official-cli': async (_, project) => ({ result: await judgeCompile(project) }),
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
  return Object.hasOwn(parts, name) || isOnProjects(name);
}

/** Whether the part is judged for each project. */
export function isOnProjects(name: string): boolean {
  return Object.hasOwn(partsOnProjects, name);
}

/** One part after the other. A part that breaks off is one failure, told with its stack: it is a mistake of the judge's own. */
export async function runJob(sides: Sides, job: Job, options: PartOptions): Promise<Found> {
  const told: { result: PartResult; seconds: number }[] = [];
  let branches: CountedBranches | undefined;
  for (const name of job.parts) {
    const start = performance.now();
    const answers = await runPart(sides, name, job.project, options).catch((error: unknown): Answers => ({
      result: broken(name, error),
    }));
    branches ??= answers.branches;
    if (answers.result !== undefined)
      told.push({ result: answers.result, seconds: (performance.now() - start) / 1000 });
  }
  return { told, ...(branches !== undefined && { branches }) };
}

async function runPart(
  sides: Sides,
  name: string,
  project: string | undefined,
  options: PartOptions,
): Promise<Answers> {
  if (project !== undefined) return partsOnProjects[name]?.(sides, project) ?? noPart(name);
  return { result: await (parts[name]?.(sides, options) ?? noPart(name)) };
}

function noPart(name: string): Promise<never> {
  return Promise.reject(new Error(`no part ${name}`));
}

export function broken(part: string, error: unknown): PartResult {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { part, counts: {}, passed: 0, failed: 1, failures: [`broke off: ${said}`], notes: [] };
}
