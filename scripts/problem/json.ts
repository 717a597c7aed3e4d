import type { Problem } from '../problem.js';

/** `{ problems: [...] }`, one object per problem; every key is always there, `null` where there is nothing to say. */
export function renderJson(problems: readonly Problem[], shownFile: (file: string) => string): string {
  const rows = problems.map(({ code, severity, place, what, why, todo }) => ({
    code,
    severity,
    file: place === undefined ? null : shownFile(place.file),
    line: place?.line ?? null,
    column: place?.column ?? null,
    length: place?.length ?? null,
    what,
    why: why ?? null,
    todo: todo ?? null,
  }));
  return `${JSON.stringify({ problems: rows }, undefined, 2)}\n`;
}
