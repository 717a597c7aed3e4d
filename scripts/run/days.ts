import { ProblemError } from '../problem.js';

/**
 * The days that `--days` names, as `2026-06-01..2026-06-03`; a day alone is a range of one. Throws `ProblemError`
 * (`run/days`) for what is no such range.
 */
export function parseDays(written: string): string {
  const [from = '', to = from, ...more] = written.trim().split('..');
  if (more.length === 0 && isDay(from) && isDay(to) && from <= to) return `${from}..${to}`;
  throw new ProblemError({
    code: 'run/days',
    severity: 'error',
    what: `"${written}" is not a range of days.`,
    why: '--days says on which days the raw events are read again, however late they came.',
    todo: 'Write the first and the last day (2026-06-01..2026-06-03), or one day (2026-06-01).',
  });
}

/** JavaScript reads 30 February as 2 March. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
