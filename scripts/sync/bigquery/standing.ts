/** How a sync stands by what BigQuery remembers of it, whichever machine sent it. Reads only, and needs no lease. */
import type { Row } from '../../engine/engine.js';
import type { ActionToLookAt } from '../actions/records.js';
import { type RefusedActions, refusedActions } from '../actions/refused.js';
import type { SyncConfig } from '../config/config.js';
import type { ErrorClass, RunStatus } from '../rows.js';
import { actTimeParts, type ActTimes } from '../store/act-times.js';
import type { RefusedCode, RunLine, Standing } from '../store/standing.js';
import { type Place, tableIn } from './place.js';
import { actionTable, actTimesTable, lockTable, logTable, runTable, stateTable } from './tables.js';

export interface RememberedStanding extends Standing {
  readonly runs: readonly RememberedRun[];
  readonly actions: readonly ActionToLookAt[];
  /** Who carries it on just now. */
  readonly holder?: { readonly owner: string; readonly until: string };
}

export interface RememberedRun extends RunLine {
  /** Host and process that began it. */
  readonly owner: string;
}

/** The last runs, and at most so many actions. */
export async function rememberedStanding(
  place: Place,
  most: { readonly runs: number; readonly actions: number },
): Promise<RememberedStanding> {
  const { engine, syncId } = place;
  const rowsOf = async (sql: string, params: Record<string, string> = {}): Promise<readonly Row[]> =>
    (await engine.execute(sql, { sync_id: syncId, ...params })).rows;
  const state = tableIn(place, stateTable.name);
  const counts = await rowsOf(
    `SELECT s.status, COUNT(*) AS records FROM ${state} AS s WHERE s.sync_id = @sync_id GROUP BY s.status`,
  );
  const refused = await rowsOf(
    `SELECT
  s.error_code,
  s.error_class,
  COUNT(*) AS records,
  MIN(s.row_key) AS record,
  MIN(s.retry_at) AS retry_at
FROM ${state} AS s
WHERE s.sync_id = @sync_id AND s.status = 'rejected'
GROUP BY s.error_code, s.error_class
ORDER BY records DESC, s.error_code`,
  );
  const examples = await rowsOf(
    `SELECT s.error_code, s.error_class, s.error_message
FROM ${state} AS s
WHERE s.sync_id = @sync_id AND s.status = 'rejected'
QUALIFY ROW_NUMBER() OVER (PARTITION BY s.error_code, s.error_class ORDER BY s.row_key) = 1`,
  );
  const runs = await rowsOf(
    `SELECT
  r.run_id, r.status, r.created_at, r.finished_at, r.stop_reason, r.planned, r.ok, r.rejected, r.deferred, r.skipped,
  r.api_calls, r.plan_rows, r.is_open, r.owner
FROM ${tableIn(place, runTable.name)} AS r
WHERE r.sync_id = @sync_id
ORDER BY r.created_at DESC, r.run_id DESC
LIMIT ${most.runs}`,
  );
  const holders = await rowsOf(
    `SELECT k.owner, k.lease_until
FROM ${tableIn(place, lockTable.name)} AS k
WHERE k.sync_id = @sync_id AND k.lease_until > CURRENT_TIMESTAMP()`,
  );
  const of = (status: string): number => Number(counts.find((row) => row.status === status)?.records ?? 0);
  const lines: RememberedRun[] = [];
  for (const row of runs) {
    const line = runLine(row);
    const leftOut = line.planned - Number(row.plan_rows);
    lines.push(row.is_open === true ? { ...line, ...(await outcomesSoFar(place, line, leftOut)) } : line);
  }
  return {
    acknowledged: of('ok'),
    kept: of('kept'),
    rejected: of('rejected'),
    deferred: of('deferred'),
    refused: refused.map((row): RefusedCode => {
      const example = examples.find((one) => one.error_code === row.error_code && one.error_class === row.error_class);
      return {
        code: String(row.error_code),
        class: String(row.error_class) as ErrorClass,
        records: Number(row.records),
        example: String(example?.error_message ?? ''),
        record: String(row.record),
        ...(typeof row.retry_at === 'string' && { retryAt: row.retry_at }),
      };
    }),
    actTimes: await rememberedActTimes(
      place,
      lines.map(({ runId }) => runId),
    ),
    runs: lines,
    actions: await rememberedActions(place, most.actions),
    ...(holders[0] !== undefined && {
      holder: { owner: String(holders[0].owner), until: String(holders[0].lease_until) },
    }),
  };
}

function runLine(row: Row): RememberedRun {
  return {
    runId: String(row.run_id),
    status: String(row.status) as RunStatus,
    createdAt: String(row.created_at),
    ...(typeof row.finished_at === 'string' && { finishedAt: row.finished_at }),
    ...(typeof row.stop_reason === 'string' && { stopReason: row.stop_reason }),
    planned: Number(row.planned),
    ok: Number(row.ok),
    rejected: Number(row.rejected),
    deferred: Number(row.deferred),
    skipped: Number(row.skipped),
    apiCalls: Number(row.api_calls),
    owner: String(row.owner),
  };
}

type Outcomes = Pick<RunLine, 'ok' | 'rejected' | 'deferred' | 'skipped'>;

/** The row of a run that is under way is as it was when it was begun; its log says more. */
async function outcomesSoFar(place: Place, { runId, createdAt }: RunLine, leftOut: number): Promise<Outcomes> {
  const { rows } = await place.engine.execute(
    `WITH last_entries AS (
  SELECT l.seq, l.outcome
  FROM ${tableIn(place, logTable.name)} AS l
  WHERE l.sync_id = @sync_id AND l.run_id = @run_id AND l.logged_at >= TIMESTAMP(@since)
  QUALIFY ROW_NUMBER() OVER (PARTITION BY l.seq ORDER BY l.log_id DESC) = 1
)

SELECT e.outcome, COUNT(*) AS records
FROM last_entries AS e
GROUP BY e.outcome`,
    { sync_id: place.syncId, run_id: runId, since: createdAt },
  );
  const of = (outcome: string): number => Number(rows.find((row) => row.outcome === outcome)?.records ?? 0);
  return {
    ok: of('ok'),
    rejected: of('rejected'),
    deferred: of('deferred'),
    skipped: leftOut + of('skipped'),
  };
}

/** As `actTimesOf` has it of a file: the least value within which that share of the records is. */
async function rememberedActTimes(place: Place, runIds: readonly string[]): Promise<ActTimes> {
  if (runIds.length === 0) return {};
  const parts = actTimeParts.map(
    (part) =>
      `SELECT '${part}' AS part, t.${part}_seconds AS seconds FROM times AS t WHERE t.${part}_seconds IS NOT NULL`,
  );
  const { rows } = await place.engine.execute(
    `WITH times AS (
  SELECT ${actTimeParts.map((part) => `a.${part}_seconds`).join(', ')}
  FROM ${tableIn(place, actTimesTable.name)} AS a
  WHERE a.sync_id = @sync_id AND a.run_id IN (SELECT run_id FROM UNNEST(SPLIT(@runs, '\\n')) AS run_id)
),

parts AS (
  ${parts.join('\n  UNION ALL\n  ')}
),

ranked AS (
  SELECT
    p.part,
    p.seconds,
    ROW_NUMBER() OVER (PARTITION BY p.part ORDER BY p.seconds) AS place,
    COUNT(*) OVER (PARTITION BY p.part) AS records
  FROM parts AS p
)

SELECT
  r.part,
  MAX(r.records) AS records,
  MIN(CASE WHEN r.place * 2 >= r.records THEN r.seconds END) AS p50,
  MIN(CASE WHEN r.place * 20 >= r.records * 19 THEN r.seconds END) AS p95
FROM ranked AS r
GROUP BY r.part`,
    { sync_id: place.syncId, runs: runIds.join('\n') },
  );
  return Object.fromEntries(
    actTimeParts.flatMap((part) => {
      const row = rows.find((each) => each.part === part);
      return row === undefined
        ? []
        : [[part, { records: Number(row.records), p50: Number(row.p50), p95: Number(row.p95) }]];
    }),
  );
}

async function rememberedActions(place: Place, most: number): Promise<readonly ActionToLookAt[]> {
  const { rows } = await place.engine.execute(
    `SELECT a.action_key, a.rule, a.row_key, a.status, a.error_code, a.error_message, a.intended_at
FROM ${tableIn(place, actionTable.name)} AS a
WHERE a.sync_id = @sync_id AND a.status IN ('refused', 'retry', 'unknown')
ORDER BY a.ended_at DESC, a.action_key
LIMIT ${most}`,
    { sync_id: place.syncId },
  );
  return rows.map((row) => ({
    key: String(row.action_key),
    rule: String(row.rule),
    record: String(row.row_key),
    status: row.status === 'unknown' ? 'unknown' : 'refused',
    code: String(row.error_code),
    message: String(row.error_message),
    ...(typeof row.intended_at === 'string' && { intendedAt: row.intended_at }),
  }));
}

/** As `refusedActionsOf` has it of a file. */
export async function rememberedRefusedActions(
  place: Place,
  config: Pick<SyncConfig, 'stage' | 'actions'>,
  now: Date,
): Promise<RefusedActions> {
  const { rows } = await place.engine.execute(
    `SELECT a.status, a.rule, a.payload
FROM ${tableIn(place, actionTable.name)} AS a
WHERE a.sync_id = @sync_id AND a.status IN ('refused', 'retry')`,
    { sync_id: place.syncId },
  );
  return refusedActions(rows, config, now);
}
