import type { DuckDBConnection } from '@duckdb/node-api';
import { toValue } from '../../engine/duckdb/value.js';
import type { FieldMapping, RunStatus } from '../rows.js';
import { table } from './open.js';
import type { StoreSession } from './session.js';
import type { NewRun, RunChange, RunRecord } from './run-record.js';

/** Writes a run once its plan and its skipped records stand in their tables; `planned` is counted from them. */
export async function insertRun(session: StoreSession, run: NewRun): Promise<void> {
  await session.run(
    `INSERT INTO ${table('sync_run')} (run_id, sync_id, stage, mapping_hash, mapping, status, planned, created_at, scores_as_of, oldest_as_of)
    SELECT $1, $2, $3, $4, $5, 'planned',
      (SELECT COUNT(*) FROM ${table('sync_plan')} WHERE run_id = $1)
        + (SELECT COALESCE(SUM(records), 0) FROM ${table('sync_skipped')} WHERE run_id = $1),
      CAST($6 AS TIMESTAMP), CAST($7 AS TIMESTAMP), CAST($8 AS TIMESTAMP)`,
    [
      run.runId,
      run.syncId,
      run.stage,
      run.mappingHash,
      JSON.stringify(run.mapping),
      run.createdAt,
      run.scoresAsOf ?? null,
      run.oldestAsOf ?? null,
    ],
  );
}

/** Newest first. */
export async function readRuns(connection: DuckDBConnection, limit: number, runId?: string): Promise<RunRecord[]> {
  const result = await connection.run(
    `SELECT run_id, sync_id, stage, mapping_hash, mapping, status, planned, created_at, started_at, finished_at, stop_reason, api_calls, scores_as_of, plan_summary, oldest_as_of
    FROM ${table('sync_run')}
    WHERE $1 IS NULL OR run_id = $1
    ORDER BY created_at DESC, run_id DESC
    LIMIT CAST($2 AS BIGINT)`,
    [runId ?? null, limit],
  );
  return (await result.getRows()).map((cells) => {
    const [
      run,
      sync,
      stage,
      hash,
      mapping,
      status,
      planned,
      created,
      started,
      finished,
      reason,
      calls,
      asOf,
      plan,
      oldest,
    ] = cells.map(toValue);
    return {
      runId: String(run),
      syncId: String(sync),
      stage: stage === 'fields+actions' ? 'fields+actions' : 'fields',
      mappingHash: String(hash),
      mapping: JSON.parse(String(mapping)) as FieldMapping[],
      status: String(status) as RunStatus,
      planned: Number(planned),
      createdAt: `${String(created)}Z`,
      ...(typeof started === 'string' && { startedAt: `${started}Z` }),
      ...(typeof finished === 'string' && { finishedAt: `${finished}Z` }),
      ...(typeof reason === 'string' && { stopReason: reason }),
      apiCalls: Number(calls),
      ...(typeof asOf === 'string' && { scoresAsOf: `${asOf}Z` }),
      ...(typeof plan === 'string' && { planSummary: plan }),
      ...(typeof oldest === 'string' && { oldestAsOf: `${oldest}Z` }),
    };
  });
}

/** What is not named stays. A run that goes on has neither an end nor a reason to stop. */
export async function updateRun(connection: DuckDBConnection, runId: string, change: RunChange): Promise<void> {
  await connection.run(
    `UPDATE ${table('sync_run')} SET
      status = COALESCE($2, status),
      started_at = COALESCE(started_at, CAST($3 AS TIMESTAMP)),
      finished_at = CASE WHEN $2 = 'running' THEN NULL ELSE COALESCE(CAST($4 AS TIMESTAMP), finished_at) END,
      stop_reason = CASE WHEN $2 = 'running' THEN NULL ELSE COALESCE($5, stop_reason) END,
      api_calls = api_calls + CAST($6 AS BIGINT),
      summary = COALESCE($7, summary),
      plan_summary = COALESCE($8, plan_summary)
    WHERE run_id = $1`,
    [
      runId,
      change.status ?? null,
      change.startedAt ?? null,
      change.finishedAt ?? null,
      change.stopReason ?? null,
      change.moreApiCalls ?? 0,
      change.summary ?? null,
      change.planSummary ?? null,
    ],
  );
}
