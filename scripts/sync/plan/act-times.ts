/** The act that a row of a plan brings into the CRM, and the run that scored it: from when on one waited for the write. */
import type { Row } from '../../engine/engine.js';
import type { StoreSession } from '../store/store.js';
import { storeTable } from '../store/store.js';
import type { WarehouseReader } from './warehouse-reader.js';

/** Moments are ISO 8601; absent where nobody noted them. */
export interface ScoringRun {
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/**
 * The run of the models that made the scores, from the run log of the warehouse. Where the log does not know it (Dataform ran
 * them), it began when its clock was read; when it ended is not known.
 */
export async function scoringRun(reader: WarehouseReader, scoresAsOf: string | undefined): Promise<ScoringRun> {
  if (scoresAsOf === undefined) return {};
  const isLogged = await reader.has('leadscore_runs');
  const [run] = isLogged ? await reader.rows(runSql(reader.name('leadscore_runs'), scoresAsOf)) : [];
  return run === undefined ? { startedAt: scoresAsOf } : runOf(run);
}

function runSql(runs: string, scoresAsOf: string): string {
  const asOf = `TIMESTAMP('${scoresAsOf}')`;
  return `SELECT r.started_at, r.finished_at
FROM ${runs} AS r
WHERE r.as_of = ${asOf} OR (r.as_of IS NULL AND r.started_at <= ${asOf} AND r.finished_at >= ${asOf})
ORDER BY r.started_at DESC
LIMIT 1`;
}

function runOf({ started_at: startedAt, finished_at: finishedAt }: Row): ScoringRun {
  return {
    ...(typeof startedAt === 'string' && { startedAt }),
    ...(typeof finishedAt === 'string' && { finishedAt }),
  };
}

/**
 * Leaves the act only on rows that bring it into the CRM: it became known after the scores from which the record was written
 * last, or, of a record that never was, after those of the last run. In the first run of a sync nobody waited.
 */
export async function keepNewActs(session: StoreSession, runId: string, run: ScoringRun): Promise<void> {
  const plan = storeTable('sync_plan');
  await session.run(
    `WITH begun AS (
      SELECT run_id, scores_as_of FROM ${storeTable('sync_run')} WHERE started_at IS NOT NULL AND run_id <> $1
      UNION ALL
      SELECT run_id, scores_as_of FROM ${storeTable('sync_elsewhere')} WHERE started_at IS NOT NULL
    ),

    known AS (
      SELECT p.seq, COALESCE(written.scores_as_of, (SELECT MAX(scores_as_of) FROM begun)) AS scores_as_of
      FROM ${plan} AS p
      LEFT JOIN ${storeTable('sync_state')} AS s ON s.row_key = p.row_key
      LEFT JOIN begun AS written ON written.run_id = s.acked_run_id
      WHERE p.run_id = $1
    )

    UPDATE ${plan} AS p
    SET
      acted_at = CASE WHEN COALESCE(p.known_at, p.acted_at) > known.scores_as_of THEN p.acted_at END,
      known_at = CASE WHEN p.known_at > known.scores_as_of THEN p.known_at END
    FROM known
    WHERE p.run_id = $1 AND p.seq = known.seq AND p.acted_at IS NOT NULL`,
    [runId],
  );
  await session.run(
    `UPDATE ${plan}
    SET run_started_at = CAST($2 AS TIMESTAMP), run_finished_at = CAST($3 AS TIMESTAMP)
    WHERE run_id = $1 AND acted_at IS NOT NULL`,
    [runId, run.startedAt ?? null, run.finishedAt ?? null],
  );
}
