/** `leadscore check`: everything that can be said about rubrics and models without a warehouse. */
import { findDrift } from '../generate/write.js';
import { compileProject } from '../graph/compile.js';
import { type Problem, ProblemError } from '../problem.js';
import { sortProblems } from '../rubric/report.js';
import { unversionedChanges } from '../rubric/diff/unversioned.js';
import { retentionProblems } from '../privacy/retention-limits.js';
import { loadProject } from '../rubric/load.js';
import { loadSyncs } from '../sync/config/load.js';
import { syncProblems } from '../sync/problems.js';
import { translate } from '../engine/googlesql/translate.js';
import { queriesOf } from '../graph/queries.js';
import { type DataCheckOptions, dataProblems } from './check-data.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from './context.js';
import { projectAt } from './git-project.js';
import { modelsOf, otherFilesOf } from './project.js';

function problemsOf(work: () => void): readonly Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}

export interface CheckOptions {
  /** Also what the tables of the last run say. */
  readonly data?: DataCheckOptions;
  /** A git ref: a meaning that changed since needs a new version, a why and an approval. */
  readonly against?: string;
}

/** Rubrics first; then, when they are sound, drift, the graph, and whether every query is in the portable subset. */
export async function checkCommand(context: CommandContext, options: CheckOptions = {}): Promise<ExitCode> {
  const { project, sources, problems: found } = await loadProject(context.directory);
  const syncs = await loadSyncs(
    context.directory,
    sources.map(({ name }) => name),
  );
  const mapped = project === undefined ? [] : syncs.syncs.flatMap((sync) => syncProblems(project, sync));
  const problems: Problem[] = sortProblems([...found, ...syncs.problems, ...mapped]);
  let models = 0;
  if (project !== undefined && !problems.some((problem) => problem.severity === 'error')) {
    const drift = findDrift(context.directory, modelsOf(project), otherFilesOf(project));
    if (drift.length > 0) {
      problems.push({
        code: 'check/drift',
        severity: 'error',
        what: `${drift.length} generated files are not what the rubrics say, the first is ${drift[0]?.path ?? ''}.`,
        todo: 'Run `npx leadscore build`.',
      });
    }
    problems.push(
      ...problemsOf(() => {
        const graph = compileProject(context.directory);
        const queries = queriesOf(graph);
        models = queries.length;
        for (const { sql, origin } of queries) problems.push(...problemsOf(() => translate(sql, origin)));
        if (project.retention !== undefined) problems.push(...retentionProblems(graph, project.retention));
      }),
    );
  }
  if (options.against !== undefined && project !== undefined) {
    problems.push(...unversionedChanges(await projectAt(context.directory, options.against), project));
  }
  if (options.data !== undefined && project !== undefined && !problems.some(({ severity }) => severity === 'error')) {
    problems.push(...(await dataProblems(context, project, options.data)));
  }
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  if (problems.length > 0) showProblems(context, problems);
  else if (context.json) printJson(context, { problems: [] });
  if (errors === 0) {
    const rubrics = project?.rubrics.length ?? 0;
    say(context, `${rubrics} ${rubrics === 1 ? 'rubric' : 'rubrics'} and ${models} queries: no errors.`);
  }
  return errors === 0 ? 0 : 1;
}
