import type { Problem } from '../problem.js';
import type { ActionResult, RunResult } from './result.js';
import { jsonText, rowLines, terminalText } from './terminal-text.js';

/** Every problem of a run, in the order of its actions. */
export function runProblems(result: RunResult): readonly Problem[] {
  return result.actions.flatMap((action) => action.problems);
}

/** What the problems do not say: the rows that assertions found, who was skipped and why, what an interrupt left. */
export function reportLines(result: RunResult): string[] {
  return [
    ...result.actions.flatMap(sampleLines),
    ...result.actions.flatMap(skippedLine),
    ...(result.status === 'interrupted' ? interruptLines(result) : []),
  ];
}

function sampleLines({ action, sample, rows = 0 }: ActionResult): string[] {
  if (sample === undefined) return [];
  const more = rows - sample.length;
  return [
    `${terminalText(action.target.name)}:`,
    ...rowLines(sample).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en-US')} more`] : []),
  ];
}

function skippedLine({ action, status, because }: ActionResult): string[] {
  if (status !== 'skipped' || because === undefined) return [];
  return [
    `${terminalText(action.target.name)} was skipped, because ${because.map((name) => terminalText(name)).join(', ')} failed.`,
  ];
}

function interruptLines(result: RunResult): string[] {
  const named = (status: ActionResult['status']) =>
    result.actions
      .filter((action) => action.status === status && action.action.kind !== 'assertion')
      .map((action) => terminalText(action.action.target.name));
  const finished = named('succeeded');
  const inFlight = result.actions
    .filter((action) => action.status === 'interrupted')
    .map((action) => terminalText(action.action.target.name));
  return [
    `Interrupted. Finished: ${finished.length === 0 ? 'nothing' : finished.join(', ')}.`,
    ...inFlight.map((name) => `${name} is as it was before.`),
  ];
}

/** The run for programs: plain values, times in ISO 8601; `others` are problems of no action. */
export function runAsJson(result: RunResult, others: readonly Problem[] = []): string {
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
      seconds: entry.seconds,
      because: entry.because ?? [],
      sample: entry.sample ?? [],
      problems: entry.problems.map(problemAsJson),
    })),
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
