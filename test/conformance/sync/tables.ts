import type { Value } from '../../../scripts/engine/engine.js';
import type { FieldMapping, FieldType } from '../../../scripts/sync/rows.js';
import type { RecordMapping } from '../../../scripts/sync/mapping/mapping.js';
import type { Relation } from '../judge/judge.js';
import { parseType } from '../judge/types.js';
import { Decimal, stateColumns } from '../leadscore.js';

/** Columns of crm_updates that the mappings below read. */
const updateTypes = {
  rubric: 'STRING',
  source: 'STRING',
  object: 'STRING',
  record_id: 'STRING',
  account_record_id: 'STRING',
  total_score: 'INT64',
  fit_score: 'NUMERIC',
  tier: 'STRING',
  top_reasons: 'STRING',
  is_hot: 'BOOL',
  last_act_on: 'DATE',
  action_due_at: 'TIMESTAMP',
  state: 'STRING',
} as const;

export const types: ReadonlyMap<string, string> = new Map(Object.entries(updateTypes));

type Update = { readonly [column in keyof typeof updateTypes]?: Value };

const usual: Update = {
  rubric: 'inbound',
  source: 'crm',
  object: 'lead',
  account_record_id: 'A1',
  total_score: 40,
  fit_score: '12.5',
  tier: 'warm',
  top_reasons: 'visited the pricing page',
  is_hot: false,
  last_act_on: '2026-06-23',
  action_due_at: '2026-06-24T09:00:00Z',
  state: 'write',
};

/** What is known of each record at first. */
const first: readonly Update[] = [
  { record_id: 'same' },
  { record_id: 'more' },
  { record_id: 'little' },
  { record_id: 'much' },
  { record_id: 'emptied' },
  { record_id: 'filled', top_reasons: null, tier: '' },
  { record_id: 'unknown', fit_score: null, is_hot: null, last_act_on: null, action_due_at: null },
  {
    record_id: 'nothing',
    total_score: null,
    fit_score: null,
    tier: null,
    top_reasons: null,
    is_hot: null,
    last_act_on: null,
    action_due_at: null,
  },
  { record_id: "hostile'; -- \\ \u{1f44d} \u001f\u001e", tier: '\'"\u001f`${x}', top_reasons: 'a\u001eb\u001fc\nd\té' },
  { record_id: 'long', top_reasons: '👍'.repeat(60) },
  { record_id: 'tenths', fit_score: '-12.39', total_score: -1 },
  { record_id: 'small', fit_score: '0.000000001' },
  { record_id: 'twice' },
  { record_id: 'twice', tier: 'hot' },
  { record_id: 'rejected' },
  { record_id: 'due' },
  { record_id: 'gone' },
  { record_id: 'deferred' },
  { record_id: 'person', object: 'contact', rubric: 'expansion', account_record_id: null },
  { record_id: 'person', object: 'lead', rubric: 'expansion' },
  { record_id: 'other', source: 'elsewhere' },
  { record_id: '' },
  { record_id: null },
  { record_id: 'converted', state: 'converted' },
  { record_id: 'stateless', state: null },
];

const later: Readonly<Record<string, Update>> = {
  more: { tier: 'hot', total_score: 41 },
  little: { total_score: 44 },
  much: { total_score: 45, fit_score: '12.6' },
  emptied: { top_reasons: null },
  filled: { top_reasons: 'asked for a demo', tier: 'hot' },
  small: { fit_score: '0.000000002' },
};

/** `then`: some of it has changed since. */
export function updates(then: boolean): Relation {
  return relationOf(
    Object.entries(updateTypes).map(([name, type]) => ({ name, type })),
    first.map((row) => ({ ...usual, ...row, ...(then && later[String(row.record_id)]) })),
  );
}

/** Rejected rows are due again on a day; this is the moment of the plan. */
export const now = '2026-07-01T00:00:00.000Z';

/** How records stand after the first plan was carried out, by what was planned of each. */
export function stateAfter(planned: readonly { readonly [column: string]: Value }[]): Relation {
  const rows = planned.map(({ row_key, object, crm_id, causes, fingerprint }) => {
    const failed = failures[String(row_key).slice('lead/'.length)];
    const how =
      failed === undefined
        ? { acked_causes: causes, acked_fingerprint: fingerprint, status: 'ok', rejections: 0 }
        : { failed_fingerprint: fingerprint, rejections: 1, ...failed };
    return { row_key, object, crm_id, last_run_id: 'first', ...how };
  });
  return relationOf(stateColumns, rows);
}

const failures: Readonly<Record<string, { readonly [column: string]: Value }>> = {
  rejected: { status: 'rejected', error_class: 'permanent', retry_at: '2026-07-01T00:00:00.001Z' },
  due: { status: 'rejected', error_class: 'permanent', retry_at: '2026-07-01T00:00:00Z' },
  gone: { status: 'rejected', error_class: 'gone', retry_at: null },
  deferred: { status: 'deferred', error_class: 'transient', retry_at: null, failed_fingerprint: null },
};

/** Rows by the names of their columns; what they do not have is NULL. */
export function relationOf(
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly { readonly [column: string]: Value | undefined }[],
): Relation {
  return {
    columns: columns.map(({ name, type }) => ({ name, type: parseType(type) })),
    rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
  };
}

const field = (
  of: Pick<FieldMapping, 'rubric' | 'object'>,
  name: string,
  from: string,
  type: FieldType,
  more: Partial<FieldMapping> = {},
): FieldMapping => ({ ...of, field: name, from, type, whenNull: 'skip', write: 'always', ...more });

/** Every type of field, of null policy and of cause. */
export const mappings: readonly RecordMapping[] = (
  [
    { rubric: 'inbound', object: 'lead' },
    { rubric: 'expansion', object: 'contact' },
  ] as const
).map((of, at) => ({
  ...of,
  fields: [
    field(of, 'Score__c', 'total_score', 'number'),
    field(of, 'Fit__c', 'fit_score', 'number', { scale: 1, whenNull: 'clear' }),
    field(of, 'Whole__c', 'fit_score', 'number', { scale: 0 }),
    field(of, 'Tier__c', 'tier', 'text'),
    field(of, "Reasons'__c", 'top_reasons', 'text', { whenNull: 'clear', length: 50 }),
    field(of, 'Hot__c', 'is_hot', 'boolean'),
    field(of, 'Last__c', 'last_act_on', 'date', { whenNull: 'clear' }),
    field(of, 'Due__c', 'action_due_at', 'datetime'),
  ],
  causes: [
    { kind: 'by', column: 'total_score', by: new Decimal(5) },
    { kind: 'by', column: 'fit_score', by: new Decimal('0.000000001') },
    { kind: 'changed', column: 'tier' },
    { kind: 'changed', column: 'top_reasons' },
    { kind: 'changed', column: 'last_act_on' },
  ],
  hash: `0123456789abcde${at}`,
  causesHash: `fedcba987654321${at}`,
}));
