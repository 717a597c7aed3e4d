/** `leadscore build`: rubrics to SQLX and documents; with --check, whether what is committed is what the rubrics say. */
import { type Drift, findDrift, writeModels } from '../generate/write.js';
import type { Problem } from '../problem.js';
import { type CommandContext, type ExitCode, printJson, problemsAsJson, say, showProblems } from './context.js';
import { modelsOf, otherFilesOf, readProject } from './project.js';

const whatDrifted: Readonly<Record<Drift['kind'], string>> = {
  missing: 'is not there, though the rubrics ask for it',
  changed: 'is not what the rubrics say',
  orphaned: 'was generated once and no rubric or source asks for it any more',
};

function driftProblem(drift: Drift): Problem {
  return {
    code: `build/${drift.kind}`,
    severity: 'error',
    place: { file: drift.path, line: 1, column: 1 },
    what: `${drift.path} ${whatDrifted[drift.kind]}.`,
    why: 'What is reviewed and what runs would differ.',
    todo: 'Run `npx leadscore build` and commit what it writes.',
  };
}

const verbs: Readonly<Record<Drift['kind'], string>> = { missing: 'wrote', changed: 'rewrote', orphaned: 'removed' };

export async function buildCommand(context: CommandContext, options: { readonly check: boolean }): Promise<ExitCode> {
  const { project, warnings } = await readProject(context.directory);
  if (warnings.length > 0 && !context.json) showProblems(context, warnings);
  const models = modelsOf(project);
  const others = otherFilesOf(project);
  const count = models.length + others.files.length;
  if (options.check) {
    const drift = findDrift(context.directory, models, others);
    if (context.json) printJson(context, { models: models.length, drift, problems: problemsAsJson(context, warnings) });
    if (drift.length > 0) {
      if (!context.json) showProblems(context, drift.map(driftProblem));
      return 1;
    }
    say(context, `${count} generated files are what the rubrics say.`);
    return 0;
  }
  const done = writeModels(context.directory, models, others);
  if (context.json)
    printJson(context, { models: models.length, written: done, problems: problemsAsJson(context, warnings) });
  for (const one of done) say(context, `${verbs[one.kind].padEnd(8)} ${one.path}`);
  say(context, `${count} generated files, ${done.length === 0 ? 'nothing to change' : `${done.length} changed`}.`);
  return 0;
}
