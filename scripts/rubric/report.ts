import type { Place, Problem } from '../problem.js';

/** Takes one problem and lets the reading go on. */
export type Report = (problem: Problem) => void;

export interface Advice {
  readonly why?: string | undefined;
  readonly todo?: string | undefined;
}

/** A problem that stops a build. */
export function error(code: string, place: Place, what: string, advice: Advice = {}): Problem {
  return made('error', code, place, what, advice);
}

/** A problem that is shown and does not stop a build. */
export function warning(code: string, place: Place, what: string, advice: Advice = {}): Problem {
  return made('warning', code, place, what, advice);
}

function made(severity: Problem['severity'], code: string, place: Place, what: string, advice: Advice): Problem {
  return {
    code,
    severity,
    place,
    what,
    ...(advice.why !== undefined && { why: advice.why }),
    ...(advice.todo !== undefined && { todo: advice.todo }),
  };
}

/** By file, line, column and code, so that one run and the next print the same. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      byText(a.place?.file ?? '', b.place?.file ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      byText(a.code, b.code) ||
      byText(a.what, b.what),
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
