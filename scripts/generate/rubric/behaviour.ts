/** <rubric>_behaviour: how often a lead did what the rubric's conditions ask about. */
import { conditionsOf } from '../../rubric/conditions.js';
import type { Condition, Rubric } from '../../rubric/model.js';
import { sqlxText, sqlxJson } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';

export type Behaviour = Extract<Condition, { kind: 'behaviour' }>;

/** One column per signal or family and window: `pricing_page_30d`, `high_intent_ever`. */
export function behaviourColumn(behaviour: Behaviour): string {
  return `${behaviour.named}_${behaviour.withinDays === undefined ? 'ever' : `${behaviour.withinDays}d`}`;
}

/** The distinct behaviours of a rubric by column name. */
export function behavioursOf(rubric: Rubric): ReadonlyMap<string, Behaviour> {
  const found = new Map<string, Behaviour>();
  for (const part of conditionsOf(rubric)) {
    if (part.kind === 'behaviour') found.set(behaviourColumn(part), part);
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Grain: (as_of, lead_id), for leads with at least one act; undefined when no condition asks about behaviour. */
export function behaviourModel(rubric: Rubric): Model | undefined {
  const behaviours = behavioursOf(rubric);
  if (behaviours.size === 0) return undefined;
  const columns = [...behaviours].map(([name, behaviour]) => {
    const signals = behaviour.signals.map(sqlxText).join(', ');
    const within = behaviour.withinDays === undefined ? '' : ` AND acts.age_days < ${behaviour.withinDays}`;
    return `  -- ${behaviour.at.file}:${behaviour.at.line}\n  COUNTIF(acts.signal IN (${signals})${within}) AS ${name}`;
  });
  return {
    path: `definitions/rubrics/${rubric.name}/${rubric.name}_behaviour.sqlx`,
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `How often each lead did what conditions of the rubric ${rubric.name} ask about, before limits and caps. Grain: one row per as_of and lead with an act.`,
      tags: ['rubric', rubric.name],
      columns: Object.fromEntries(
        [...behaviours].map(([name, behaviour]) => [
          name,
          `Acts of ${behaviour.named}${behaviour.withinDays === undefined ? '' : ` of the last ${behaviour.withinDays} days`}`,
        ]),
      ),
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id'] },
    },
    sql: `
WITH acts AS (
  SELECT * FROM \${ref(${sqlxJson(`${rubric.name}_acts`)})}
)

SELECT
  acts.as_of,
  acts.lead_id,
${columns.join(',\n')}
FROM acts
GROUP BY acts.as_of, acts.lead_id`,
  };
}
