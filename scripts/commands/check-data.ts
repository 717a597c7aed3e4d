/** `leadscore check --data`: what the tables of the last run say against the rubrics. */
import type { BigQueryClient } from '../engine/bigquery/client.js';
import { runDataChecks } from '../evaluate/data-checks/all.js';
import { compileProject } from '../graph/compile.js';
import { type Problem, ProblemError } from '../problem.js';
import type { Project } from '../rubric/model.js';
import type { CommandContext } from './context.js';
import { openToRead } from './warehouse.js';

export interface DataCheckOptions {
  readonly engine: 'duckdb' | 'bigquery';
  readonly database?: string;
  /** Stands in for Google's client. */
  readonly client?: BigQueryClient;
}

/** Warnings, each with the count behind it. Throws `engine/no-warehouse` and `check/no-run` where nothing was run yet. */
export async function dataProblems(
  context: CommandContext,
  project: Project,
  options: DataCheckOptions,
): Promise<readonly Problem[]> {
  const graph = compileProject(context.directory);
  const targets = new Map(graph.actions.map(({ target }) => [target.name, target]));
  const engine = await openToRead(graph, { ...options, directory: context.directory });
  try {
    const scores = targets.get('lead_scores');
    if (scores === undefined || (await engine.relation(scores)) === undefined) throw new ProblemError(noRun);
    const there = new Set<string>();
    for (const [name, target] of targets) {
      if ((await engine.relation(target)) !== undefined) there.add(name);
    }
    return await runDataChecks({
      project,
      rubrics: project.rubrics.filter(({ status }) => status === 'live' || status === 'shadow'),
      bounds: project.dataBounds,
      table: (model) => {
        const target = there.has(model) ? targets.get(model) : undefined;
        return target && `\`${target.database}.${target.schema}.${target.name}\``;
      },
      query: (sql) => engine.query(sql),
    });
  } finally {
    await engine.close();
  }
}

const noRun: Problem = {
  code: 'check/no-run',
  severity: 'error',
  what: 'The warehouse has no table lead_scores, so there is nothing to look at.',
  todo: 'Run `npx leadscore run` first.',
};
