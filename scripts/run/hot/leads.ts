/** Which leads a hot run scores. Portable GoogleSQL. */
import type { Target } from '../../engine/engine.js';

/** Where the two tables stand: `leads` (lead_id) and `accounts` (account_id). */
export interface HotPlaces {
  readonly leads: Target;
  readonly accounts: Target;
}

export function hotPlaces(scores: Target): HotPlaces {
  return {
    leads: { ...scores, name: 'leadscore_hot_leads' },
    accounts: { ...scores, name: 'leadscore_hot_accounts' },
  };
}

/** A table of the team's, in backticks. */
export type TableName = (name: string) => string;

/** What only some projects have. */
export interface HotFacts {
  /** Facts of accounts without a person: int_account_acts. */
  readonly hasAccountActs: boolean;
  /** Rubrics that score accounts: lead_scores has account_id. */
  readonly hasAccountScores: boolean;
}

/** Moments in ISO 8601: what became known after `since`, the last run that scored, and up to `until`, this one, is new. */
export interface News {
  readonly since: string;
  readonly until: string;
}

/** What became known just before the last run is looked at again: of rows that land late int_late_news tells the acts alone, and no old ones. */
const minutesLate = 60;

const moment = (iso: string): string => `TIMESTAMP '${iso.replace('T', ' ').replace('Z', '+00')}'`;

/**
 * Accounts whose score may be another because of what is new, and all that stand in one group with them: those of the leads
 * with something new, today's and the ones for which they were scored last, and those with a fact of their own. Column: account_id.
 */
export function hotAccountsSql(table: TableName, news: News, { hasAccountActs, hasAccountScores }: HotFacts): string {
  const before = `
  UNION ALL
  SELECT scores.account_id
  FROM touched
  INNER JOIN ${table('lead_scores')} AS scores ON scores.lead_id = touched.lead_id
  WHERE scores.account_id IS NOT NULL`;
  const facts = `
  UNION ALL
  SELECT facts.account_id
  FROM ${table('int_account_acts')} AS facts
  WHERE facts.account_id IS NOT NULL AND ${isNew('facts.known_at', news)}
  UNION ALL
  SELECT facts.account_id
  FROM ${table('int_sightings')} AS seen
  INNER JOIN ${table('int_account_acts')} AS facts ON facts.act_key = seen.event_id
  WHERE seen.is_late AND seen.stream = 'account facts' AND ${isOfLaterRun('seen.first_seen_at', news)}`;
  return `WITH ${newsOfLeads(table, news)},

touched_accounts AS (
  SELECT members.account_id
  FROM touched
  INNER JOIN ${table('int_person_accounts')} AS members ON members.lead_id = touched.lead_id${hasAccountScores ? before : ''}${hasAccountActs ? facts : ''}
),

touched_groups AS (
  SELECT DISTINCT parents.ultimate_parent_id
  FROM touched_accounts
  INNER JOIN ${table('int_account_parents')} AS parents ON parents.account_id = touched_accounts.account_id
),

hot AS (
  SELECT parents.account_id
  FROM ${table('int_account_parents')} AS parents
  INNER JOIN touched_groups ON touched_groups.ultimate_parent_id = parents.ultimate_parent_id
  UNION ALL
  SELECT account_id FROM touched_accounts
)

SELECT DISTINCT account_id FROM hot`;
}

/** Those leads, everybody of those accounts, and the ids that they had before records of theirs were one person. `accounts`: in backticks. Column: lead_id. */
export function hotLeadsSql(table: TableName, news: News, accounts: string): string {
  return `WITH ${newsOfLeads(table, news)},

hot AS (
  SELECT lead_id FROM touched
  UNION ALL
  SELECT members.lead_id
  FROM ${table('int_person_accounts')} AS members
  INNER JOIN ${accounts} AS accounts ON accounts.account_id = members.account_id
),

with_former AS (
  SELECT lead_id FROM hot
  UNION ALL
  SELECT moved.from_lead_id AS lead_id
  FROM ${table('int_moved_people')} AS moved
  INNER JOIN hot ON hot.lead_id = moved.lead_id
)

SELECT DISTINCT lead_id FROM with_former`;
}

/** `touched` (lead_id): an act, an identity, a record or another person's records became theirs. */
function newsOfLeads(table: TableName, news: News): string {
  return `new_acts AS (
  SELECT DISTINCT acts.record_key
  FROM ${table('int_acts')} AS acts
  WHERE ${isNew('acts.known_at', news)}
),

every_touched AS (
  SELECT identities.lead_id
  FROM ${table('int_record_person')} AS identities
  INNER JOIN new_acts ON new_acts.record_key = identities.record_key
  UNION ALL
  SELECT identities.lead_id
  FROM ${table('int_record_person')} AS identities
  WHERE ${isNew('identities.linked_at', news)}
  UNION ALL
  SELECT late.lead_id
  FROM ${table('int_late_news')} AS late
  WHERE ${isOfLaterRun('late.counts_from', news)}
  UNION ALL
  SELECT persons.lead_id
  FROM ${table('int_record_persons')} AS persons
  INNER JOIN ${table('int_record_arrivals')} AS arrivals ON arrivals.record_key = persons.record_key
  WHERE ${isOfLaterRun('arrivals.seen_at', news)}
  UNION ALL
  SELECT log.lead_id
  FROM ${table('int_person_id_log')} AS log
  WHERE log.previous_lead_id IS NOT NULL AND ${isOfLaterRun('log.changed_at', news)}
  UNION ALL
  SELECT log.previous_lead_id AS lead_id
  FROM ${table('int_person_id_log')} AS log
  WHERE log.previous_lead_id IS NOT NULL AND ${isOfLaterRun('log.changed_at', news)}
),

touched AS (
  SELECT DISTINCT lead_id FROM every_touched
)`;
}

/** By a moment that the source gives; one that is exactly that of the last run was given by that run, which so has seen the row. */
function isNew(column: string, { since, until }: News): string {
  const last = moment(since);
  return `${column} > TIMESTAMP_SUB(${last}, INTERVAL ${minutesLate} MINUTE) AND ${column} != ${last} AND ${column} <= ${moment(until)}`;
}

/** By the moment of a run. */
function isOfLaterRun(column: string, { since, until }: News): string {
  return `${column} > ${moment(since)} AND ${column} <= ${moment(until)}`;
}
