/** Windows of the calendar, in which acts are bounded or compared. */

export type DayWindow = 'day' | 'week' | 'month' | 'lifetime' | { readonly days: number };

/**
 * A text that is equal for two days exactly when they fall into the same window, as SQL. Weeks begin on Monday, N days are
 * counted from 1970-01-01.
 * @param day a DATE, as SQL
 */
export function windowKey(per: DayWindow, day: string): string {
  if (typeof per === 'object') return `CAST(DIV(UNIX_DATE(${day}), ${per.days}) AS STRING)`;
  switch (per) {
    case 'day':
      return `CAST(${day} AS STRING)`;
    case 'week':
      return `CAST(DATE_TRUNC(${day}, ISOWEEK) AS STRING)`;
    case 'month':
      return `CAST(DATE_TRUNC(${day}, MONTH) AS STRING)`;
    case 'lifetime':
      return "'ever'";
  }
}
