/** Which columns of the sync's own tables the warehouse gets, and as what. Moments are UTC. */
export interface PublishedTable {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** The column by which new rows are told, where old ones never change. */
  readonly grows?: string;
  /** The query that has these columns, where the table itself has not. */
  readonly view?: string;
}

const runs = `(
  WITH ends AS (
    SELECT run_id, seq, outcome
    FROM leadscore_sync.sync_outcome
    QUALIFY ROW_NUMBER() OVER (PARTITION BY run_id, seq ORDER BY log_id DESC) = 1
  ),

  outcomes AS (
    SELECT run_id, outcome, COUNT(*) AS records FROM ends GROUP BY run_id, outcome
    UNION ALL
    SELECT run_id, 'skipped', records FROM leadscore_sync.sync_skipped
  ),

  counts AS (
    SELECT
      run_id,
      SUM(records) FILTER (WHERE outcome = 'ok') AS ok,
      SUM(records) FILTER (WHERE outcome = 'rejected') AS rejected,
      SUM(records) FILTER (WHERE outcome = 'deferred') AS deferred,
      SUM(records) FILTER (WHERE outcome = 'skipped') AS skipped
    FROM outcomes
    GROUP BY run_id
  )

  SELECT
    r.run_id, r.stage, r.status, r.planned,
    COALESCE(c.ok, 0) AS ok,
    COALESCE(c.rejected, 0) AS rejected,
    COALESCE(c.deferred, 0) AS deferred,
    COALESCE(c.skipped, 0) AS skipped,
    r.api_calls, r.scores_as_of, r.created_at, r.started_at, r.finished_at, r.stop_reason
  FROM leadscore_sync.sync_run AS r
  LEFT JOIN counts AS c ON c.run_id = r.run_id
)`;

export const publishedTables: readonly PublishedTable[] = [
  {
    // Grain: one row per run; planned = ok + rejected + deferred + skipped once it has ended.
    name: 'sync_run',
    view: runs,
    columns: [
      ['run_id', 'VARCHAR'],
      ['stage', 'VARCHAR'],
      ['status', 'VARCHAR'],
      ['planned', 'BIGINT'],
      ['ok', 'BIGINT'],
      ['rejected', 'BIGINT'],
      ['deferred', 'BIGINT'],
      ['skipped', 'BIGINT'],
      ['api_calls', 'BIGINT'],
      ['scores_as_of', 'TIMESTAMP'],
      ['created_at', 'TIMESTAMP'],
      ['started_at', 'TIMESTAMP'],
      ['finished_at', 'TIMESTAMP'],
      ['stop_reason', 'VARCHAR'],
    ],
  },
  {
    // Grain: one row per run and reason for which records were left out.
    name: 'sync_skipped',
    columns: [
      ['run_id', 'VARCHAR'],
      ['reason', 'VARCHAR'],
      ['records', 'BIGINT'],
    ],
  },
  {
    // Grain: one row per outcome of a record in a run; the highest log_id of (run_id, seq) counts.
    name: 'sync_log',
    view: 'leadscore_sync.sync_outcome',
    grows: 'log_id',
    columns: [
      ['log_id', 'BIGINT'],
      ['run_id', 'VARCHAR'],
      ['seq', 'BIGINT'],
      ['row_key', 'VARCHAR'],
      ['outcome', 'VARCHAR'],
      ['error_class', 'VARCHAR'],
      ['error_code', 'VARCHAR'],
      ['error_message', 'VARCHAR'],
      ['error_fields', 'VARCHAR'],
      ['attempt', 'INTEGER'],
      ['http_status', 'INTEGER'],
      ['logged_at', 'TIMESTAMP'],
    ],
  },
  {
    // Grain: one row per record that was ever sent, as it stands now.
    name: 'sync_state',
    columns: [
      ['row_key', 'VARCHAR'],
      ['object', 'VARCHAR'],
      ['crm_id', 'VARCHAR'],
      ['status', 'VARCHAR'],
      ['acked_at', 'TIMESTAMP'],
      ['error_class', 'VARCHAR'],
      ['error_code', 'VARCHAR'],
      ['error_message', 'VARCHAR'],
      ['rejections', 'INTEGER'],
      ['retry_at', 'TIMESTAMP'],
      ['last_run_id', 'VARCHAR'],
    ],
  },
  {
    // Grain: one row per action that was ever planned, as it stands now; its words and receiver are not told.
    name: 'sync_action',
    columns: [
      ['action_key', 'VARCHAR'],
      ['transition_id', 'VARCHAR'],
      ['rule', 'VARCHAR'],
      ['kind', 'VARCHAR'],
      ['run_id', 'VARCHAR'],
      ['status', 'VARCHAR'],
      ['object', 'VARCHAR'],
      ['crm_id', 'VARCHAR'],
      ['planned_at', 'TIMESTAMP'],
      ['intended_at', 'TIMESTAMP'],
      ['ended_at', 'TIMESTAMP'],
      ['error_class', 'VARCHAR'],
      ['error_code', 'VARCHAR'],
      ['error_message', 'VARCHAR'],
    ],
  },
  {
    // Grain: one row per run and record that was written with an act that was not in the CRM before. Seconds.
    name: 'sync_act_times',
    grows: 'log_id',
    columns: [
      ['log_id', 'BIGINT'],
      ['run_id', 'VARCHAR'],
      ['row_key', 'VARCHAR'],
      ['acted_at', 'TIMESTAMP'],
      ['known_at', 'TIMESTAMP'],
      ['run_started_at', 'TIMESTAMP'],
      ['run_finished_at', 'TIMESTAMP'],
      ['acked_at', 'TIMESTAMP'],
      ['source_lag_seconds', 'DOUBLE'],
      ['wait_seconds', 'DOUBLE'],
      ['run_seconds', 'DOUBLE'],
      ['sync_seconds', 'DOUBLE'],
      ['total_seconds', 'DOUBLE'],
    ],
  },
];
