/** <rubric>_account_parts: what each person gives to their account, before anything is taken away again. */
import type { AccountSection, Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { rubricPath, rubricRef } from './names.js';

/** `value` times what the place in the account weighs; nobody beyond the last weight is asked. */
function byPlace(weights: AccountSection['fromPeople'][number]['weights']): string {
  const arms = weights.map((weight, index) => {
    const points = weight.equals(1) ? 'value' : `ROUND(value * ${numeric(weight)}, 9)`;
    return `      WHEN ${index + 1} THEN ${points}`;
  });
  return `CASE place\n${arms.join('\n')}\n    END`;
}

/** From the values of one dimension: the highest ones times the weight of their place. */
function dimensionSteps(rubric: Rubric, { dimension, weights, at }: AccountSection['fromPeople'][number]): string {
  return `${dimension}_places AS (
  SELECT
    members.as_of,
    members.account_id,
    members.lead_id,
    d.${dimension}_score AS value,
    ROW_NUMBER() OVER (PARTITION BY members.as_of, members.account_id ORDER BY d.${dimension}_score DESC, members.lead_id) AS place
  FROM members
  INNER JOIN ${rubricRef(rubric, 'dimensions')} AS d ON d.as_of = members.as_of AND d.lead_id = members.lead_id
),

-- ${at.file}:${at.line}
${dimension}_parts AS (
  SELECT
    as_of,
    account_id,
    lead_id,
    ${byPlace(weights)} AS points
  FROM ${dimension}_places
  WHERE place <= ${weights.length} AND value > NUMERIC '0'
)`;
}

/** Grain: (as_of, lead_id, dimension). undefined where people give their account nothing. */
export function accountPartsModel(rubric: Rubric): Model | undefined {
  const { account } = rubric;
  if (account === undefined || account.fromPeople.length === 0) return undefined;
  const parts = account.fromPeople.map(
    ({ dimension }) =>
      `SELECT as_of, account_id, lead_id, ${sqlxText(dimension)} AS dimension, points FROM ${dimension}_parts`,
  );
  return {
    path: rubricPath(rubric, 'account_parts'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `What the people whom the rubric ${rubric.name} counts for an account give to it, before dominance takes away. Grain: one row per as_of, lead and dimension.`,
      tags: ['rubric', rubric.name],
      columns: { points: 'The value of the dimension times the weight of the place' },
      assertions: {
        uniqueKey: ['as_of', 'lead_id', 'dimension'],
        nonNull: ['as_of', 'account_id', 'lead_id', 'dimension', 'points'],
      },
    },
    sql: `
WITH members AS (
  SELECT * FROM ${rubricRef(rubric, 'members')}
),

${account.fromPeople.map((each) => dimensionSteps(rubric, each)).join(',\n\n')}

${parts.join('\nUNION ALL\n')}`,
  };
}

/** CTE `persons`, over one named `parts`: what each person gives over all dimensions together. */
export const personsStep = `persons AS (
  SELECT as_of, account_id, lead_id, SUM(points) AS points
  FROM parts
  GROUP BY as_of, account_id, lead_id
)`;

/** CTE `shares`, over `persons`: the most that one person of an account may give. */
export function sharesStep(dominance: NonNullable<AccountSection['dominance']>): string {
  return `-- ${dominance.at.file}:${dominance.at.line}
shares AS (
  SELECT as_of, account_id, ROUND(SUM(points) * ${numeric(dominance.share)}, 9) AS at_most
  FROM persons
  GROUP BY as_of, account_id
  HAVING COUNTIF(points > NUMERIC '0') >= 2
)`;
}
