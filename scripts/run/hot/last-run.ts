/** What the last run left of scores, by the log of tiers. */
import type { Engine, Target } from '../../engine/engine.js';
import { ProblemError } from '../../problem.js';
import { quoted } from '../narrowed-check.js';
import { isLater } from './moment.js';

/**
 * The moment, in ISO 8601, of the last run that scored; every lead stands as of then, or as of an earlier run. `meanings` is
 * what each scored rubric means today. Throws `ProblemError`: `hot/no-scores` where no run has scored yet, and
 * `hot/rubrics-changed` where the scores in the tables are by another text than today's.
 */
export async function lastScored(
  engine: Engine,
  tierLog: Target,
  meanings: ReadonlyMap<string, string>,
): Promise<string> {
  if ((await engine.relation(tierLog)) === undefined) throw new ProblemError(noScores);
  const rows = await engine.query(`SELECT log.rubric, log.meaning, log.as_of
FROM ${quoted(tierLog)} AS log
WHERE log.lead_id IS NULL
QUALIFY ROW_NUMBER() OVER (PARTITION BY log.rubric ORDER BY log.as_of DESC) = 1`);
  const scored = new Map(rows.map((row) => [String(row.rubric), row] as const));
  const newest = rows.map((row) => String(row.as_of)).reduce((a, b) => (isLater(b, a) ? b : a), '');
  if (newest === '') throw new ProblemError(noScores);
  // A rubric that was retired has no row of that run any more, and one that is new has none at all.
  const other = [...meanings].filter(
    ([rubric, meaning]) => scored.get(rubric)?.meaning !== meaning || scored.get(rubric)?.as_of !== newest,
  );
  const retired = rows.filter((row) => row.as_of === newest && !meanings.has(String(row.rubric)));
  const names = [...other.map(([rubric]) => rubric), ...retired.map((row) => String(row.rubric))].toSorted();
  if (names.length > 0) throw new ProblemError(rubricsChanged(names));
  return newest;
}

const noScores = {
  code: 'hot/no-scores',
  severity: 'error',
  what: 'There are no scores yet, and --hot only brings up to date what is there.',
  todo: 'Run `npx leadscore run` first.',
} as const;

function rubricsChanged(names: readonly string[]) {
  return {
    code: 'hot/rubrics-changed',
    severity: 'error',
    what: `What ${names.length === 1 ? `the rubric ${names[0] ?? ''} means has` : `the rubrics ${names.join(', ')} mean has`} changed since the last run.`,
    why: 'Some leads would be scored by the new text, and all others by the old one.',
    todo: 'Run `npx leadscore run` without --hot, which scores everybody.',
  } as const;
}
