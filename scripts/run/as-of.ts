import { ProblemError } from '../problem.js';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})$/i;

/**
 * The instant that `--as-of` names, as ISO 8601 in UTC with whole seconds (`2026-01-31T00:00:00Z`). A date alone is
 * its first moment in UTC. Throws `ProblemError` (`run/as-of`) for what is no date.
 */
export function parseAsOf(written: string): string {
  const text = written.trim();
  if (DATE.test(text)) {
    const instant = new Date(`${text}T00:00:00Z`);
    if (isSameDay(instant, text)) return isoSeconds(instant);
  }
  const [, day = '', time = '', zone = ''] = INSTANT.exec(text) ?? [];
  if (day !== '' && isSameDay(new Date(`${day}T00:00:00Z`), day)) {
    const instant = new Date(`${day}T${time}${zone.toUpperCase()}`);
    if (!Number.isNaN(instant.getTime())) return isoSeconds(instant);
  }
  throw new ProblemError({
    code: 'run/as-of',
    severity: 'error',
    what: `"${written}" is not a date or an instant.`,
    why: '--as-of says at which moment the scores are to be as they were.',
    todo: 'Write a date (2026-01-31: its first moment in UTC), or an instant with its zone (2026-01-31T18:00:00Z, 2026-01-31T18:00:00+01:00).',
  });
}

/** JavaScript reads 30 February as 2 March. */
function isSameDay(instant: Date, day: string): boolean {
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
}

function isoSeconds(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}
