/** Days of the project's time zone, as whole numbers counted from 1970-01-01. */

const MS_PER_DAY = 86_400_000;

export interface Zone {
  readonly name: string;
  /** The day in which a moment (milliseconds) lies. */
  readonly dayOf: (moment: number) => number;
}

export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: name,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const known = new Map<number, number>();
  const dayOf = (moment: number): number => {
    const before = known.get(moment);
    if (before !== undefined) return before;
    const day = Date.parse(`${format.format(moment)}T00:00:00Z`) / MS_PER_DAY;
    known.set(moment, day);
    return day;
  };
  return { name, dayOf };
}

/** `2026-11-02` -> a day. */
export function dayOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY;
}

/** Monday of the ISO week: 1970-01-01 was a Thursday. */
export function weekOf(day: number): number {
  return Math.floor((day + 3) / 7);
}

export function monthOf(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 7);
}

/** `YYYY-MM-DD` of a day. */
export function dateOf(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}
