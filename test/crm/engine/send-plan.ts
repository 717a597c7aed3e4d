/** A plan, without a warehouse, and the engine that carries it out through a destination. */
import assert from 'node:assert/strict';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import { realClock, type Clock } from '../../../scripts/sync/apply/clock.js';
import type { RunSummary } from '../../../scripts/sync/apply/summary.js';
import { usualBreakers, type Breakers } from '../../../scripts/sync/config/config.js';
import type { Destination } from '../../../scripts/sync/destination.js';
import type { FieldMapping, FieldType, ObjectName } from '../../../scripts/sync/rows.js';
import { SyncStore, storeTable } from '../../../scripts/sync/store/store.js';
import { plan, type Wanted } from '../../sync/apply/planned.js';

export interface Sent {
  readonly summary: RunSummary;
  /** The log's last word of each row, by record. */
  readonly outcomes: ReadonlyMap<string, { readonly outcome: string; readonly class: string | null }>;
}

export interface Sending {
  readonly destination: Destination;
  readonly object: ObjectName;
  /** Types of the fields by name. */
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly rows: readonly Omit<Wanted, 'object'>[];
  readonly breakers?: Partial<Breakers>;
  readonly clock?: Clock;
  readonly onProgress?: (rows: number) => void;
}

/** Plans the rows and carries them out once; a second time makes no call, which is looked at here. */
export async function sendPlan(sending: Sending): Promise<Sent> {
  const { destination, object, fields, rows, breakers, clock = realClock, onProgress } = sending;
  const mapping = Object.entries(fields).map(([field, type]): FieldMapping => ({
    rubric: 'r',
    object,
    field,
    from: 'total_score',
    type,
    whenNull: 'skip',
    write: 'always',
  }));
  const store = await SyncStore.open(':memory:', { owner: 'test', now: () => clock.now() });
  try {
    await plan(
      store,
      'crm-1',
      rows.map((row) => ({ ...row, object: object === 'account' ? 'lead' : object })),
      mapping,
    );
    const carryOut = (): Promise<RunSummary> =>
      applyPlan({
        store,
        destination,
        runId: 'crm-1',
        settings: { budget: 1, breakers: { ...usualBreakers, ...breakers } },
        clock,
        random: Math.random,
        signal: new AbortController().signal,
        ...(onProgress && { onProgress: (progress) => onProgress(progress.rows) }),
      });
    const summary = await carryOut();
    const { planned, ok, rejected, deferred, skipped } = summary;
    assert.equal(planned, rows.length);
    assert.equal(ok + rejected + deferred + skipped, planned, JSON.stringify(summary));
    assert.equal((await carryOut()).calls, 0, 'a plan that was carried out is not sent again');
    return { summary, outcomes: await outcomesOf(store) };
  } finally {
    await store.close();
  }
}

async function outcomesOf(store: SyncStore): Promise<Sent['outcomes']> {
  const logged = await store.rows(
    `SELECT row_key, outcome, error_class FROM ${storeTable('sync_outcome')}
    QUALIFY ROW_NUMBER() OVER (PARTITION BY seq ORDER BY log_id DESC) = 1`,
  );
  return new Map(
    logged.map(({ row_key, outcome, error_class }) => [
      String(row_key).replace(/^[a-z]+\//, ''),
      { outcome: String(outcome), class: error_class === null ? null : String(error_class) },
    ]),
  );
}

/** Time that runs `times` as fast, so that waits between tries do not make a test long. */
export function quickClock(times: number): Clock {
  const began = Date.now();
  return {
    now: () => began + (Date.now() - began) * times,
    sleep: (milliseconds, signal) => realClock.sleep(milliseconds / times, signal),
  };
}
