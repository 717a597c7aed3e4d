import type { Relation } from '../judge/judge.js';
import { foldSql, logTable, stateTable } from '../leadscore.js';
import { relationOf } from './tables.js';

const place = { database: 'p', syncId: 'crm' };

/** What the MERGE of a run's end reads, with its parameters written out: the judge is asked for rows, not for a statement. */
export function foldQuery(isAbandoned: boolean, runId = 'r2'): string {
  const parameters: Readonly<Record<string, string>> = {
    sync_id: "'crm'",
    run_id: `'${runId}'`,
    since: "'2026-07-01T00:00:00Z'",
    store_id: "'file'",
    token: "'7'",
    now: "'2026-07-02T00:00:00Z'",
  };
  return foldSql(place, { planTable: 'sync_plan', isAbandoned })
    .replaceAll('`p`.`leadscore_sync`.', '')
    .replaceAll(/@(\w+)/g, (_, name: string) => parameters[name] ?? '?');
}

const at = (hour: number): string => `2026-07-01T0${hour}:00:00Z`;
const entry = (log_id: number, seq: number, outcome: string, more: object = {}) => ({
  sync_id: 'crm',
  run_id: 'r2',
  log_id,
  seq,
  row_key: `lead/${seq}`,
  fingerprint: `new${seq}`,
  outcome,
  may_be_written: false,
  attempt: 1,
  logged_at: at(1),
  ...more,
});
const refused = { error_class: 'permanent', error_code: 'TOO_LONG', error_message: 'too long', error_fields: 'A,B' };
const before = (seq: number, more: object = {}) => ({
  sync_id: 'crm',
  row_key: `lead/${seq}`,
  object: 'lead',
  crm_id: String(seq),
  acked_fingerprint: `old${seq}`,
  acked_causes: 'old',
  acked_run_id: 'r1',
  acked_seq: seq,
  acked_at: '2026-06-30T00:00:00Z',
  status: 'ok',
  rejections: 0,
  last_run_id: 'r1',
  last_log_id: 1,
  ...more,
});

/** Who folds has the lease. */
export const lockRelation = relationOf(
  [
    { name: 'sync_id', type: 'STRING' },
    { name: 'store_id', type: 'STRING' },
    { name: 'fencing_token', type: 'INT64' },
  ],
  [
    { sync_id: 'crm', store_id: 'file', fencing_token: 7 },
    { sync_id: 'other', store_id: 'file', fencing_token: 7 },
  ],
);

type Rows = Parameters<typeof relationOf>[1];

export function planRelation(rows: Rows): Relation {
  const texts = ['row_key', 'object', 'crm_id', 'fingerprint', 'causes'];
  return relationOf([{ name: 'seq', type: 'INT64' }, ...texts.map((name) => ({ name, type: 'STRING' }))], rows);
}

export function logRelation(rows: Rows): Relation {
  return relationOf(logTable.columns, rows);
}

/** Rows written, refused for the first, the second and the third time, put off with and without an answer, kept, folded already, and without an outcome. */
export const foldTables: Readonly<Record<string, Relation>> = {
  sync_lock: lockRelation,
  sync_plan: planRelation(
    Array.from({ length: 12 }, (_, index) => ({
      seq: index + 1,
      row_key: `lead/${index + 1}`,
      object: 'lead',
      crm_id: String(index + 1),
      fingerprint: `new${index + 1}`,
      causes: 'new',
    })),
  ),
  sync_log: logRelation([
    entry(1, 1, 'ok'),
    entry(2, 2, 'deferred', { may_be_written: true, error_class: 'transient' }),
    entry(3, 2, 'ok', { attempt: 2, logged_at: at(2) }),
    entry(4, 3, 'rejected', refused),
    entry(5, 4, 'rejected', refused),
    entry(6, 5, 'rejected', refused),
    entry(7, 6, 'rejected', { ...refused, error_class: 'gone' }),
    entry(8, 7, 'deferred', { error_class: 'transient' }),
    entry(9, 8, 'deferred', { error_class: 'transient', may_be_written: true }),
    entry(10, 9, 'skipped'),
    entry(15, 12, 'skipped', { may_be_written: true }),
    entry(11, 10, 'ok'),
    entry(12, 1, 'rejected', { ...refused, run_id: 'r1' }),
    entry(13, 1, 'rejected', { ...refused, sync_id: 'other' }),
    entry(14, 1, 'rejected', { ...refused, logged_at: '2026-06-30T23:59:59Z' }),
  ]),
  sync_state: relationOf(stateTable.columns, [
    before(1),
    before(4, { failed_fingerprint: 'new4', rejections: 1, status: 'rejected' }),
    before(5, { failed_fingerprint: 'new5', rejections: 2, status: 'rejected' }),
    before(7),
    before(8),
    before(9),
    before(10, { last_run_id: 'r2', last_log_id: 11 }),
    before(11),
    before(1, { sync_id: 'other' }),
  ]),
};
