import { outcomesSql, type OutcomesAsked } from './outcomes.js';
import { schema } from './schema.js';

/**
 * The time from an act to the CRM in its four parts, in seconds; a part is NULL where one of its ends is not known. Grain: one row per
 * record that was written with a new act, and run.
 */
export function actTimesSql(asked: OutcomesAsked = {}): string {
  return `(
    WITH written AS (
      SELECT o.log_id, o.run_id, o.row_key, p.acted_at, p.known_at, p.run_started_at, p.run_finished_at, o.logged_at AS acked_at
      FROM ${outcomesSql(asked)} AS o
      INNER JOIN ${schema}.sync_plan AS p ON p.run_id = o.run_id AND p.seq = o.seq
      WHERE o.outcome = 'ok' AND p.acted_at IS NOT NULL
    )

    SELECT
      log_id,
      run_id,
      row_key,
      acted_at,
      known_at,
      run_started_at,
      run_finished_at,
      acked_at,
      (epoch_ms(known_at) - epoch_ms(acted_at)) / 1000 AS source_lag_seconds,
      (epoch_ms(run_started_at) - epoch_ms(known_at)) / 1000 AS wait_seconds,
      (epoch_ms(run_finished_at) - epoch_ms(run_started_at)) / 1000 AS run_seconds,
      (epoch_ms(acked_at) - epoch_ms(run_finished_at)) / 1000 AS sync_seconds,
      (epoch_ms(acked_at) - epoch_ms(acted_at)) / 1000 AS total_seconds
    FROM written
  )`;
}
