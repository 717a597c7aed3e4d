import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CompiledGraph } from '../../../scripts/graph/graph.js';
import type { Judge } from '../judge/judge.js';
import { compileProject, openDuckDb, runGraph, setup, translate } from '../leadscore.js';
import type { PartResult } from '../part.js';
import { type Project, projects } from '../projects.js';
import { type Judged, judgeGraph } from './judge-graph.js';
import { rawTables } from './raw-rows.js';
import { engineWarehouse } from './warehouse.js';

/** Runs every project's whole graph on both sides, twice: first a load without a twentieth of the rows, then with them. */
export async function judgeModels(judge: Judge, only?: string): Promise<PartResult> {
  const { found, missing } = projects(only);
  const failures = missing.map((name) => `${name}: no such project`);
  const notes: string[] = [];
  const counts = { projects: found.length, models: 0, assertions: 0, tests: 0, rows: 0 };
  let passed = 0;
  for (const project of found) {
    try {
      for (const each of await judgeProject(judge, project, notes)) {
        if (each.kind === 'assertion') counts.assertions += 1;
        else if (each.kind === 'test') counts.tests += 1;
        else counts.models += 1;
        counts.rows += each.rows;
        if (each.differences.length === 0) passed += 1;
        else failures.push(`${project.name}, load ${each.load}: ${each.kind} ${each.name}\n${differencesText(each)}`);
      }
    } catch (error) {
      failures.push(`${project.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { part: 'models', counts, passed, failures, notes };
}

async function judgeProject(judge: Judge, project: Project, notes: string[]): Promise<readonly Judged[]> {
  const directory = mkdtempSync(path.join(tmpdir(), 'leadscore-judge-'));
  try {
    const graph = compileProject(project.directory, { vars: project.vars });
    const file = path.join(directory, 'judge.duckdb');
    await project.loadRaw(file, graph);
    const raw = rawTables(file, graph.defaultDatabase);
    const targets = graph.declarations.map((each) => each.target);
    for (const line of await raw.cut(targets, project.cutBy)) notes.push(`${project.name}: ${line}`);
    notes.push(`${project.name}: ${await raw.keepBack(targets)} raw rows kept back for the second load`);
    const first = await runAndJudge(judge, graph, file, 1, notes, project);
    await raw.release(targets);
    const second = await runAndJudge(judge, graph, file, 2, notes, project, first.tables);
    return [...first.judged, ...second.judged];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runAndJudge(
  judge: Judge,
  graph: CompiledGraph,
  file: string,
  load: number,
  notes: string[],
  project: Project,
  before?: Awaited<ReturnType<typeof judgeGraph>>['tables'],
): ReturnType<typeof judgeGraph> {
  const engine = await openDuckDb({ path: file, database: graph.defaultDatabase, setup, translate });
  try {
    const run = await runGraph(graph, engine, { clock: () => new Date() });
    for (const { action, status, problems } of run.actions) {
      if (status === 'succeeded' || status === 'disabled') continue;
      const why = problems.map((each) => each.what).join(' ');
      notes.push(`${project.name}, load ${load}: ${action.target.name} ${status} on DuckDB ${why}`);
    }
    return await judgeGraph(judge, graph, engineWarehouse(engine), load, before);
  } finally {
    await engine.close();
  }
}

function differencesText({ differences }: Judged): string {
  return differences
    .map(({ where, judge, duckdb }) => `${where}\n  judge  ${short(judge)}\n  duckdb ${short(duckdb)}`)
    .join('\n');
}

function short(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}
