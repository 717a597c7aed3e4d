import { warning } from '../../rubric/report.js';
import type { DataCheck } from './data-check.js';

const code = 'data/silent-signal';

/** Fewer days with an act than that tell nothing of what is usual. */
const FEWEST_DAYS = 5;

/** Signals of which nothing was seen for longer than they ever paused: a form, a tag or an export may have broken. */
export const silentSignal: DataCheck = {
  code,
  find: async ({ project, table, query, bounds }) => {
    const [acts, clock] = [table('int_acts'), table('int_as_of')];
    if (acts === undefined || clock === undefined) return [];
    const rows = await query(`WITH days AS (
  SELECT DISTINCT acts.signal, acts.day, clock.as_of_day
  FROM ${acts} AS acts
  INNER JOIN ${clock} AS clock ON acts.happened_at < clock.as_of AND acts.known_at <= clock.as_of
),

gaps AS (
  SELECT
    signal,
    day,
    as_of_day,
    DATE_DIFF(day, LAG(day) OVER (PARTITION BY signal ORDER BY day), DAY) AS gap
  FROM days
)

SELECT
  signal,
  CAST(MAX(day) AS STRING) AS last_day,
  COUNT(*) AS days,
  MAX(gap) AS longest_gap,
  DATE_DIFF(MAX(as_of_day), MAX(day), DAY) AS silent_days
FROM gaps
GROUP BY signal`);
    return rows.flatMap((row) => {
      const signal = project.signals.find(({ name }) => name === row['signal']);
      const [days, longest, silent] = [Number(row['days']), Number(row['longest_gap']), Number(row['silent_days'])];
      if (signal === undefined || days < FEWEST_DAYS || silent <= longest * bounds.silentTimes) return [];
      const what = `"${signal.name}" has been silent for ${silent} days, since ${String(row['last_day'])}; before that its longest pause was ${longest} ${longest === 1 ? 'day' : 'days'}.`;
      const todo = 'Look whether the form, the page or the export still reports it.';
      return [warning(code, signal.at, what, { todo })];
    });
  },
};
