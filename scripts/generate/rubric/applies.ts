/** <rubric>_applies_to: what `applies_to` asks of acts, before it is known whom the rubric scores. */
import { within } from '../../rubric/conditions.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { hasCopies, withoutCopies } from '../intermediate/act-copies.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import type { Model } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';
import { type Behaviour, behaviourQuery, distinctBehaviours, ownBehaviours, withPeople } from './behaviour.js';
import { rubricPath, rubricRef } from './names.js';

/** The behaviours that `applies_to` asks about, by column. */
export function appliesToBehaviours(rubric: Rubric): ReadonlyMap<string, Behaviour> {
  return distinctBehaviours(rubric.appliesTo === undefined ? [] : within(rubric.appliesTo));
}

/** Acts of these behaviours by everybody who is known, as a query: (as_of, lead_id, act). */
export function actsOfEverybody(project: Project, behaviours: readonly Behaviour[]): string {
  const signals = behaviours.flatMap(({ signals: own, after }) => [...own, ...(after?.signals ?? [])]);
  const copies = withoutCopies(hasCopies(project, signals), 'facts', '');
  return `SELECT
  facts.as_of,
  facts.lead_id,
  acts.signal,
  acts.happened_at,
  acts.day,
  DATE_DIFF(facts.as_of_day, acts.day, DAY) AS age_days
FROM \${ref("int_acts")} AS acts
INNER JOIN \${ref("int_record_person")} AS record ON record.record_key = acts.record_key
INNER JOIN \${ref("int_lead_facts")} AS facts ON facts.lead_id = record.lead_id${copies.join}
WHERE acts.signal IN (${[...new Set(signals)].toSorted().map(sqlxText).join(', ')})
  AND acts.happened_at < facts.as_of
  AND acts.known_at <= facts.as_of
  AND record.linked_at <= facts.as_of${copies.where}`;
}

/** Grain: (as_of, lead_id), for leads with such an act; undefined when `applies_to` asks nothing of acts. */
export function appliesToModel(project: Project, rubric: Rubric): Model | undefined {
  const behaviours = appliesToBehaviours(rubric);
  if (behaviours.size === 0) return undefined;
  const own = ownBehaviours(behaviours);
  const ownQuery = own.size === 0 ? undefined : behaviourQuery(own, actsOfEverybody(project, [...own.values()]));
  const isOwn = own.size === behaviours.size;
  return {
    path: rubricPath(rubric, 'applies_to'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `How often each lead did what applies_to of the rubric ${rubric.name} asks about. Grain: one row per as_of and lead with such an act.`,
      tags: ['rubric', rubric.name],
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id'] },
    },
    sql: `\n${isOwn ? (ownQuery ?? '') : withPeople(behaviours, ownQuery, leadFactsRef(rubric), rubricRef(rubric, 'people'))}`,
  };
}
