/** <rubric>_leads and <rubric>_acts: who the rubric scores, and what of their acts can count. */
import { longestOf, lookbackBySignal, signalsOfRule } from '../../rubric/lookbacks.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { hasCopies, withoutCopies } from '../intermediate/act-copies.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
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

/** crm_updates says of acts of the last so many days which of them became known last, whatever points they still give: nobody waits for older ones. */
export const measuredDays = 30;

/** Signals whose acts are read equally far back: how many days from as_of on; undefined where acts of any age are. */
interface Reach {
  readonly days: number | undefined;
  readonly signals: readonly string[];
}

/** Those that are read least far back first. */
function reachesOf(rubric: Rubric): readonly Reach[] {
  const lookbacks = lookbackBySignal(rubric);
  const byDays = new Map<number | undefined, string[]>();
  for (const signal of signalsUsed(rubric)) {
    const lookback = lookbacks.get(signal);
    const days = lookback === undefined ? undefined : Math.max(lookback, measuredDays);
    byDays.set(days, [...(byDays.get(days) ?? []), signal]);
  }
  return [...byDays]
    .map(([days, signals]) => ({ days, signals }))
    .toSorted((one, other) => (one.days ?? Infinity) - (other.days ?? Infinity));
}

const isOf = (column: string, signals: readonly string[]): string =>
  `${column} IN (${signals.map(sqlxText).join(', ')})`;

/** The acts that can matter at any as_of, as CTEs that end in `acts`. The runner works out `watermark` first, so that older partitions are not read. */
function actsRead(reaches: readonly Reach[]): string {
  const longest = longestOf(reaches.map(({ days }) => days));
  const sinceOf = (days: number): string => (days === longest ? 'since' : `since_${days}`);
  const bounds = reaches
    .flatMap(({ days }) => (days === undefined ? [] : [days]))
    .toReversed()
    .map((days) => `    DATE_SUB(MIN(as_of_day), INTERVAL ${days} DAY) AS ${sinceOf(days)}`);
  const tests = reaches.map(({ days, signals }) => {
    const test = isOf('acts.signal', signals);
    return days === undefined || days === longest ? test : `(acts.day > watermark.${sinceOf(days)} AND ${test})`;
  });
  const since = longest === undefined ? [] : ['acts.day > watermark.since'];
  const [test = '', ...others] = tests;
  const any = others.length === 0 ? test : `(\n      ${tests.join('\n      OR ')}\n    )`;
  const watermark = `watermark AS (
  SELECT
${bounds.join(',\n')}
  FROM \${ref("int_as_of")}
),

`;
  return `${bounds.length === 0 ? '' : watermark}acts AS (
  SELECT acts.*
  FROM \${ref("int_acts")} AS acts${bounds.length === 0 ? '' : '\n  CROSS JOIN watermark'}
  WHERE ${[...since, any].join('\n    AND ')}
)`;
}

/** What of `linked` can matter at its own as_of, where a run has several. */
function ofReach(reaches: readonly Reach[]): string {
  const [first, ...others] = reaches;
  if (first === undefined || (others.length === 0 && first.days === undefined)) return '';
  if (others.length === 0) return `\nWHERE age_days < ${first.days}`;
  const tests = reaches.map(({ days, signals }) => {
    const test = isOf('signal', signals);
    return days === undefined ? test : `(age_days < ${days} AND ${test})`;
  });
  return `\nWHERE ${tests.join('\n  OR ')}`;
}

/** Grain: (as_of, act_key). undefined when the rubric uses no signal. */
export function rubricActsModel(project: Project, rubric: Rubric): Model | undefined {
  const reaches = reachesOf(rubric);
  if (reaches.length === 0) return undefined;
  const copies = withoutCopies(hasCopies(project, signalsUsed(rubric)), 'leads', '  ');
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
WITH ${actsRead(reaches)},

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
  WHERE acts.happened_at < leads.as_of
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
FROM linked${ofReach(reaches)}`,
  };
}
