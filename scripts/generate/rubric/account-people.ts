/** Steps of <rubric>_account_contributions: what people give to their account. */
import type { AccountSection, Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { numeric, textList } from '../text/sql.js';
import { personsStep, sharesStep } from './account-parts.js';
import { hasEngaged } from './engaged.js';
import { rubricRef } from './names.js';

/** CTEs, and the SELECTs over them that give rows of contributions. */
export interface Steps {
  readonly ctes: readonly string[];
  readonly rows: readonly string[];
}

const noSteps: Steps = { ctes: [], rows: [] };

/** One SELECT of rows; every kind but a criterion has one arm, of its own name, and is always known. */
export function accountRow(row: {
  readonly rule: string;
  readonly kind: string;
  readonly points: string;
  readonly people?: string;
  readonly detail?: string;
  readonly from: string;
}): string {
  const { rule, kind, points, people = '0', detail = 'CAST(NULL AS STRING)', from } = row;
  return `SELECT as_of, account_id, ${rule} AS rule, '${kind}' AS kind, '${kind}' AS arm, ${points} AS points, ${people} AS people, 0 AS acts, CAST(NULL AS DATE) AS last_day, ${detail} AS detail, TRUE AS is_known, NUMERIC '0' AS lowest, NUMERIC '0' AS highest FROM ${from}`;
}

function dominanceSteps(dominance: NonNullable<AccountSection['dominance']>): Steps {
  return {
    ctes: [
      personsStep,
      sharesStep(dominance),
      `dominance AS (
  SELECT persons.as_of, persons.account_id, SUM(shares.at_most - persons.points) AS points, COUNT(*) AS people
  FROM persons
  INNER JOIN shares ON shares.as_of = persons.as_of AND shares.account_id = persons.account_id
  WHERE persons.points > shares.at_most
  GROUP BY persons.as_of, persons.account_id
)`,
    ],
    rows: [
      accountRow({ rule: "'dominance'", kind: 'dominance', points: 'points', people: 'people', from: 'dominance' }),
    ],
  };
}

/** From what each person gives: one row per dimension, and what dominance takes away. */
export function fromPeopleSteps(rubric: Rubric, account: AccountSection): Steps {
  if (account.fromPeople.length === 0) return noSteps;
  const dominance = account.dominance === undefined ? noSteps : dominanceSteps(account.dominance);
  return {
    ctes: [
      `parts AS (
  SELECT * FROM ${rubricRef(rubric, 'account_parts')}
)`,
      `from_people AS (
  SELECT as_of, account_id, dimension, SUM(points) AS points, COUNTIF(points > NUMERIC '0') AS people
  FROM parts
  GROUP BY as_of, account_id, dimension
)`,
      ...dominance.ctes,
    ],
    rows: [
      accountRow({ rule: 'dimension', kind: 'from_people', points: 'points', people: 'people', from: 'from_people' }),
      ...dominance.rows,
    ],
  };
}

const younger = (days: number | undefined): string => (days === undefined ? '' : `\n  WHERE age_days < ${days}`);

function committeeSteps(committee: NonNullable<AccountSection['committee']>): Steps {
  const { roles, pointsPerRole, atLeastPeople, at, withinDays } = committee;
  const arms = roles.map((_, index) => `WHEN ${index + 1} THEN ${numeric(pointsPerRole.times(index + 1))}`);
  return {
    ctes: [
      `-- ${at.file}:${at.line}
committee_sizes AS (
  SELECT as_of, account_id
  FROM engaged${younger(withinDays)}
  GROUP BY as_of, account_id
  HAVING COUNT(*) >= ${atLeastPeople}
)`,
      `committee_roles AS (
  SELECT as_of, account_id, committee_role, COUNT(*) AS people
  FROM engaged${younger(withinDays)}${withinDays === undefined ? '\n  WHERE' : ' AND'} committee_role IN ${textList(roles)}
  GROUP BY as_of, account_id, committee_role
)`,
      `committee AS (
  SELECT
    roles.as_of,
    roles.account_id,
    COUNT(*) AS different_roles,
    SUM(roles.people) AS people,
    STRING_AGG(roles.committee_role, ', ' ORDER BY roles.committee_role) AS detail
  FROM committee_roles AS roles
  INNER JOIN committee_sizes AS sizes ON sizes.as_of = roles.as_of AND sizes.account_id = roles.account_id
  GROUP BY roles.as_of, roles.account_id
)`,
    ],
    rows: [
      accountRow({
        rule: "'committee'",
        kind: 'committee',
        points: `CASE different_roles ${arms.join(' ')} END`,
        people: 'people',
        detail: 'detail',
        from: 'committee',
      }),
    ],
  };
}

/** Accounts with enough engaged people for `engaged_people`, as a CTE that reads `engaged`. */
export function crowdStep(engaged: NonNullable<AccountSection['engagedPeople']>): string {
  return `-- ${engaged.at.file}:${engaged.at.line}
crowds AS (
  SELECT as_of, account_id, COUNT(*) AS people
  FROM engaged${younger(engaged.withinDays)}
  GROUP BY as_of, account_id
  HAVING COUNT(*) >= ${engaged.people}
)`;
}

/** From who is engaged: the roles of the buying committee, and how many people there are. */
export function engagedSteps(rubric: Rubric, account: AccountSection): Steps {
  const { committee, engagedPeople } = account;
  const isCounted = engagedPeople?.onAccount === true;
  if (!hasEngaged(rubric) || (committee === undefined && !isCounted)) return noSteps;
  const role =
    committee === undefined
      ? { column: '', join: '' }
      : {
          column: ',\n    LOWER(TRIM(facts.committee_role)) AS committee_role',
          join: `\n  INNER JOIN ${leadFactsRef(rubric)} AS facts ON facts.as_of = members.as_of AND facts.lead_id = members.lead_id`,
        };
  const ofCommittee = committee === undefined ? noSteps : committeeSteps(committee);
  return {
    ctes: [
      `engaged AS (
  SELECT
    members.as_of,
    members.account_id,
    members.lead_id,
    e.age_days${role.column}
  FROM members
  INNER JOIN ${rubricRef(rubric, 'engaged')} AS e ON e.as_of = members.as_of AND e.lead_id = members.lead_id${role.join}
)`,
      ...ofCommittee.ctes,
      ...(isCounted ? [crowdStep(engagedPeople)] : []),
    ],
    rows: [
      ...ofCommittee.rows,
      ...(isCounted
        ? [
            accountRow({
              rule: "'engaged_people'",
              kind: 'engaged_people',
              points: numeric(engagedPeople.points),
              people: 'people',
              from: 'crowds',
            }),
          ]
        : []),
    ],
  };
}
