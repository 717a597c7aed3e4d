/** `leadscore diff`: what changed in meaning since a git ref, in words. */
import { ProblemError } from '../problem.js';
import { didYouMean } from '../problem/closest.js';
import { renderGithubNotices } from '../problem/github.js';
import { visible } from '../problem/visible.js';
import { type MeaningChange, meaningChanges } from '../rubric/diff/meaning-changes.js';
import type { Project } from '../rubric/model.js';
import { type CommandContext, type ExitCode, isJson, printJson } from './context.js';
import { projectAt } from './git-project.js';
import { readProject } from './project.js';

export interface DiffOptions {
  /** A branch, a tag or a commit. */
  readonly ref: string;
  readonly rubric?: string;
}

/** 0 whether or not something changed, as long as both versions can be read; `check --against` is what fails. */
export async function diffCommand(context: CommandContext, { ref, rubric }: DiffOptions): Promise<ExitCode> {
  const { project } = await readProject(context.directory);
  const before = await projectAt(context.directory, ref);
  if (rubric !== undefined) mustBeInBoth(rubric, ref, before, project);
  const all = meaningChanges(before, project);
  const changes = rubric === undefined ? all : all.filter(({ rubrics }) => rubrics.includes(rubric));
  if (context.format === 'github') context.out.write(renderGithubNotices(changes.map(asNotice)));
  else if (isJson(context)) printJson(context, { ref, changes: changes.map(asJson) });
  else context.out.write(`${textLines(changes, ref).map(visible).join('\n')}\n`);
  return 0;
}

function mustBeInBoth(name: string, ref: string, before: Project, after: Project): void {
  const has = (project: Project): boolean => project.rubrics.some((each) => each.name === name);
  if (!has(after) && !has(before)) {
    const names = after.rubrics.map((each) => each.name);
    const todo = didYouMean(name, names) ?? `There are: ${names.join(', ')}.`;
    throw new ProblemError({
      code: 'diff/unknown-rubric',
      severity: 'error',
      what: `There is no rubric "${name}".`,
      todo,
    });
  }
  if (!has(before)) {
    throw new ProblemError({
      code: 'diff/new-rubric',
      severity: 'error',
      what: `The rubric "${name}" did not exist at ${ref}.`,
      todo: 'All of it is new; name a later commit to see what changed in it.',
    });
  }
}

function asJson({ kind, rubrics, file, what, place }: MeaningChange): unknown {
  return { kind, rubrics, file, line: place?.line ?? null, column: place?.column ?? null, what };
}

function asNotice({ kind, rubrics, file, what, place }: MeaningChange) {
  const concerned = rubrics.length === 0 ? '' : `${rubrics.join(', ')}: `;
  return { title: titles[kind], place: place ?? { file, line: 1, column: 1 }, message: `${concerned}${what}` };
}

const titles: Readonly<Record<MeaningChange['kind'], string>> = {
  meaning: 'changes what is scored or done',
  status: 'changes which rubric counts',
  data: 'changes what raw data is read as',
  words: 'changes words only',
};

const order = ['meaning', 'status', 'data', 'words'] as const;

/** By file, and in it by kind; the last line counts what is not words. */
function textLines(changes: readonly MeaningChange[], ref: string): readonly string[] {
  const files = [...new Set(changes.map(({ file }) => file))];
  const blocks = files.flatMap((file) => {
    const own = changes.filter((change) => change.file === file);
    const kinds = order.filter((kind) => own.some((change) => change.kind === kind));
    return [
      file,
      ...kinds.flatMap((kind) => [
        `  ${titles[kind]}`,
        ...own.filter((change) => change.kind === kind).map((change) => `    ${change.what}${concernedWords(change)}`),
      ]),
      '',
    ];
  });
  const count = changes.filter(({ kind }) => kind !== 'words').length;
  const summary = count === 0 ? 'No change in meaning' : `${count} ${count === 1 ? 'change' : 'changes'} in meaning`;
  return [...blocks, `${summary} since ${ref}.`];
}

/** A rubric's own file says whose change it is. */
function concernedWords({ rubrics, file, kind }: MeaningChange): string {
  if (!file.startsWith('rubrics/shared/') || kind !== 'meaning') return '';
  return rubrics.length === 0 ? ' (no rubric uses it)' : ` (${rubrics.join(', ')})`;
}
