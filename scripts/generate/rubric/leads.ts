/** <rubric>_leads and <rubric>_acts: who the rubric scores, and what of their acts can count. */
import { lookbacksOf } from '../../rubric/lookbacks.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { hasCopies, withoutCopies } from '../intermediate/act-copies.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { signalsOfRule } from './act-lookback.js';
import { appliesToBehaviours } from './applies.js';
import { behavioursOf, ownBehaviours } from './behaviour.js';
import { conditionSql } from './condition.js';
import { rubricPath, rubricRef } from './names.js';

/** Grain: (as_of, lead_id). An unknown `applies_to` applies. */
export function leadsModel(project: Project, rubric: Rubric): Model {
  const scope = { facts: 'facts', behaviour: 'behaviour', scores: 'scores', standards: project.standards };
  const where =
    rubric.appliesTo === undefined
      ? ''
      : `\n-- ${rubric.appliesTo.at.file}:${rubric.appliesTo.at.line}\nWHERE COALESCE(${conditionSql(rubric.appliesTo, scope)}, TRUE)`;
  const join =
    appliesToBehaviours(rubric).size === 0
      ? ''
      : `\nLEFT JOIN ${rubricRef(rubric, 'applies_to')} AS behaviour ON behaviour.as_of = facts.as_of AND behaviour.lead_id = facts.lead_id`;
  return {
    path: rubricPath(rubric, 'leads'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The leads that the rubric ${rubric.name} scores. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id'] },
    },
    sql: `
SELECT
  facts.as_of,
  facts.as_of_day,
  facts.lead_id
FROM ${leadFactsRef(rubric)} AS facts${join}${where}`,
  };
}

/** Every signal the rubric gives points for or asks about. */
export function signalsUsed(rubric: Rubric): readonly string[] {
  return [
    ...new Set([
      ...rubric.dimensions.flatMap((dimension) => dimension.acts.flatMap(signalsOfRule)),
      ...[...ownBehaviours(behavioursOf(rubric)).values()].flatMap(({ signals, after }) => [
        ...signals,
        ...(after?.signals ?? []),
      ]),
    ]),
  ].toSorted();
}

/** Days back from as_of beyond which no act matters; undefined when some rule never ends. */
export function longestLookback(rubric: Rubric): number | undefined {
  const days = lookbacksOf(rubric).map((each) => each.days);
  return days.some((one) => one === undefined) ? undefined : Math.max(0, ...days.map((one) => one ?? 0));
}

/** The CTE `watermark`: the day from which on acts can count. The runner works it out first, so that older partitions are not read. */
function firstDay(lookback: number): string {
  return `watermark AS (
  SELECT DATE_SUB(MIN(as_of_day), INTERVAL ${lookback} DAY) AS since
  FROM \${ref("int_as_of")}
),

`;
}

/** Grain: (as_of, act_key). undefined when the rubric uses no signal. */
export function rubricActsModel(project: Project, rubric: Rubric): Model | undefined {
  const signals = signalsUsed(rubric);
  if (signals.length === 0) return undefined;
  const lookback = longestLookback(rubric);
  const copies = withoutCopies(hasCopies(project, signals), 'leads', '  ');
  return {
    path: rubricPath(rubric, 'acts'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Acts that can count for the rubric ${rubric.name}: they had happened, were known, and were linked to the lead by as_of. Grain: one row per as_of and act.`,
      tags: ['rubric', rubric.name],
      columns: {
        counts_from: 'Since when it was known, and whose it was',
        is_known_at_assumed: 'When it was known is the usual time, neither told nor observed',
        age_days: 'Whole days between the day of the act and the day of as_of',
      },
      assertions: { uniqueKey: ['as_of', 'act_key'], nonNull: ['as_of', 'act_key', 'lead_id', 'signal', 'age_days'] },
    },
    sql: `
WITH ${lookback === undefined ? '' : firstDay(lookback)}acts AS (
  SELECT acts.*
  FROM \${ref("int_acts")} AS acts${lookback === undefined ? '' : '\n  CROSS JOIN watermark\n  WHERE acts.day > watermark.since'}
),

linked AS (
  SELECT
    leads.as_of,
    leads.lead_id,
    acts.act_key,
    acts.signal,
    acts.session_key,
    acts.happened_at,
    acts.day,
    acts.minutes,
    acts.depth,
    acts.detail,
    GREATEST(acts.known_at, record.linked_at) AS counts_from,
    acts.is_known_at_assumed,
    DATE_DIFF(leads.as_of_day, acts.day, DAY) AS age_days
  FROM acts
  INNER JOIN \${ref("int_record_person")} AS record ON record.record_key = acts.record_key
  INNER JOIN ${rubricRef(rubric, 'leads')} AS leads ON leads.lead_id = record.lead_id${copies.join}
  WHERE acts.signal IN (${signals.map(sqlxText).join(', ')})
    AND acts.happened_at < leads.as_of
    AND acts.known_at <= leads.as_of
    AND record.linked_at <= leads.as_of${copies.where}
)

SELECT
  as_of,
  lead_id,
  act_key,
  signal,
  session_key,
  happened_at,
  day,
  minutes,
  depth,
  detail,
  counts_from,
  is_known_at_assumed,
  age_days
FROM linked${lookback === undefined ? '' : `\nWHERE age_days < ${lookback}`}`,
  };
}
