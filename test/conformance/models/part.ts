import type { Engine } from '../../../scripts/engine/engine.js';
import type { CountedBranches } from '../branches/counted.js';
import { BranchTally } from '../branches/tally.js';
import type { Judge } from '../judge/judge.js';
import { ProblemError } from '../leadscore.js';
import type { PartResult } from '../part.js';
import { type Project, projects } from '../projects.js';
import { type Judged, judgeGraph } from './judge-graph.js';
import { visitLoads } from './loads.js';
import { readAgain } from './read-again.js';
import type { Tables } from './tables.js';
import { engineWarehouse } from './warehouse.js';

/** What to find out about each project. */
export interface Questions {
  readonly models: boolean;
  readonly branches: boolean;
}

/** What one project says; whether a branch is ever taken is for all projects together to say. */
export interface Answers {
  readonly result?: PartResult;
  readonly branches?: CountedBranches;
}

/** Runs a project's whole graph, load after load: compares its models with the judge's, counts the branches taken. */
export async function judgeProject(judge: Judge, questions: Questions, name: string): Promise<Answers> {
  const { found, missing } = projects(name);
  const models = new ModelTally();
  const branches = new BranchTally();
  const fail = (text: string): void => {
    models.fail(text);
    branches.fail(text);
  };
  for (const each of missing) fail(`${each}: no such project`);
  for (const project of found) {
    try {
      await visitProject(judge, questions, project, models, branches);
    } catch (error) {
      const absent = missingData(error);
      if (absent !== undefined) {
        models.notJudged(`${project.name}: NOT JUDGED, its data is not here: ${absent}`);
        branches.notJudged(project.name);
        continue;
      }
      fail(`${project.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    ...(questions.models && { result: models.result(found.length) }),
    ...(questions.branches && { branches: branches.result() }),
  };
}

/** One project's models alone, as a part of its own. */
export async function judgeModels(judge: Judge, part: string, project: Project): Promise<PartResult> {
  const models = new ModelTally();
  await visitProject(judge, { models: true, branches: false }, project, models, new BranchTally());
  return { ...models.result(1), part };
}

/** Real data whose licence keeps it out of the project may be missing; that is said, and is no difference. */
function missingData(error: unknown): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const [first] = error.problems;
  return error.problems.every((each) => each.code === 'raw/missing-file') ? first?.what : undefined;
}

async function visitProject(
  judge: Judge,
  questions: Questions,
  project: Project,
  models: ModelTally,
  branches: BranchTally,
): Promise<void> {
  let before: Tables | undefined;
  await visitLoads(project, {
    note: (line) => models.notes.push(`${project.name}: ${line}`),
    afterLoad: async (graph, engine: Engine, load) => {
      if (!questions.models) return;
      const { judged, tables } = await judgeGraph(judge, graph, engineWarehouse(engine), load, before);
      before = tables;
      for (const each of judged) models.add(project, each);
    },
    afterForget: async (graph, engine) => {
      if (before !== undefined) before = await readAgain(before, graph, engineWarehouse(engine));
    },
    whenClosed: async (loaded, isLast) => {
      // Where each load has a moment of its own, each finds other things.
      if (questions.branches && project.isUncounted !== true && (isLast || project.moments !== undefined))
        await branches.count(project, loaded);
    },
  });
}

const countedAs: { readonly [kind in Judged['kind']]?: 'assertions' | 'tests' | 'increments' } = {
  assertion: 'assertions',
  test: 'tests',
  increment: 'increments',
};

class ModelTally {
  readonly notes: string[] = [];
  readonly #counts = { models: 0, increments: 0, assertions: 0, tests: 0, rows: 0, 'projects without their data': 0 };
  readonly #failures: string[] = [];
  #passed = 0;

  fail(text: string): void {
    this.#failures.push(text);
  }

  notJudged(line: string): void {
    this.#counts['projects without their data'] += 1;
    this.notes.push(line);
  }

  add(project: Project, judged: Judged): void {
    const { kind, name, load, rows, milliseconds, differences } = judged;
    const counted = countedAs[kind] ?? 'models';
    this.#counts[counted] += 1;
    this.#counts.rows += rows;
    if (milliseconds > 5000) this.notes.push(`${project.name}, load ${load}: ${name} took ${milliseconds} ms`);
    if (differences.length === 0) {
      this.#passed += 1;
      return;
    }
    const said = differences.map(
      (each) => `${each.where}\n  judge  ${short(each.judge)}\n  duckdb ${short(each.duckdb)}`,
    );
    this.fail(`${project.name}, load ${load}: ${kind} ${name}\n${said.join('\n')}`);
  }

  result(found: number): PartResult {
    const failed = this.#failures.length;
    const counts = { projects: found, ...this.#counts };
    return { part: 'models', counts, passed: this.#passed, failed, failures: this.#failures, notes: this.notes };
  }
}

function short(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}
