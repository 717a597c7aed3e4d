/** Scores many leads by a small and by a large rubric, in a process of its own: `RubricSizeRun` as JSON on stdout. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { modelsOf, readProject } from '../scripts/commands/project.js';
import type { DuckDbEngine } from '../scripts/engine/duckdb/duckdb-engine.js';
import { openDuckDb } from '../scripts/engine/duckdb/open.js';
import { loadRawTables } from '../scripts/engine/duckdb/raw/load-raw.js';
import { writeModels } from '../scripts/generate/write.js';
import { compileProject } from '../scripts/graph/compile.js';
import type { CompiledGraph } from '../scripts/graph/graph.js';
import type { RunResult } from '../scripts/run/result.js';
import { runGraph } from '../scripts/run/run.js';
import { multiply } from './many-leads.js';
import { writeSizedProject } from './sized-project.js';
import { type Cost, costOf } from './statistics.js';

export interface RubricSizeRun {
  readonly sizes: readonly {
    readonly rules: number;
    /** Reading the rubric, generating its models and compiling the graph; the project holds both rubrics. */
    readonly generate: Cost;
    /** The rubric's own models and their assertions. */
    readonly score: Cost;
    /** The five that took longest; two run side by side. */
    readonly slowest: readonly { readonly model: string; readonly seconds: number; readonly rows?: number }[];
    /** Lines of its longest model. */
    readonly longestModel: number;
  }[];
}

const [directory = '.', memoryLimit = '8GB', leads = '1000000', ...written] = process.argv.slice(2);
const sizes = written.map(Number);
const asOf = '2026-06-30T00:00:00Z';

async function run(graph: CompiledGraph, engine: DuckDbEngine, select: readonly string[]): Promise<RunResult> {
  const result = await runGraph(graph, engine, { clock: () => new Date(), fullRefresh: true, select });
  const failed = result.actions.filter((action) => action.status !== 'succeeded');
  if (failed.length > 0) throw new Error(failed.map(({ action }) => `${action.target.name} failed`).join('\n'));
  return result;
}

writeSizedProject(directory, sizes);
const file = path.join(directory, '.leadscore/warehouse.duckdb');
mkdirSync(path.dirname(file), { recursive: true });
const both = await readProject(directory);
writeModels(directory, modelsOf(both.project));
const graph = compileProject(directory, { vars: { as_of: asOf } });
const engine = await openDuckDb({
  path: file,
  database: graph.defaultDatabase,
  memoryLimit,
  tempDirectory: `${file}.tmp`,
});
try {
  await loadRawTables(engine, both.project.sources, { projectDirectory: directory });
  await run(graph, engine, []);
  await multiply(engine, graph, Number(leads));
  const figures: RubricSizeRun['sizes'][number][] = [];
  for (const rules of sizes) {
    const name = `rules_${rules}`;
    const { cost: generate } = await costOf(async () => {
      const { project } = await readProject(directory);
      const only = { ...project, rubrics: project.rubrics.filter((rubric) => rubric.name === name) };
      return { models: modelsOf(only), graph: compileProject(directory, { vars: { as_of: asOf } }) };
    });
    const { cost: score, result: scored } = await costOf(() => run(graph, engine, [`tag:${name}`]));
    const models = graph.actions.filter((action) => action.kind === 'table' && action.tags.includes(name));
    const longestModel = Math.max(...models.map((action) => ('query' in action ? action.query.split('\n').length : 0)));
    const slowest = scored.actions
      .toSorted((a, b) => b.seconds - a.seconds)
      .slice(0, 5)
      .map(({ action, seconds, rows }) => ({
        model: action.target.name,
        seconds,
        ...(rows !== undefined && { rows }),
      }));
    figures.push({ rules, generate, score, slowest, longestModel });
    process.stderr.write(
      `  ${name}: generated in ${generate.seconds.toFixed(2)} s, scored in ${score.seconds.toFixed(1)} s\n`,
    );
  }
  const result: RubricSizeRun = { sizes: figures };
  process.stdout.write(JSON.stringify(result));
} finally {
  await engine.close();
}
