import type { Row } from '../engine/engine.js';
import type { Action } from '../graph/graph.js';
import type { Problem } from '../problem.js';
import { shownName } from './asserted.js';
import type { Heat } from './hot/run-hot.js';
import { plural } from './progress.js';
import type { ActionResult, RunResult } from './result.js';
import { jsonText, rowLines, terminalText } from './terminal-text.js';

/**
 * Every problem of a run, in the order of its actions. One that stands in no file (a full disk) is told once, with the
 * names of the actions it stopped.
 */
export function runProblems(result: RunResult): readonly Problem[] {
  const stopped = new Map<string, string[]>();
  const found = result.actions.flatMap(({ action, problems }) =>
    problems.flatMap((problem) => {
      if (problem.place !== undefined) return [problem];
      const key = JSON.stringify([problem.code, problem.what]);
      const names = stopped.get(key);
      stopped.set(key, [...(names ?? []), shownName(action)]);
      return names === undefined ? [problem] : [];
    }),
  );
  return found.map((problem) => {
    const names = stopped.get(JSON.stringify([problem.code, problem.what]));
    if (names === undefined || problem.place !== undefined || problem.severity !== 'error') return problem;
    return { ...problem, what: `${problem.what} It stopped ${someOf(names, 'and')}.` };
  });
}

/** What the problems do not say: the rows that assertions found, who was skipped and why, what an interrupt left. */
export function reportLines(result: RunResult): string[] {
  return [
    ...result.actions.flatMap(sampleLines),
    ...assertedLines(result),
    ...skippedLines(result),
    ...(result.status === 'interrupted' ? interruptLines(result) : []),
  ];
}

function sampleLines({ action, sample, rows = 0 }: ActionResult): string[] {
  if (sample === undefined) return [];
  const more = rows - sample.length;
  return [
    `${terminalText(shownName(action))}:`,
    ...rowLines(sample.map(readable)).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en-US')} more`] : []),
  ];
}

/** Dataform's own word for how often a key occurs says nothing to a reader. */
function readable(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column === 'index_row_count' ? 'rows' : column, value]),
  );
}

/** Dataform's assertions stand beside the models: a reader would think that a failed one kept the rows out. */
function assertedLines(result: RunResult): string[] {
  // Where a model waited for the assertion, the line about what was skipped says so.
  const waitedFor = new Set(result.actions.flatMap(({ because }) => because ?? []));
  const models = result.actions.flatMap(({ action, sample }) =>
    sample !== undefined &&
    action.kind === 'assertion' &&
    action.parent !== undefined &&
    !waitedFor.has(shownName(action))
      ? [action.parent.slice(action.parent.lastIndexOf('.') + 1)]
      : [],
  );
  if (models.length === 0) return [];
  return [
    `What reads ${someOf([...new Set(models)], 'or')} was built from these rows all the same: nothing waits for the assertion.`,
  ];
}

/** One line per cause, however many models it kept from being built. */
function skippedLines(result: RunResult): string[] {
  const causes = new Map<string, { readonly because: readonly string[]; readonly skipped: Action[] }>();
  for (const { action, status, because } of result.actions) {
    if (status !== 'skipped' || because === undefined) continue;
    const key = because.join('\n');
    const cause = causes.get(key) ?? { because, skipped: [] };
    cause.skipped.push(action);
    causes.set(key, cause);
  }
  return [...causes.values()].map(({ because, skipped }) => {
    const models = skipped.filter(({ kind }) => kind !== 'assertion').map(({ target }) => target.name);
    const assertions = skipped.length - models.length;
    const counts = [
      ...(models.length === 0 ? [] : [plural(models.length, 'model')]),
      ...(assertions === 0 ? [] : [plural(assertions, 'assertion')]),
    ];
    return (
      `Skipped, because ${someOf(because, 'and')} failed: ${counts.join(' and ')}` +
      (models.length === 0 ? '.' : ` (${someOf(models, 'and')}).`)
    );
  });
}

const NAMED = 5;

/** At most five names, and how many more there are. */
export function someOf(names: readonly string[], word: 'and' | 'or'): string {
  const shown = names.slice(0, NAMED).map((name) => terminalText(name));
  const more = names.length - shown.length;
  const parts = more > 0 ? [...shown, `${more.toLocaleString('en-US')} more`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1) ?? ''}`;
}

function interruptLines(result: RunResult): string[] {
  const models = result.actions.filter(({ action }) => action.kind !== 'assertion');
  const named = (status: ActionResult['status']) =>
    models.filter((model) => model.status === status).map(({ action }) => action.target.name);
  const [finished, unbegun] = [named('succeeded'), named('skipped')];
  const inFlight = result.actions.filter(({ status }) => status === 'interrupted').map(({ action }) => action);
  return [
    `Interrupted. Finished: ${finished.length === 0 ? 'nothing' : `${plural(finished.length, 'model')} (${someOf(finished, 'and')})`}.` +
      (unbegun.length === 0 ? '' : ` Not begun: ${plural(unbegun.length, 'model')}.`),
    ...inFlight.map(
      (action) =>
        `${terminalText(shownName(action))} ${action.kind === 'assertion' ? 'was being checked' : 'is as it was before'}.`,
    ),
  ];
}

/** The run for programs: plain values, times in ISO 8601; `others` are problems of no action. */
export function runAsJson(result: RunResult, others: readonly Problem[] = [], hot?: Heat): string {
  return jsonText({
    status: result.status,
    started_at: result.startedAt.toISOString(),
    finished_at: result.finishedAt.toISOString(),
    actions: result.actions.map((entry) => ({
      name: entry.action.target.name,
      schema: entry.action.target.schema,
      kind: entry.action.kind,
      status: entry.status,
      rows: entry.rows ?? null,
      rows_checked: entry.rowsChecked ?? null,
      seconds: entry.seconds,
      because: entry.because ?? [],
      sample: entry.sample ?? [],
      problems: entry.problems.map(problemAsJson),
    })),
    ...(hot !== undefined && {
      hot: { since: hot.since, leads: hot.leads, accounts: hot.accounts, is_published: hot.isPublished },
    }),
    problems: others.map(problemAsJson),
  });
}

function problemAsJson(problem: Problem) {
  return {
    code: problem.code,
    severity: problem.severity,
    file: problem.place?.file ?? null,
    line: problem.place?.line ?? null,
    column: problem.place?.column ?? null,
    what: problem.what,
    why: problem.why ?? null,
    todo: problem.todo ?? null,
  };
}
