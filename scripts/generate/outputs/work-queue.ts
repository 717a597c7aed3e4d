/** work_queue: whom to work on, the best first, and how far a team's capacity reaches. */
import type { Project, Rubric, Tier } from '../../rubric/model.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { rankedRubrics, scoredRubrics } from './shape.js';

/** Somebody has to do something: the tier assigns, makes a task, or has a capacity. */
function isWork(rubric: Rubric, tier: Tier): boolean {
  const { details } = tier.action;
  return (
    details.has('assign') ||
    details.get('task') === true ||
    (rubric.capacity ?? []).some((capacity) => capacity.tier === tier.name)
  );
}

/** Grain: (rubric, as_of, lead_id). undefined when no live rubric gives anybody work. */
export function workQueueTable(project: Project): Model | undefined {
  const tiers = scoredRubrics(project)
    .filter((rubric) => rubric.status === 'live')
    .flatMap((rubric) =>
      rubric.tiers
        .filter((tier) => isWork(rubric, tier))
        .map((tier) => ({ rubric, tier, capacity: (rubric.capacity ?? []).find((each) => each.tier === tier.name) })),
    );
  if (tiers.length === 0) return undefined;
  const isRanked = tiers.some(({ rubric }) => rankedRubrics(project).includes(rubric.name));
  // A queue is of one rubric: either all of its leads have a place by the model, or none.
  const byModel = isRanked ? 'predictive_rank, ' : '';
  const rows = tiers.map(({ rubric, tier, capacity }) => {
    const { file, line } = capacity?.at ?? tier.at;
    const assign = tier.action.details.get('assign');
    return `    -- ${file}:${line}
    STRUCT(${sqlxText(rubric.name)} AS rubric, ${sqlxText(tier.name)} AS tier, ${assign === undefined ? typedNull('STRING') : sqlxText(String(assign))} AS assigned_to, ${capacity?.leads ?? typedNull('INT64')} AS capacity, ${capacity === undefined ? typedNull('STRING') : `'${capacity.per}'`} AS capacity_per)`;
  });
  return {
    path: 'definitions/outputs/work_queue.sqlx',
    madeFrom: [...new Set(tiers.map(({ rubric }) => rubric.file))],
    config: {
      type: 'table',
      description: `The leads that somebody is to work on, by the rubric that decides for them: those whose action is done, ${isRanked ? 'in the order of the model where there is one, else ' : ''}the highest total first. Grain: one row per rubric, as_of and lead.`,
      tags: ['output'],
      columns: {
        owner: "The record owner's id; where there is none, whom the action assigns it to",
        queue_rank: isRanked
          ? '1 for the first of the tier: by the model where the rubric ranks by one, then the highest total, ties by lead_id'
          : '1 for the first of the tier: the highest total, ties by lead_id',
        owner_rank: '1 for the first of the tier with this owner',
        capacity: 'So many leads of the tier are worked on in a period; NULL where nothing is said',
        capacity_per: 'The period: day, week, month or quarter',
        is_within_capacity: 'The lead is one of these; it stands in its tier in any case',
        reason: 'Why it stands where it stands, in words',
      },
      assertions: {
        uniqueKey: ['rubric', 'as_of', 'lead_id'],
        nonNull: ['rubric', 'as_of', 'lead_id', 'tier', 'queue_rank', 'is_within_capacity'],
      },
    },
    sql: `
WITH work AS (
  SELECT t.rubric, t.tier, t.assigned_to, t.capacity, t.capacity_per
  FROM UNNEST([
${rows.join(',\n')}
  ]) AS t
),

queued AS (
  SELECT
    s.rubric,
    s.as_of,
    s.tier,
    s.tier_position,
    s.lead_id,
    COALESCE(people.owner_id, work.assigned_to) AS owner,
    s.total_score,${isRanked ? '\n    s.predictive_rank,' : ''}
    s.action,
    s.action_details,
    s.action_due_minutes,
    work.capacity,
    work.capacity_per,
    s.top_reasons AS reason
  FROM \${ref("lead_scores")} AS s
  INNER JOIN work ON work.rubric = s.rubric AND work.tier = s.tier
  LEFT JOIN \${ref("int_people")} AS people ON people.lead_id = s.lead_id
  WHERE s.is_primary AND s.disposition IN (s.action, 'overridden')
),

ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY rubric, as_of, tier ORDER BY ${byModel}total_score DESC, lead_id) AS queue_rank,
    ROW_NUMBER() OVER (PARTITION BY rubric, as_of, tier, owner ORDER BY ${byModel}total_score DESC, lead_id) AS owner_rank
  FROM queued
)

SELECT
  rubric,
  as_of,
  tier,
  tier_position,
  owner,
  queue_rank,
  owner_rank,
  lead_id,
  total_score,
  capacity,
  capacity_per,
  COALESCE(queue_rank <= capacity, TRUE) AS is_within_capacity,
  action,
  action_details,
  action_due_minutes,
  reason
FROM ranked`,
  };
}
