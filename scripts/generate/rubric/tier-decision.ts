/** The tier of each lead, from the gates, and under buffers from where it stood in the last run. */
import type { Rubric } from '../../rubric/model.js';
import { numeric, typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import { demotionJoin, isDemoting } from './demoting.js';
import { rubricRef } from './names.js';
import { hasBuffer } from './ways.js';

/** The rubric's tiers as a CTE `tiers`: position and name, and under buffers what these say. */
export function tierRows(rubric: Rubric): string {
  const buffers = hasBuffer(rubric);
  const rows = rubric.tiers.map(({ name, buffer, at }, index) => {
    const days = (value: number | undefined): string => (value === undefined ? typedNull('INT64') : String(value));
    const below = buffer?.leaveBelow === undefined ? typedNull('NUMERIC') : numeric(buffer.leaveBelow);
    const said = buffers
      ? `, ${below} AS leave_below, ${days(buffer?.stayDays)} AS stay_days, ${days(buffer?.coolDownDays)} AS cool_down_days`
      : '';
    return `    -- ${at.file}:${at.line}\n    STRUCT(${index + 1} AS position, ${sqlxText(name)} AS tier${said})`;
  });
  return `tiers AS (
  SELECT t.position, t.tier${buffers ? ', t.leave_below, t.stay_days, t.cool_down_days' : ''}
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS t
)`;
}

/** `gates` to `chosen`: as_of, lead_id, position. */
export const plainSteps: readonly string[] = [
  `candidates AS (
  SELECT
    as_of,
    lead_id,
    position,
    LOGICAL_AND(state = 'passed') AS holds
  FROM gates
  GROUP BY as_of, lead_id, position
)`,
  `chosen AS (
  SELECT as_of, lead_id, MIN(position) AS position
  FROM candidates
  WHERE holds
  GROUP BY as_of, lead_id
)`,
];

/** The same for a rubric whose model moves leads out of the tier that the rules give: they get the next one that holds. */
export function decisionSteps(rubric: Rubric): readonly string[] {
  const [candidates = ''] = plainSteps;
  if (!isDemoting(rubric)) return plainSteps;
  return [
    candidates,
    `chosen AS (
  SELECT candidates.as_of, candidates.lead_id, MIN(candidates.position) AS position
  FROM candidates${demotionJoin(rubric, 'candidates')}
  WHERE candidates.holds AND demotions.lead_id IS NULL
  GROUP BY candidates.as_of, candidates.lead_id
)`,
  ];
}

/** Columns of the stored state, by name and type; grain (lead_id, tier). */
export const stateColumns = [
  ['lead_id', 'STRING'],
  ['tier', 'STRING'],
  ['as_of', 'TIMESTAMP'],
  ['is_current', 'BOOL'],
  ['entered_at', 'TIMESTAMP'],
  ['left_at', 'TIMESTAMP'],
  ['previous_as_of', 'TIMESTAMP'],
  ['was_current', 'BOOL'],
  ['previous_entered_at', 'TIMESTAMP'],
  ['previous_left_at', 'TIMESTAMP'],
] as const;

/**
 * `gates`, `tiers` and `state` (columns as above) to `before`, `stood`, `judged` and `chosen`. For each as_of the state
 * counts as it was before it: a run that is repeated sees what the first one saw, and one for an earlier moment sees
 * nothing that came later.
 */
export function bufferedSteps(rubric: Rubric, timeZone: string): readonly string[] {
  const day = (moment: string): string => `DATE(${moment}, ${sqlxText(timeZone)})`;
  const demotes = isDemoting(rubric);
  // The days of a buffer hold against a model, too; a lower bound is a matter of points.
  const isAskedFor = demotes
    ? '(candidates.reached_by IS NULL OR demotions.lead_id IS NOT NULL)'
    : 'candidates.reached_by IS NULL';
  const hasPoints = `${demotes ? '(demotions.lead_id IS NULL AND ' : ''}scores.total_score >= tiers.leave_below${demotes ? ')' : ''}`;
  return [
    `clock AS (
  SELECT * FROM \${ref("int_as_of")}
)`,
    `before AS (
  SELECT
    clock.as_of,
    state.lead_id,
    state.tier,
    IF(state.as_of < clock.as_of, state.as_of, state.previous_as_of) AS last_as_of,
    IF(state.as_of < clock.as_of, state.is_current, state.was_current) AS stood,
    IF(state.as_of < clock.as_of, state.entered_at, state.previous_entered_at) AS entered_at,
    IF(state.as_of < clock.as_of, state.left_at, state.previous_left_at) AS left_at
  FROM state
  CROSS JOIN clock
  WHERE state.as_of < clock.as_of OR state.previous_as_of < clock.as_of
)`,
    `-- A tier that the rubric no longer has is no place to stand in.
stood AS (
  SELECT before.as_of, before.lead_id, before.last_as_of, before.tier, before.entered_at, tiers.position
  FROM before
  INNER JOIN tiers ON tiers.tier = before.tier
  WHERE before.stood
)`,
    `candidates AS (
  SELECT
    as_of,
    lead_id,
    position,
    MAX(reached_by) AS reached_by,
    LOGICAL_AND(gate = 'points' OR state = 'passed') AS passes
  FROM gates
  GROUP BY as_of, lead_id, position
)`,
    `judged AS (
  SELECT
    candidates.as_of,
    candidates.lead_id,
    candidates.position,
    tiers.tier,
    candidates.reached_by,
    candidates.passes,${demotes ? '\n    demotions.lead_id IS NOT NULL AS is_demoted,' : ''}
    ${isAskedFor} AND COALESCE(stood.tier = tiers.tier AND (${hasPoints} OR DATE_DIFF(clock.as_of_day, ${day('stood.entered_at')}, DAY) < tiers.stay_days), FALSE) AS is_kept,
    COALESCE((stood.tier IS NULL OR stood.tier != tiers.tier) AND DATE_DIFF(clock.as_of_day, ${day('earlier.left_at')}, DAY) < tiers.cool_down_days, FALSE) AS is_barred
  FROM candidates
  INNER JOIN tiers ON tiers.position = candidates.position
  INNER JOIN clock ON clock.as_of = candidates.as_of
  INNER JOIN ${rubricRef(rubric, 'scores')} AS scores ON scores.as_of = candidates.as_of AND scores.lead_id = candidates.lead_id
  LEFT JOIN stood ON stood.as_of = candidates.as_of AND stood.lead_id = candidates.lead_id
  LEFT JOIN before AS earlier ON earlier.as_of = candidates.as_of AND earlier.lead_id = candidates.lead_id AND earlier.tier = tiers.tier${demotionJoin(rubric, 'candidates')}
)`,
    `chosen AS (
  SELECT as_of, lead_id, MIN(position) AS position
  FROM judged
  WHERE passes AND (${demotes ? '(reached_by IS NOT NULL AND NOT is_demoted)' : 'reached_by IS NOT NULL'} OR is_kept) AND NOT is_barred
  GROUP BY as_of, lead_id
)`,
  ];
}
