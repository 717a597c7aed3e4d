/** <rubric>_committee_people: who of an account has a role, is engaged or gives points, and what shows it. */
import type { AccountSection, Dimension, Project, Rubric } from '../../rubric/model.js';
import { leadFactsRef } from '../intermediate/lead-facts.js';
import { textList } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { personsStep, sharesStep } from './account-parts.js';
import { engagedTests, enoughPoints, hasEngaged, openRules } from './engaged.js';
import { rubricPath, rubricRef } from './names.js';

/** Whether somebody has a role: `other` is the title that fits none. */
export const hasRole = "committee_role != 'other'";

/** The acts by which one dimension calls a person engaged. */
function evidenceOf(project: Project, rubric: Rubric, dimension: Dimension): string {
  const tests = engagedTests(dimension);
  const open = openRules(project, dimension);
  const own = tests ?? ["points > NUMERIC '0'", ...(open.length === 0 ? [] : [`rule NOT IN ${textList(open)}`])];
  const { at } = dimension.engaged ?? dimension;
  return `-- ${at.file}:${at.line}
${dimension.name}_evidence AS (
  SELECT
    acts.as_of,
    acts.lead_id,
    acts.rule,
    acts.signal,
    acts.day,
    acts.act_key,
    acts.points,
    SUM(acts.points) OVER (PARTITION BY acts.as_of, acts.lead_id) AS together
  FROM ${rubricRef(rubric, `${dimension.name}_acts`)} AS acts
  INNER JOIN engaged ON engaged.as_of = acts.as_of AND engaged.lead_id = acts.lead_id
  WHERE ${['is_counted', ...own].map((test) => `acts.${test}`).join(' AND ')}
)`;
}

function evidenceSteps(project: Project, rubric: Rubric): readonly string[] {
  const dimensions = rubric.dimensions.filter((dimension) => dimension.acts.length > 0);
  const rows = dimensions.map(({ name, engaged }) => {
    const enough = engaged === undefined ? '' : ` AND together ${enoughPoints(engaged)}`;
    return `SELECT as_of, lead_id, ${sqlxText(name)} AS dimension, rule, signal, day, act_key, points
  FROM ${name}_evidence
  WHERE points > NUMERIC '0'${enough}`;
  });
  return [
    `engaged AS (
  SELECT members.as_of, members.lead_id, e.last_day, e.age_days
  FROM members
  INNER JOIN ${rubricRef(rubric, 'engaged')} AS e ON e.as_of = members.as_of AND e.lead_id = members.lead_id
)`,
    ...dimensions.map((dimension) => evidenceOf(project, rubric, dimension)),
    `evidence AS (
  ${rows.join('\n  UNION ALL\n  ')}
)`,
    `strongest AS (
  SELECT
    as_of,
    lead_id,
    dimension,
    rule,
    signal,
    day,
    points,
    COUNT(*) OVER (PARTITION BY as_of, lead_id) AS acts,
    SUM(points) OVER (PARTITION BY as_of, lead_id) AS all_points
  FROM evidence
  QUALIFY ROW_NUMBER() OVER (PARTITION BY as_of, lead_id ORDER BY points DESC, day DESC, dimension, rule, act_key) = 1
)`,
  ];
}

/** CTEs up to `given`: what a person gives to the account, and what of it dominance takes away. */
function givenSteps(rubric: Rubric, { dominance, fromPeople }: AccountSection): readonly string[] {
  if (fromPeople.length === 0) return [];
  const taken = "IF(persons.points > shares.at_most, shares.at_most - persons.points, NUMERIC '0')";
  return [
    `parts AS (
  SELECT * FROM ${rubricRef(rubric, 'account_parts')}
)`,
    personsStep,
    ...(dominance === undefined
      ? []
      : [
          sharesStep(dominance),
          `given AS (
  SELECT persons.as_of, persons.lead_id, persons.points, ${taken} AS dominance_points
  FROM persons
  LEFT JOIN shares ON shares.as_of = persons.as_of AND shares.account_id = persons.account_id
)`,
        ]),
  ];
}

/** Grain: (as_of, lead_id). undefined without an account section. */
export function committeePeopleModel(project: Project, rubric: Rubric): Model | undefined {
  const { account } = rubric;
  if (account === undefined) return undefined;
  const { committee, fromPeople, dominance } = account;
  const canEngage = hasEngaged(rubric);
  const given = fromPeople.length === 0 ? undefined : dominance === undefined ? 'persons' : 'given';
  const days = committee?.withinDays;
  const steps = [
    `members AS (
  SELECT members.as_of, members.account_id, members.lead_id, LOWER(TRIM(facts.committee_role)) AS committee_role
  FROM ${rubricRef(rubric, 'members')} AS members
  INNER JOIN ${leadFactsRef(rubric)} AS facts ON facts.as_of = members.as_of AND facts.lead_id = members.lead_id
)`,
    ...(canEngage ? evidenceSteps(project, rubric) : []),
    ...givenSteps(rubric, account),
  ];
  const isCounted = days === undefined ? 'engaged.lead_id IS NOT NULL' : `COALESCE(engaged.age_days < ${days}, FALSE)`;
  const columns = [
    'members.as_of',
    'members.account_id',
    'members.lead_id',
    'members.committee_role',
    `${committee === undefined ? 'FALSE' : `COALESCE(members.committee_role IN ${textList(committee.roles)}, FALSE)`} AS is_required`,
    `${canEngage ? 'engaged.lead_id IS NOT NULL' : 'FALSE'} AS is_engaged`,
    `${canEngage ? isCounted : 'FALSE'} AS is_counted`,
    `${canEngage ? 'engaged.last_day' : 'CAST(NULL AS DATE)'} AS last_engaged_on`,
    ...(
      [
        ['dimension', 'evidence_dimension', 'STRING'],
        ['rule', 'evidence_rule', 'STRING'],
        ['signal', 'evidence_signal', 'STRING'],
        ['day', 'evidence_on', 'DATE'],
        ['points', 'evidence_points', 'NUMERIC'],
      ] as const
    ).map(([column, name, type]) => `${canEngage ? `strongest.${column}` : `CAST(NULL AS ${type})`} AS ${name}`),
    `${canEngage ? 'COALESCE(strongest.acts, 0)' : '0'} AS acts`,
    `${canEngage ? "COALESCE(strongest.all_points, NUMERIC '0')" : "NUMERIC '0'"} AS acts_points`,
    `${given === undefined ? "NUMERIC '0'" : `COALESCE(${given}.points, NUMERIC '0')`} AS people_points`,
    `${given === 'given' ? "COALESCE(given.dominance_points, NUMERIC '0')" : "NUMERIC '0'"} AS dominance_points`,
  ];
  const joins = [...(canEngage ? ['engaged', 'strongest'] : []), ...(given === undefined ? [] : [given])].map(
    (step) => `LEFT JOIN ${step} ON ${step}.as_of = members.as_of AND ${step}.lead_id = members.lead_id`,
  );
  const matters = [
    `members.${hasRole}`,
    ...(canEngage ? ['engaged.lead_id IS NOT NULL'] : []),
    ...(given === undefined ? [] : [`${given}.lead_id IS NOT NULL`]),
  ];
  return {
    path: rubricPath(rubric, 'committee_people'),
    madeFrom: [rubric.file, 'rubrics/shared/signals.yaml'],
    config: {
      type: 'table',
      description: `The people of an account whom the rubric ${rubric.name} scores and who have a committee role, are engaged or give the account points, with the act that shows it best. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: {
        committee_role: "The person's role; other where the title fits none, NULL where there is no title",
        is_required: 'The rubric asks for this role',
        is_engaged: 'Engaged, as the rubric says',
        is_counted: "Counts for the committee: engaged, with an act that gave points within the committee's days",
        last_engaged_on: 'Day of the last act that gave points',
        evidence_rule: 'The rule of the act that gave most, of those that make the person engaged',
        acts: 'How many acts make the person engaged',
        acts_points: 'Their points together, before caps',
        people_points: 'What the person gives to the account, before dominance',
        dominance_points: 'What dominance takes away of it: below zero, or zero',
      },
      assertions: {
        uniqueKey: ['as_of', 'lead_id'],
        nonNull: ['as_of', 'account_id', 'lead_id', 'people_points', 'dominance_points'],
      },
    },
    sql: `
WITH ${steps.join(',\n\n')}

SELECT
  ${columns.join(',\n  ')}
FROM members
${joins.length === 0 ? '' : `${joins.join('\n')}\n`}WHERE ${matters.join(' OR ')}`,
  };
}
