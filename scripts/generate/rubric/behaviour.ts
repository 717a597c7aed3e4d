/** <rubric>_behaviour: how often a lead did what the rubric's conditions ask about. */
import { ProblemError } from '../../problem.js';
import { conditionsOf } from '../../rubric/conditions.js';
import type { Condition, Rubric } from '../../rubric/model.js';
import { indent } from '../text/sql.js';
import { sqlxText, sqlxJson } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { rubricRef } from './names.js';

export type Behaviour = Extract<Condition, { kind: 'behaviour' }>;

/**
 * One column per signal or family and window: `pricing_page_30d`, `high_intent_ever`, `demo_request_after_webinar_14d`;
 * for people of the account also by how often each did so: `pricing_page_30d_people`, `pricing_page_30d_people_2x`.
 */
export function behaviourColumn(behaviour: Behaviour): string {
  if (behaviour.people === undefined) return ownColumn(behaviour);
  const { min, max } = behaviour.times;
  const times = max === undefined ? (min === 1 ? '' : `_${min}x`) : `_${min}_to_${max}x`;
  return `${ownColumn(behaviour)}_people${times}`;
}

/** The column of what one person did, whatever is asked of its colleagues. */
export function ownColumn({ named, withinDays, after }: Behaviour): string {
  const days = after === undefined ? withinDays : after.withinDays;
  const window = days === undefined ? 'ever' : `${days}d`;
  return after === undefined ? `${named}_${window}` : `${named}_after_${after.named}_${window}`;
}

/** The distinct behaviours of a rubric by column name. Throws a ProblemError for two that would share a column. */
export function behavioursOf(rubric: Rubric): ReadonlyMap<string, Behaviour> {
  return distinctBehaviours(conditionsOf(rubric));
}

/** The same of some conditions, each given with those inside it. */
export function distinctBehaviours(conditions: readonly Condition[]): ReadonlyMap<string, Behaviour> {
  const found = new Map<string, Behaviour>();
  for (const part of conditions) {
    if (part.kind !== 'behaviour') continue;
    const column = behaviourColumn(part);
    const other = found.get(column);
    if (other !== undefined && !isSame(part, other)) {
      throw new ProblemError({
        code: 'rubric/ambiguous-behaviour',
        severity: 'error',
        place: part.at,
        what: `What is asked here and in line ${other.at.line} would have one name, "${column}".`,
        todo: 'Give one of the signals or families another name.',
      });
    }
    found.set(column, part);
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isSame(a: Behaviour, b: Behaviour): boolean {
  const asked = ({ signals, withinDays, after, people, times }: Behaviour) =>
    JSON.stringify([signals, withinDays, after?.signals, after?.withinDays, people === undefined ? 'own' : times]);
  return asked(a) === asked(b);
}

function within(behaviour: Behaviour): string {
  return behaviour.withinDays === undefined ? '' : ` of the last ${behaviour.withinDays} days`;
}

function columnWords(whole: Behaviour): string {
  const { named, after, ...behaviour } = whole;
  if (behaviour.people !== undefined) return `People of the account who did so: ${columnWords(ofOnePerson(whole))}`;
  if (after === undefined) return `Acts of ${named}${within({ named, ...behaviour })}`;
  const days = after.withinDays === undefined ? '' : ` fewer than ${after.withinDays} days before`;
  return `Acts of ${named} that follow one of ${after.named}${days}`;
}

function isOf(signals: readonly string[]): string {
  return `acts.signal IN (${signals.map(sqlxText).join(', ')})`;
}

/**
 * CTEs for acts that follow others, by moments: what happens at one moment does not follow itself. They end in
 * `followed`: one row per as_of and lead, one column per behaviour.
 */
function followedSteps(
  following: readonly (readonly [string, Behaviour & Pick<Required<Behaviour>, 'after'>])[],
): string {
  const columns = (write: (name: string, behaviour: (typeof following)[number][1]) => string): string =>
    following.map(([name, behaviour]) => `    ${write(name, behaviour)}`).join(',\n');
  return `
-- The latest earlier act is the nearest one, so it decides.
moments AS (
  SELECT
    acts.as_of,
    acts.lead_id,
    acts.happened_at,
    acts.day,
${columns((name, { signals, after, at }) => `-- ${at.file}:${at.line}\n    COUNTIF(${isOf(signals)}) AS ${name}_acts,\n    MAX(IF(${isOf(after.signals)}, acts.day, NULL)) AS ${name}_opened`)}
  FROM acts
  GROUP BY acts.as_of, acts.lead_id, acts.happened_at, acts.day
),

openings AS (
  SELECT
    as_of,
    lead_id,
    day,
${columns((name) => `${name}_acts,\n    MAX(${name}_opened) OVER (PARTITION BY as_of, lead_id ORDER BY happened_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ${name}_opened`)}
  FROM moments
),

followed AS (
  SELECT
    as_of,
    lead_id,
${columns((name, { after }) => `SUM(IF(${after.withinDays === undefined ? `${name}_opened IS NOT NULL` : `DATE_DIFF(day, ${name}_opened, DAY) < ${after.withinDays}`}, ${name}_acts, 0)) AS ${name}`)}
  FROM openings
  GROUP BY as_of, lead_id
)`;
}

/** How often each lead did each behaviour, read from `acts`, which is given as a query. Grain: (as_of, lead_id), for leads with an act. */
export function behaviourQuery(behaviours: ReadonlyMap<string, Behaviour>, acts: string): string {
  const following = [...behaviours].flatMap(([name, behaviour]) =>
    behaviour.after === undefined ? [] : [[name, { ...behaviour, after: behaviour.after }] as const],
  );
  const columns = [...behaviours].map(([name, { signals, withinDays, after, at }]) => {
    const age = withinDays === undefined ? '' : ` AND acts.age_days < ${withinDays}`;
    const count = after === undefined ? `COUNTIF(${isOf(signals)}${age})` : `COALESCE(MAX(followed.${name}), 0)`;
    return `  -- ${at.file}:${at.line}\n  ${count} AS ${name}`;
  });
  const join =
    following.length === 0
      ? ''
      : '\nLEFT JOIN followed ON followed.as_of = acts.as_of AND followed.lead_id = acts.lead_id';
  return `WITH acts AS (
  ${indent(acts, 2)}
)${following.length === 0 ? '' : `,\n${followedSteps(following)}`}

SELECT
  acts.as_of,
  acts.lead_id,
${columns.join(',\n')}
FROM acts${join}
GROUP BY acts.as_of, acts.lead_id`;
}

/** What is asked of people of an account, as it is asked of one of them. */
export function ofOnePerson({ kind, signals, named, withinDays, times, after, at }: Behaviour): Behaviour {
  return {
    kind,
    signals,
    named,
    ...(withinDays !== undefined && { withinDays }),
    times,
    ...(after !== undefined && { after }),
    at,
  };
}

/** What leads themselves did, without what people of their account did. */
export function ownBehaviours(behaviours: ReadonlyMap<string, Behaviour>): ReadonlyMap<string, Behaviour> {
  return new Map([...behaviours].filter(([, behaviour]) => behaviour.people === undefined));
}

/** Grain: (as_of, lead_id), for leads with an act, or with an account whose people are asked about; undefined when no condition asks about behaviour. */
export function behaviourModel(rubric: Rubric): Model | undefined {
  const behaviours = behavioursOf(rubric);
  if (behaviours.size === 0) return undefined;
  const own = ownBehaviours(behaviours);
  const acts = `SELECT * FROM \${ref(${sqlxJson(`${rubric.name}_acts`)})}`;
  const ownQuery = own.size === 0 ? undefined : behaviourQuery(own, acts);
  const isOwn = own.size === behaviours.size;
  return {
    path: `definitions/rubrics/${rubric.name}/${rubric.name}_behaviour.sqlx`,
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `How often each lead did what conditions of the rubric ${rubric.name} ask about, before limits and caps${isOwn ? '' : ', and how many people of its account did'}. Grain: one row per as_of and lead${isOwn ? ' with an act' : ''}.`,
      tags: ['rubric', rubric.name],
      columns: Object.fromEntries([...behaviours].map(([name, behaviour]) => [name, columnWords(behaviour)])),
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id'] },
    },
    sql: `
${isOwn ? (ownQuery ?? '') : withPeople(behaviours, ownQuery, rubricRef(rubric, 'leads'), rubricRef(rubric, 'people'))}`,
  };
}

/**
 * What people of the account did beside what the lead itself did. Grain: (as_of, lead_id), every lead of `leads`.
 * @param own the query of what leads themselves did
 * @param people the relation of `peopleModel`
 */
export function withPeople(
  behaviours: ReadonlyMap<string, Behaviour>,
  own: string | undefined,
  leads: string,
  people: string,
): string {
  const columns = [...behaviours].map(
    ([name, behaviour]) => `  ${behaviour.people === undefined ? 'own' : 'people'}.${name}`,
  );
  const step = own === undefined ? '' : `WITH own AS (\n  ${indent(own, 2)}\n)\n\n`;
  const join = own === undefined ? '' : '\nLEFT JOIN own ON own.as_of = leads.as_of AND own.lead_id = leads.lead_id';
  return `${step}SELECT
  leads.as_of,
  leads.lead_id,
${columns.join(',\n')}
FROM ${leads} AS leads${join}
LEFT JOIN \${ref("int_person_accounts")} AS member ON member.lead_id = leads.lead_id
LEFT JOIN ${people} AS people ON people.as_of = leads.as_of AND people.account_id = member.account_id`;
}
