/**
 * The sync's own tables, in a file of their own: a warehouse file open for writing shuts everybody out, and a sync may wait
 * hours for quota. Moments are microseconds UTC. No keys are declared: an index would have to be kept up with every commit,
 * and what they would say is checked where rows are folded (`fold.ts`) and counted (`totals.ts`).
 */
import { actTimesSql } from './act-times-sql.js';
import { outcomesSql } from './outcomes.js';
import { schema } from './schema.js';

/** Run on every opening; a later version adds columns at the end with ADD COLUMN IF NOT EXISTS. */
export const tableStatements: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS ${schema}`,

  // Grain: one row per run of a sync, from its plan to its end.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_run (
    run_id VARCHAR NOT NULL,
    sync_id VARCHAR NOT NULL,
    -- fields, or fields+actions
    stage VARCHAR NOT NULL,
    mapping_hash VARCHAR NOT NULL,
    -- FieldMapping[] as JSON: a plan is carried out by the mapping it was made with.
    mapping VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    planned BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    stop_reason VARCHAR,
    api_calls BIGINT NOT NULL DEFAULT 0,
    -- As of when the scores are; the newest where there are several.
    scores_as_of TIMESTAMP,
    -- PlanSummary as JSON.
    plan_summary VARCHAR,
    -- Up to which log_id the log is in sync_state.
    folded_to BIGINT NOT NULL DEFAULT 0,
    -- RunSummary as JSON, of the last time it was carried on.
    summary VARCHAR,
    -- While a fold is under way, up to which log_id it goes, and from which seq of the plan on there is something left to do.
    folding_to BIGINT,
    folding_from BIGINT,
    -- As of when the oldest scores are.
    oldest_as_of TIMESTAMP
  )`,
  `ALTER TABLE ${schema}.sync_run ADD COLUMN IF NOT EXISTS folding_to BIGINT`,
  `ALTER TABLE ${schema}.sync_run ADD COLUMN IF NOT EXISTS folding_from BIGINT`,
  `ALTER TABLE ${schema}.sync_run ADD COLUMN IF NOT EXISTS oldest_as_of TIMESTAMP`,

  // Grain: one row per run and record to write. Nothing but the payload's removal ever changes it.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_plan (
    run_id VARCHAR NOT NULL,
    -- Dense, from 1, by parent record and row key.
    seq BIGINT NOT NULL,
    row_key VARCHAR NOT NULL,
    object VARCHAR NOT NULL,
    crm_id VARCHAR NOT NULL,
    operation VARCHAR NOT NULL,
    -- As payload.ts writes it; NULL once it is dropped.
    payload VARCHAR,
    fingerprint VARCHAR NOT NULL,
    previous_fingerprint VARCHAR,
    -- Canonical values of the write_when columns.
    causes VARCHAR,
    -- The act that it brings into the CRM: what the record held before was made without it. NULL where it is none, or where it is not known.
    acted_at TIMESTAMP,
    -- When one knew of the act, and whose it was.
    known_at TIMESTAMP,
    -- Of the models.
    run_started_at TIMESTAMP,
    run_finished_at TIMESTAMP
  )`,

  // Grain: one row per run and reason for which records of crm_updates are not written.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_skipped (
    run_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    records BIGINT NOT NULL
  )`,

  // Grain: one row per batch: what was about to be sent, written before it was.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_batch (
    run_id VARCHAR NOT NULL,
    batch_id VARCHAR NOT NULL,
    -- A batch holds the rows of its object between its seqs, but for those that the log knew already.
    object VARCHAR NOT NULL,
    seq_low BIGINT NOT NULL,
    seq_high BIGINT NOT NULL,
    records BIGINT NOT NULL,
    route VARCHAR NOT NULL,
    remote_job_id VARCHAR,
    intended_at TIMESTAMP NOT NULL
  )`,

  // Append-only. Grain: one row per batch of which every row was written, and none had an outcome before; outcomes.ts has it row by row.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_written (
    -- Of the row seq_low; the others follow by their seqs.
    first_log_id BIGINT NOT NULL,
    run_id VARCHAR NOT NULL,
    batch_id VARCHAR NOT NULL,
    -- Its rows are those of this object between its seqs.
    object VARCHAR NOT NULL,
    seq_low BIGINT NOT NULL,
    seq_high BIGINT NOT NULL,
    attempt INTEGER NOT NULL,
    logged_at TIMESTAMP NOT NULL
  )`,

  // Append-only. Grain: one row per outcome of a row of a plan, but for those of sync_written.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_log (
    log_id BIGINT NOT NULL,
    run_id VARCHAR NOT NULL,
    batch_id VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    row_key VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    -- Whether an attempt without an answer may have written it all the same; such a row is sent again even if its values go back.
    may_be_written BOOLEAN NOT NULL,
    error_class VARCHAR,
    error_code VARCHAR,
    -- With values masked.
    error_message VARCHAR,
    error_fields VARCHAR,
    attempt INTEGER NOT NULL,
    http_status INTEGER,
    logged_at TIMESTAMP NOT NULL
  )`,

  // Grain: one row per record that was ever sent. Folded from the log.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_state (
    row_key VARCHAR NOT NULL,
    object VARCHAR NOT NULL,
    crm_id VARCHAR NOT NULL,
    -- What the CRM acknowledged last, or what a record that keeps its own was looked at for; NULL if nothing, or if a later
    -- attempt without an answer may have replaced it.
    acked_fingerprint VARCHAR,
    acked_causes VARCHAR,
    -- Where its payload is, as long as that is kept.
    acked_run_id VARCHAR,
    acked_seq BIGINT,
    acked_at TIMESTAMP,
    -- ok, rejected or deferred; kept: it holds what somebody else wrote, and our fields are written only where it holds nothing, or older.
    status VARCHAR NOT NULL,
    error_class VARCHAR,
    error_code VARCHAR,
    error_message VARCHAR,
    error_fields VARCHAR,
    -- Rejections of this fingerprint in a row.
    rejections INTEGER NOT NULL,
    failed_fingerprint VARCHAR,
    -- When a rejected row is sent again though nothing changed; NULL: only if something changes, or on \`sync retry\`.
    retry_at TIMESTAMP,
    last_run_id VARCHAR NOT NULL
  )`,

  `CREATE OR REPLACE VIEW ${schema}.sync_dead_letter AS
    SELECT row_key, object, crm_id, error_class, error_code, error_message, error_fields, rejections, retry_at, failed_fingerprint, last_run_id
    FROM ${schema}.sync_state
    WHERE status = 'rejected'`,

  // Grain: one row per outcome of a row of a plan; the one with the highest log_id counts.
  `CREATE OR REPLACE VIEW ${schema}.sync_outcome AS SELECT * FROM ${outcomesSql()}`,

  // Grain: one row per record that was written with a new act, and run.
  `CREATE OR REPLACE VIEW ${schema}.sync_act_times AS SELECT * FROM ${actTimesSql()}`,

  // Grain: one row per process that opened it; the highest token holds the lease. DuckDB's own file lock is what shuts others out.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_lock (
    owner VARCHAR NOT NULL,
    fencing_token BIGINT NOT NULL,
    taken_at TIMESTAMP NOT NULL
  )`,

  // Grain: one row per action, for good: what stands here as done, or as unknown, is never done anew.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_action (
    action_key VARCHAR NOT NULL,
    transition_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    -- Of the plan that it belongs to.
    run_id VARCHAR NOT NULL,
    -- planned; intended: it may have been sent; then done, refused, or unknown: somebody has to look. retry: it was refused, and
    -- the next plan takes it up.
    status VARCHAR NOT NULL,
    object VARCHAR NOT NULL,
    crm_id VARCHAR NOT NULL,
    -- Subject, words, due time and receiver as JSON; NULL once it is done.
    payload VARCHAR,
    planned_at TIMESTAMP NOT NULL,
    intended_at TIMESTAMP,
    ended_at TIMESTAMP,
    -- Of its last refusal.
    error_class VARCHAR,
    error_code VARCHAR,
    -- With values masked.
    error_message VARCHAR
  )`,

  // Grain: one row, once BigQuery has the memory of which this file is the journal; none where the warehouse is a file, too.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_memory (
    -- The project that has the dataset.
    database VARCHAR NOT NULL,
    -- This file, among those that share the memory.
    store_id VARCHAR NOT NULL,
    -- The last lease that was taken for it: where BigQuery has a higher one, somebody else has been at work since.
    fencing_token BIGINT NOT NULL,
    -- Records that hold what was written last, and whose state only BigQuery has.
    acknowledged_elsewhere BIGINT NOT NULL
  )`,

  // Grain: one row per run of which something is in BigQuery.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_upload (
    run_id VARCHAR NOT NULL,
    is_begun BOOLEAN NOT NULL,
    loaded_to BIGINT NOT NULL,
    loading_to BIGINT NOT NULL,
    folded_to BIGINT NOT NULL,
    is_open BOOLEAN NOT NULL
  )`,

  // Grain: one row per run of another machine, of the last ones, as far as breakers ask about it.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_elsewhere (
    run_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    started_at TIMESTAMP,
    plan_rows BIGINT NOT NULL,
    scores_as_of TIMESTAMP
  )`,

  // Grain: one row per rule of actions: what changed before the rule was first planned never acts.
  `CREATE TABLE IF NOT EXISTS ${schema}.sync_action_rule (
    rule VARCHAR NOT NULL,
    since TIMESTAMP NOT NULL
  )`,
];
