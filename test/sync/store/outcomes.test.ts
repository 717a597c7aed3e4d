/** A batch that is written down as a whole is the same to everybody as one whose rows are written down one by one. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { batchesOf, pagesOf, seqsOf } from '../../../scripts/sync/apply/batches.js';
import type { PlannedRow } from '../../../scripts/sync/rows.js';
import { actTimesOf } from '../../../scripts/sync/store/act-times.js';
import { forgetRecords } from '../../../scripts/sync/store/forget-records.js';
import { storeTable, SyncStore, type LogEntry } from '../../../scripts/sync/store/store.js';
import { seeded } from '../../conformance/fuzz/random.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { plan } from '../apply/planned.js';

const folder = temporaryFolder('outcomes');
const noon = Date.UTC(2026, 6, 1, 12);
const options = { owner: 'test', now: () => noon };
const entryOf = (batchId: string, row: PlannedRow, outcome: LogEntry['outcome'], attempt: number): LogEntry => ({
  batchId,
  seq: row.seq,
  rowKey: row.rowKey,
  fingerprint: row.fingerprint,
  outcome,
  mayBeWritten: outcome === 'deferred',
  attempt,
  ...(outcome === 'ok' ? {} : { error: { class: 'permanent', code: 'TOO_LONG', message: 'too long' } }),
});

/** Everything that anybody asks of a store, numbers of the log apart: they need not be dense. */
async function toldBy(store: SyncStore): Promise<unknown> {
  const outcomes = await store.rows(
    `SELECT run_id, batch_id, seq, row_key, fingerprint, outcome, may_be_written, error_code, attempt, logged_at
    FROM ${storeTable('sync_outcome')} ORDER BY log_id, seq`,
  );
  const numbers = await store.rows(
    `SELECT COUNT(*) - COUNT(DISTINCT log_id) AS twice FROM ${storeTable('sync_outcome')}`,
  );
  expect(numbers).toEqual([{ twice: 0 }]);
  const runs = [...new Set(outcomes.map(({ run_id }) => String(run_id)))];
  const ofRuns = [];
  for (const run of runs)
    ofRuns.push({
      totals: await store.totals(run),
      open: await store.openBatches(run),
      waiting: (await store.planPage(run, { after: 0, upTo: 1000 })).map(({ seq }) => seq),
    });
  const state = await store.rows(`SELECT * FROM ${storeTable('sync_state')} ORDER BY row_key`);
  const times = await store.rows(
    `SELECT * EXCLUDE (log_id) FROM ${storeTable('sync_act_times')} ORDER BY run_id, row_key`,
  );
  return { outcomes, ofRuns, state, times, actTimes: await actTimesOf(store, runs) };
}

/** A history takes some seconds: `OUTCOME_CASES=50 npx vitest run test/sync/store/outcomes.test.ts` for many. */
const cases = Number(process.env.OUTCOME_CASES ?? '3');

test.each(Array.from({ length: cases }, (_, seed) => seed))('random runs, number %i', async (seed) => {
  const { below, pick } = seeded(seed);
  const paths = { whole: join(folder, `whole-${seed}.duckdb`), single: join(folder, `single-${seed}.duckdb`) };
  const openBoth = async () =>
    [await SyncStore.open(paths.whole, options), await SyncStore.open(paths.single, options)] as const;
  let [whole, single] = await openBoth();
  const both = async (work: (store: SyncStore) => Promise<unknown>): Promise<void> => {
    await work(whole);
    await work(single);
  };
  let asWhole = 0;
  for (const runId of ['run1', 'run2']) {
    const wanted = Array.from({ length: 12 + below(20) }, (_, index) => ({
      object: pick(['lead', 'lead', 'contact'] as const),
      id: String(index + 1),
      fields: { Score: `${runId} ${index}` },
    }));
    await both(async (store) => {
      await plan(store, runId, wanted);
      await store.transaction((session) =>
        session.run(
          `UPDATE ${storeTable('sync_plan')} SET acted_at = TIMESTAMP '2026-07-01 11:00:00', known_at = TIMESTAMP '2026-07-01 11:30:00'
          WHERE run_id = $1 AND seq % 3 = 0`,
          [runId],
        ),
      );
    });
    // Again, as a process that goes on where another one ended: its pages have holes.
    for (let process = 0; process < 3; process += 1) {
      const last = await whole.lastSeq(runId);
      for await (const batch of batchesOf(pagesOf(whole, runId, { after: 0, upTo: last }), 1 + below(7))) {
        const { batchId, object, rows, records, isWhole } = batch;
        const seqs = seqsOf(rows);
        if (below(4) === 0) continue;
        await both((store) =>
          store.intend(runId, [{ batchId: `${batchId}-${process}`, object, ...seqs, records, route: 'webhook' }]),
        );
        const attempt = 1 + below(3);
        const isWritten = below(3) > 0;
        const entries = rows.map((row) =>
          entryOf(
            `${batchId}-${process}`,
            row,
            isWritten ? 'ok' : pick(['ok', 'rejected', 'deferred'] as const),
            attempt,
          ),
        );
        await single.log(runId, entries);
        if (isWhole && isWritten) {
          asWhole += 1;
          await whole.logWritten(runId, {
            batchId: `${batchId}-${process}`,
            object,
            ...seqs,
            records,
            attempt,
          });
        } else await whole.log(runId, entries);
        if (below(5) === 0) await both((store) => store.fold(runId, 4 + below(9)));
      }
      expect(await toldBy(whole)).toEqual(await toldBy(single));
      await whole.close();
      await single.close();
      [whole, single] = await openBoth();
      if (process === 1) {
        const gone = [1 + below(12), 1 + below(12)].map((id) =>
          createHash('sha256').update(`crm:files:${id}`).digest('hex'),
        );
        await both((store) => forgetRecords(store, gone, { sources: ['files'], isDry: false }));
        expect(await toldBy(whole)).toEqual(await toldBy(single));
      }
    }
    await both((store) => store.fold(runId, 4 + below(9)));
    expect(await toldBy(whole)).toEqual(await toldBy(single));
  }
  expect(asWhole).toBeGreaterThan(3);
  const [kept] = await whole.rows(`SELECT COUNT(*) AS batches FROM ${storeTable('sync_written')}`);
  expect(Number(kept?.batches)).toBe(asWhole);
  await whole.close();
  await single.close();
});
