/** <rubric>_people: how many people of an account did what the rubric's conditions ask about. */
import type { Project, Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { indent } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { actsOfEverybody } from './applies.js';
import {
  type Behaviour,
  behaviourQuery,
  behavioursOf,
  distinctBehaviours,
  ofOnePerson,
  ownColumn,
} from './behaviour.js';
import { rubricPath } from './names.js';

function didSo(behaviour: Behaviour): string {
  const { min, max } = behaviour.times;
  const times = `COALESCE(persons.${ownColumn(behaviour)}, 0)`;
  return max === undefined ? `${times} >= ${min}` : `${times} BETWEEN ${min} AND ${max}`;
}

/** Grain: (as_of, account_id). All people of an account count, scored or not. undefined when no condition asks about people. */
export function peopleModel(project: Project, rubric: Rubric): Model | undefined {
  const asked = [...behavioursOf(rubric)].filter(([, behaviour]) => behaviour.people !== undefined);
  if (asked.length === 0) return undefined;
  const own = distinctBehaviours(asked.map(([, behaviour]) => ofOnePerson(behaviour)));
  // Who did nothing is asked about, too, where a range of times begins at none.
  const isAnybody = asked.some(([, { times }]) => times.min === 0);
  const columns = asked.map(
    ([name, behaviour]) => `  -- ${behaviour.at.file}:${behaviour.at.line}\n  COUNTIF(${didSo(behaviour)}) AS ${name}`,
  );
  return {
    path: rubricPath(rubric, 'people'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `How many people of each account did what conditions of the rubric ${rubric.name} ask about. Grain: one row per as_of and account with somebody who did something.`,
      tags: ['rubric', rubric.name],
      assertions: { uniqueKey: ['as_of', 'account_id'], nonNull: ['as_of', 'account_id'] },
    },
    sql: `
WITH persons AS (
  ${indent(behaviourQuery(own, actsOfEverybody(project, [...own.values()])), 2)}
)

SELECT
  facts.as_of,
  facts.account_id,
${columns.join(',\n')}
FROM ${leadFactsRef(rubric)} AS facts
${isAnybody ? 'LEFT' : 'INNER'} JOIN persons ON persons.as_of = facts.as_of AND persons.lead_id = facts.lead_id
WHERE facts.account_id IS NOT NULL
GROUP BY facts.as_of, facts.account_id`,
  };
}
