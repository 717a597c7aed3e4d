import type { Relation } from '../judge/judge.js';
import { relation } from '../queries/tables.js';

/** The last run that scored, and this one. */
export const news = { since: '2026-06-10T00:00:00Z', until: '2026-06-10T06:00:00.5Z' };

const before = '2026-06-09T12:00:00Z';
const lastRun = '2026-06-10T00:00:00Z';
const justBefore = '2026-06-09T23:50:00Z';
const now = '2026-06-10T05:00:00Z';
const tooSoon = '2026-06-10T07:00:00Z';

/** One lead for each way to be hot, or not to be: its id says which. */
export const hotTables: Readonly<Record<string, Relation>> = {
  int_acts: relation('record_key STRING, known_at TIMESTAMP', [
    ['r:act', now],
    ['r:act', before],
    ['r:landed_late', justBefore],
    ['r:of_last_run', lastRun],
    ['r:not_yet', tooSoon],
    [null, now],
    ['r:nobody', now],
  ]),
  int_record_person: relation('record_key STRING, lead_id STRING, linked_at TIMESTAMP', [
    ['r:act', 'act', before],
    ['r:landed_late', 'landed_late', before],
    ['r:of_last_run', 'of_last_run', before],
    ['r:not_yet', 'not_yet', before],
    ['d:tied', 'tied', now],
  ]),
  int_record_persons: relation('record_key STRING, lead_id STRING', [
    ['r:act', 'act'],
    ['r:new', 'new'],
    ['r:old', 'old'],
  ]),
  int_record_arrivals: relation('record_key STRING, seen_at TIMESTAMP', [
    ['r:act', before],
    ['r:new', '2026-06-10T06:00:00.5Z'],
    ['r:old', lastRun],
  ]),
  int_late_news: relation('lead_id STRING, counts_from TIMESTAMP', [
    ['landed_later', now],
    ['landed_before', lastRun],
  ]),
  int_sightings: relation('stream STRING, event_id STRING, first_seen_at TIMESTAMP, is_late BOOL', [
    [null, null, now, false],
    ['account facts', 'fact:late', now, true],
    ['account facts', 'fact:in_time', now, false],
    ['account facts', 'fact:of_last_run', lastRun, true],
    ['fact', 'late', now, true],
  ]),
  int_person_id_log: relation('lead_id STRING, previous_lead_id STRING, changed_at TIMESTAMP', [
    ['merged', 'gone', now],
    ['first', null, now],
    ['earlier', 'long_gone', before],
  ]),
  int_moved_people: relation('from_lead_id STRING, lead_id STRING', [
    ['former', 'act'],
    ['of_nobody_hot', 'quiet'],
  ]),
  int_person_accounts: relation('lead_id STRING, account_id STRING', [
    ['act', 'a1'],
    ['colleague', 'a1'],
    ['sister', 'a2'],
    ['at_former_account', 'a5'],
    ['of_fact', 'a3'],
    ['quiet', 'a4'],
  ]),
  int_account_parents: relation('account_id STRING, ultimate_parent_id STRING', [
    ['a1', 'top'],
    ['a2', 'top'],
    ['a3', 'a3'],
    ['a4', 'a4'],
    ['a5', 'a5'],
    ['top', 'top'],
  ]),
  int_account_acts: relation('account_id STRING, known_at TIMESTAMP, act_key STRING', [
    ['a3', now, 'fact:in_time'],
    ['a4', before, 'fact:of_last_run'],
    ['a6', before, 'fact:late'],
    [null, now, 'fact:nobody'],
  ]),
  lead_scores: relation('lead_id STRING, account_id STRING', [
    ['tied', 'a5'],
    ['act', null],
    ['quiet', 'a4'],
  ]),
};

export const hotAccounts = ['a1', 'a2', 'a3', 'a5', 'a6', 'top'];
export const hotLeads = [
  'act',
  'at_former_account',
  'colleague',
  'former',
  'gone',
  'landed_late',
  'landed_later',
  'merged',
  'new',
  'of_fact',
  'sister',
  'tied',
];
