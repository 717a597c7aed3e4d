/**
 * What a sync remembers in BigQuery: the dataset `leadscore_sync`. For everybody who may query it, and what planning needs.
 * Values of records are in none of them but `acked_causes`: what makes a record be written again, as it was acknowledged.
 */
import { createHash } from 'node:crypto';
import type { NewTable } from '../../engine/bigquery/client.js';
import { schemaOf } from '../../engine/bigquery/field-type.js';
import type { Column, Target } from '../../engine/engine.js';

export const memoryDataset = 'leadscore_sync';

export interface MemoryTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly (Column & { readonly isRequired?: boolean })[];
  readonly clusterBy?: readonly string[];
  /** A day of this moment is a partition. */
  readonly partitionBy?: string;
}

type Kind = 'STRING' | 'INT64' | 'BOOL' | 'TIMESTAMP' | 'FLOAT64';

const always = (type: Kind, ...names: readonly string[]) => names.map((name) => ({ name, type, isRequired: true }));
const some = (type: Kind, ...names: readonly string[]) => names.map((name) => ({ name, type }));

export const runTable: MemoryTable = {
  name: 'sync_run',
  description:
    'Grain: one row per run of a sync that was begun; planned = ok + rejected + deferred + skipped once it has ended.',
  columns: [
    ...always('STRING', 'sync_id', 'run_id', 'stage', 'status'),
    ...always('INT64', 'planned', 'ok', 'rejected', 'deferred', 'skipped', 'api_calls'),
    ...some('TIMESTAMP', 'scores_as_of', 'created_at', 'started_at', 'finished_at'),
    ...some('STRING', 'stop_reason'),
    // Rows that it had to write, and where its plan is kept; open until how each of them ended is in sync_state.
    ...always('INT64', 'plan_rows'),
    ...always('STRING', 'plan_table'),
    ...always('BOOL', 'is_open'),
    // The file that its plan is in, and the process that had it open.
    ...always('STRING', 'store_id', 'owner'),
  ],
  clusterBy: ['sync_id', 'run_id'],
};

export const skippedTable: MemoryTable = {
  name: 'sync_skipped',
  description: 'Grain: one row per run and reason for which records were left out of its plan.',
  columns: [...always('STRING', 'sync_id', 'run_id', 'reason'), ...always('INT64', 'records')],
  clusterBy: ['sync_id', 'run_id'],
};

export const logTable: MemoryTable = {
  name: 'sync_log',
  description:
    'Rows are only added. Grain: one row per outcome of a record in a run; the highest log_id of (run_id, seq) counts.',
  columns: [
    ...always('STRING', 'sync_id', 'run_id'),
    ...always('INT64', 'log_id', 'seq'),
    ...always('STRING', 'row_key', 'fingerprint', 'outcome'),
    ...always('BOOL', 'may_be_written'),
    ...some('STRING', 'error_class', 'error_code', 'error_message', 'error_fields'),
    ...always('INT64', 'attempt'),
    ...some('INT64', 'http_status'),
    ...always('TIMESTAMP', 'logged_at'),
  ],
  clusterBy: ['sync_id', 'run_id'],
  partitionBy: 'logged_at',
};

export const actTimesTable: MemoryTable = {
  name: 'sync_act_times',
  description:
    'How long an act took into the CRM, in seconds. Grain: one row per run and record that was written with an act that was not in the CRM before.',
  columns: [
    ...always('STRING', 'sync_id', 'run_id'),
    ...always('INT64', 'log_id'),
    ...always('STRING', 'row_key'),
    ...some('TIMESTAMP', 'acted_at', 'known_at', 'run_started_at', 'run_finished_at', 'acked_at'),
    ...some('FLOAT64', 'source_lag_seconds', 'wait_seconds', 'run_seconds', 'sync_seconds', 'total_seconds'),
  ],
  clusterBy: ['sync_id', 'run_id'],
  partitionBy: 'acked_at',
};

export const actionTable: MemoryTable = {
  name: 'sync_action',
  description:
    'What was done when leads changed their tier: what stands here is never done anew. Grain: one row per sync and action.',
  columns: [
    ...always(
      'STRING',
      'sync_id',
      'action_key',
      'transition_id',
      'rule',
      'kind',
      'run_id',
      'status',
      'row_key',
      'object',
      'crm_id',
    ),
    // Subject, words, due time and receiver as JSON, nothing of the person; NULL once it is done.
    ...some('STRING', 'payload'),
    ...always('TIMESTAMP', 'planned_at'),
    ...some('TIMESTAMP', 'intended_at', 'ended_at'),
    ...some('STRING', 'error_class', 'error_code', 'error_message'),
  ],
  clusterBy: ['sync_id', 'action_key'],
};

export const actionRuleTable: MemoryTable = {
  name: 'sync_action_rule',
  description: 'Grain: one row per sync and rule of actions: what changed before that moment never acts.',
  columns: [...always('STRING', 'sync_id', 'rule'), ...always('TIMESTAMP', 'since')],
};

/** Columns that the sync's own file has as well, under the same names. */
export const stateColumns = [
  ...always('STRING', 'row_key', 'object', 'crm_id'),
  ...some('STRING', 'acked_fingerprint', 'acked_causes', 'acked_run_id'),
  ...some('INT64', 'acked_seq'),
  ...some('TIMESTAMP', 'acked_at'),
  ...always('STRING', 'status'),
  ...some('STRING', 'error_class', 'error_code', 'error_message', 'error_fields'),
  ...always('INT64', 'rejections'),
  ...some('STRING', 'failed_fingerprint'),
  ...some('TIMESTAMP', 'retry_at'),
  ...always('STRING', 'last_run_id'),
] satisfies MemoryTable['columns'];

export const stateTable: MemoryTable = {
  name: 'sync_state',
  description: 'Grain: one row per sync and record that was ever sent, as it stands now.',
  columns: [
    ...always('STRING', 'sync_id'),
    ...stateColumns,
    // Up to where the log of last_run_id is in this row.
    ...always('INT64', 'last_log_id'),
  ],
  clusterBy: ['sync_id', 'row_key'],
};

export const lockTable: MemoryTable = {
  name: 'sync_lock',
  description: 'Grain: one row per sync; the highest token may write, and nobody else until lease_until.',
  columns: [
    ...always('STRING', 'sync_id', 'store_id', 'owner'),
    ...always('INT64', 'fencing_token'),
    ...always('TIMESTAMP', 'taken_at', 'lease_until'),
  ],
};

/** The lock comes last: where it stands, all of them do. */
export const memoryTables: readonly MemoryTable[] = [
  runTable,
  skippedTable,
  logTable,
  actTimesTable,
  stateTable,
  actionTable,
  actionRuleTable,
  lockTable,
];

/** Grain: one row per row of a run's plan; there as long as the run is open. */
export const planTable: Omit<MemoryTable, 'name'> = {
  description: 'The records that a run writes, without their values, until it has ended. Grain: one row per record.',
  columns: [
    ...always('INT64', 'seq'),
    ...always('STRING', 'row_key', 'object', 'crm_id', 'fingerprint'),
    ...some('STRING', 'causes'),
  ],
};

export function planTableName(syncId: string, runId: string): string {
  return `plan_${digest(syncId, runId)}`;
}

/** 32 hexadecimal digits of texts: what names may be made of, whatever the texts hold. */
export function digest(...texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);
}

export function memoryTarget(database: string, name: string): Target {
  return { database, schema: memoryDataset, name };
}

export function newTable({ columns, description, clusterBy, partitionBy }: Omit<MemoryTable, 'name'>): NewTable {
  return {
    schema: schemaOf(columns),
    description,
    ...(clusterBy !== undefined && { clustering: { fields: clusterBy } }),
    ...(partitionBy !== undefined && { timePartitioning: { type: 'DAY', field: partitionBy } }),
  };
}

export function namesOf({ columns }: Pick<MemoryTable, 'columns'>): readonly string[] {
  return columns.map(({ name }) => name);
}
