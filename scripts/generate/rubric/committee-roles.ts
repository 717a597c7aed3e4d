/** <rubric>_committee_roles: which roles of a buying committee are there, and which are missing. */
import { Decimal } from 'decimal.js';
import type { AccountSection, Rubric } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { hasRole } from './committee-people.js';
import { rubricPath, rubricRef } from './names.js';

type Committee = AccountSection['committee'];

/** The roles that the rubric asks for, in every account, and those that its people have. */
function roleSteps(rubric: Rubric, committee: Committee): readonly string[] {
  const ofPeople = 'SELECT as_of, account_id, committee_role, FALSE AS is_required FROM people';
  if (committee === undefined) return [`roles AS (\n  ${ofPeople}\n)`];
  return [
    `-- ${committee.at.file}:${committee.at.line}
either AS (
  SELECT accounts.as_of, accounts.account_id, committee_role, TRUE AS is_required
  FROM ${rubricRef(rubric, 'accounts')} AS accounts
  CROSS JOIN UNNEST([${committee.roles.map((role) => sqlxText(role)).join(', ')}]) AS committee_role
  UNION ALL
  ${ofPeople}
)`,
    `roles AS (
  SELECT as_of, account_id, committee_role, LOGICAL_OR(is_required) AS is_required
  FROM either
  GROUP BY as_of, account_id, committee_role
)`,
  ];
}

/** So many roles of those asked for, as a share of six digits: looked up, since nothing is divided. */
function completeness(roles: number): string {
  const arms = Array.from({ length: roles + 1 }, (_, filled) => {
    const share = new Decimal(filled).div(roles).toDecimalPlaces(6);
    return `WHEN ${filled} THEN ${numeric(share)}`;
  });
  return `CASE roles_filled ${arms.join(' ')} END`;
}

/** Grain: (as_of, account_id, committee_role). undefined without an account section. */
export function committeeRolesModel(rubric: Rubric): Model | undefined {
  const { account } = rubric;
  if (account === undefined) return undefined;
  const { committee } = account;
  const asked = committee?.roles.length ?? 0;
  const isPaid =
    committee === undefined
      ? "NUMERIC '0'"
      : `IF(is_required AND is_filled AND people_counted >= ${committee.atLeastPeople}, ${numeric(committee.pointsPerRole)}, NUMERIC '0')`;
  return {
    path: rubricPath(rubric, 'committee_roles'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `The roles of the buying committee of each account that the rubric ${rubric.name} scores: those that the rubric asks for, filled or not, and those that its people have beside them. Grain: one row per as_of, account and committee role.`,
      tags: ['rubric', rubric.name],
      columns: {
        is_required: 'The rubric asks for this role',
        is_filled: 'Somebody of this role counts for the committee',
        people: 'People of this role whom the rubric scores',
        engaged_people: 'Of them engaged, as the rubric says',
        counted_people: "Of them with an act that gave points within the committee's days",
        best_lead_id:
          'Who of this role counts, else is engaged, else is there; of several the one whose acts gave most',
        people_counted: 'People of the account who count, whatever their role',
        roles_required: 'How many roles the rubric asks for',
        roles_filled: 'How many of these are filled',
        completeness: 'Share of these that is filled; NULL where the rubric asks for none',
        points: 'What the role gives to the score of the account',
      },
      assertions: {
        uniqueKey: ['as_of', 'account_id', 'committee_role'],
        nonNull: ['as_of', 'account_id', 'committee_role', 'is_required', 'is_filled', 'people', 'points'],
      },
    },
    sql: `
WITH committee_people AS (
  SELECT * FROM ${rubricRef(rubric, 'committee_people')}
),

people AS (
  SELECT
    as_of,
    account_id,
    committee_role,
    COUNT(*) AS people,
    COUNTIF(is_engaged) AS engaged_people,
    COUNTIF(is_counted) AS counted_people,
    MAX(last_engaged_on) AS last_engaged_on
  FROM committee_people
  WHERE ${hasRole}
  GROUP BY as_of, account_id, committee_role
),

best AS (
  SELECT as_of, account_id, committee_role, lead_id
  FROM committee_people
  WHERE ${hasRole}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY as_of, account_id, committee_role ORDER BY IF(is_counted, 0, 1), IF(is_engaged, 0, 1), acts_points DESC, lead_id) = 1
),

sizes AS (
  SELECT as_of, account_id, COUNTIF(is_counted) AS people_counted
  FROM committee_people
  GROUP BY as_of, account_id
),

${roleSteps(rubric, committee).join(',\n\n')},

judged AS (
  SELECT
    roles.as_of,
    roles.account_id,
    roles.committee_role,
    roles.is_required,
    COALESCE(people.counted_people, 0) > 0 AS is_filled,
    COALESCE(people.people, 0) AS people,
    COALESCE(people.engaged_people, 0) AS engaged_people,
    COALESCE(people.counted_people, 0) AS counted_people,
    people.last_engaged_on,
    best.lead_id AS best_lead_id,
    COALESCE(sizes.people_counted, 0) AS people_counted
  FROM roles
  LEFT JOIN people ON people.as_of = roles.as_of AND people.account_id = roles.account_id AND people.committee_role = roles.committee_role
  LEFT JOIN best ON best.as_of = roles.as_of AND best.account_id = roles.account_id AND best.committee_role = roles.committee_role
  LEFT JOIN sizes ON sizes.as_of = roles.as_of AND sizes.account_id = roles.account_id
),

counted AS (
  SELECT *, SUM(IF(is_required AND is_filled, 1, 0)) OVER (PARTITION BY as_of, account_id) AS roles_filled
  FROM judged
)

SELECT
  as_of,
  account_id,
  committee_role,
  is_required,
  is_filled,
  people,
  engaged_people,
  counted_people,
  last_engaged_on,
  best_lead_id,
  people_counted,
  ${asked} AS roles_required,
  roles_filled,
  ${asked === 0 ? 'CAST(NULL AS NUMERIC)' : completeness(asked)} AS completeness,
  ${isPaid} AS points
FROM counted`,
  };
}
