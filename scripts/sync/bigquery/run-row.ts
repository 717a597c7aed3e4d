/** One row of sync_run, as it is known here: added, or put in the place of what was there. */
import { ProblemError } from '../../problem.js';
import type { RunRecord, Totals } from '../store/store.js';
import { heldFrom, heldParams, type Lease, lost } from './lease.js';
import { mergeInto, type Place } from './place.js';
import { namesOf, planTableName, runTable } from './tables.js';

export interface RunRow {
  readonly run: RunRecord;
  readonly totals: Totals;
  /** Rows to write. */
  readonly planRows: number;
  readonly isOpen: boolean;
}

/** Throws `sync/lease-lost` where another has the lease by now: what was written before under it is not there either. */
export async function putRun(place: Place, lease: Lease, { run, totals, planRows, isOpen }: RunRow): Promise<void> {
  const { syncId } = place;
  const texts = {
    run_id: run.runId,
    stage: run.stage,
    status: run.status,
    plan_table: planTableName(syncId, run.runId),
    owner: lease.owner,
  };
  const numbers = {
    planned: totals.planned,
    ok: totals.ok,
    rejected: totals.rejected,
    deferred: totals.deferred,
    skipped: totals.skipped,
    api_calls: run.apiCalls,
    plan_rows: planRows,
  };
  // A parameter is a text that is there; an empty one stands for NULL.
  const moments = {
    scores_as_of: run.scoresAsOf ?? '',
    created_at: run.createdAt,
    started_at: run.startedAt ?? '',
    finished_at: run.finishedAt ?? '',
  };
  const numberTexts = Object.entries(numbers).map(([name, number]): [string, string] => [name, String(number)]);
  const columns = [
    'k.sync_id',
    'k.store_id',
    ...Object.keys(texts).map((name) => `@${name} AS ${name}`),
    ...Object.keys(numbers).map((name) => `CAST(@${name} AS INT64) AS ${name}`),
    ...Object.keys(moments).map((name) => `TIMESTAMP(NULLIF(@${name}, '')) AS ${name}`),
    "NULLIF(@stop_reason, '') AS stop_reason",
    `${isOpen ? 'TRUE' : 'FALSE'} AS is_open`,
  ];
  const names = namesOf(runTable);
  const written = await mergeInto(
    place,
    runTable.name,
    { key: ['sync_id', 'run_id'], update: names, insert: names },
    {
      sql: `SELECT\n  ${columns.join(',\n  ')}\n${heldFrom(place)}`,
      params: {
        ...heldParams(place, lease),
        ...texts,
        ...Object.fromEntries(numberTexts),
        ...moments,
        stop_reason: run.stopReason ?? '',
      },
    },
  );
  if (written === 0) throw new ProblemError(lost(syncId));
}
