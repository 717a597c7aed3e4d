import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodePayload, encodePayload } from '../../../scripts/sync/store/payload.js';
import { storeTable, SyncStore, type LogEntry } from '../../../scripts/sync/store/store.js';
import { temporaryFolder } from '../../temporary-folder.js';

const folder = temporaryFolder('store');

const noon = Date.UTC(2026, 6, 1, 12);

async function planned(store: SyncStore, runId: string, fingerprints: readonly string[]): Promise<void> {
  await store.transaction(async (session) => {
    for (const [index, fingerprint] of fingerprints.entries()) {
      await session.run(
        `INSERT INTO ${storeTable('sync_plan')} (run_id, seq, row_key, object, crm_id, operation, payload, fingerprint, causes)
        VALUES ($1, CAST($2 AS BIGINT), $3, 'lead', $4, 'changed', $5, $6, '')`,
        [
          runId,
          index + 1,
          `lead/${index + 1}`,
          String(index + 1),
          encodePayload(new Map([['Score', fingerprint]])),
          fingerprint,
        ],
      );
    }
    await store.addRun(session, {
      runId,
      syncId: 'crm',
      stage: 'fields',
      mappingHash: 'm',
      mapping: [
        {
          rubric: 'r',
          object: 'lead',
          field: 'Score',
          from: 'total_score',
          type: 'number',
          whenNull: 'skip',
          write: 'always',
        },
      ],
      createdAt: '2026-07-01T12:00:00Z',
    });
  });
}

const entry = (seq: number, fingerprint: string, outcome: LogEntry['outcome'], mayBeWritten = false): LogEntry => ({
  batchId: 'b1',
  seq,
  rowKey: `lead/${seq}`,
  fingerprint,
  outcome,
  mayBeWritten,
  attempt: 1,
  ...(outcome === 'ok' ? {} : { error: { class: 'permanent', code: 'TOO_LONG', message: 'too long' } }),
});

const state = async (store: SyncStore) =>
  store.rows(
    `SELECT row_key, status, acked_fingerprint, rejections, failed_fingerprint, retry_at FROM ${storeTable('sync_state')} ORDER BY row_key`,
  );

describe('the store', () => {
  let store: SyncStore;
  let now = noon;
  beforeAll(async () => {
    store = await SyncStore.open(join(folder, 'a', 'crm.duckdb'), { owner: 'test', now: () => now });
  });
  afterAll(async () => store.close());

  test('what was intended and what came of it is there after it is opened anew', async () => {
    const file = join(folder, 'again.duckdb');
    const first = await SyncStore.open(file, { owner: 'one', now: () => noon });
    await planned(first, 'run1', ['a', 'b', 'c']);
    await first.intend('run1', [
      { batchId: 'b1', object: 'lead', seqLow: 1, seqHigh: 2, records: 2, route: 'csv' },
      { batchId: 'b2', object: 'lead', seqLow: 3, seqHigh: 3, records: 1, route: 'csv' },
    ]);
    await first.log('run1', [entry(1, 'a', 'ok')]);
    await first.close();

    const second = await SyncStore.open(file, { owner: 'two', now: () => noon });
    expect(second.fencingToken).toBe(first.fencingToken + 1);
    expect((await second.openBatches('run1')).map(({ batchId }) => batchId)).toEqual(['b1', 'b2']);
    expect((await second.planPage('run1', { after: 0, upTo: 3 })).map(({ seq }) => seq)).toEqual([2, 3]);
    expect((await second.planPage('run1', { after: 0, upTo: 3, isWhole: true })).map(({ seq }) => seq)).toEqual([
      1, 2, 3,
    ]);
    expect((await second.planPage('run1', { after: 1, upTo: 2 }))[0]).toEqual({
      seq: 2,
      rowKey: 'lead/2',
      object: 'lead',
      crmId: '2',
      operation: 'changed',
      fields: new Map([['Score', 'b']]),
      types: new Map([['Score', 'number']]),
      fingerprint: 'b',
    });
    await second.log('run1', [{ ...entry(2, 'b', 'ok') }]);
    expect((await second.openBatches('run1')).map(({ batchId }) => batchId)).toEqual(['b2']);
    expect(await second.totals('run1')).toEqual({
      planned: 3,
      ok: 2,
      rejected: 0,
      deferred: 0,
      skipped: 0,
      waiting: 1,
    });
    await second.close();
  });

  test('a page of the plan gives every text as it is', async () => {
    const one = await SyncStore.open(':memory:', { owner: 'test', now: () => noon });
    const texts = [
      'a "quoted" \\ path\\u0041',
      `it's; DROP TABLE x; -- {"a": [1]}`,
      'lines\r\nand\ttabs, \u0001, \u007f, \u2028 and \ufeff',
      'Zoë 山田 👩‍👩‍👧 \u0301',
      '',
      '],["',
    ];
    await one.transaction(async (session) => {
      for (const [index, text] of texts.entries())
        await session.run(
          `INSERT INTO ${storeTable('sync_plan')} (run_id, seq, row_key, object, crm_id, operation, payload, fingerprint)
          VALUES ($1, CAST($2 AS BIGINT), $3, 'lead', $4, 'changed', $5, $6)`,
          [
            'run1',
            9_007_199_254_740_000 + index,
            `lead/${text}`,
            text,
            encodePayload(new Map([['Title', text]])),
            text,
          ],
        );
    });
    const page = { after: 9_007_199_254_739_999, upTo: 9_007_199_254_740_990 };
    const rows = await one.planPage('run1', page);
    expect(rows).toEqual(
      texts.map((text, index) => ({
        seq: 9_007_199_254_740_000 + index,
        rowKey: `lead/${text}`,
        object: 'lead',
        crmId: text,
        operation: 'changed',
        fields: new Map([['Title', text]]),
        types: new Map(),
        fingerprint: text,
      })),
    );
    expect(await one.planPage('run2', page)).toEqual([]);
    await one.transaction((session) => session.run(`UPDATE ${storeTable('sync_plan')} SET payload = NULL`));
    await expect(one.planPage('run1', page)).rejects.toThrow('the payload of lead/a "quoted"');
    await one.close();
  });

  test('what is logged goes from the log of DuckDB into its file after 20,000 outcomes, and after a fold', async () => {
    const file = join(folder, 'lighten.duckdb');
    const one = await SyncStore.open(file, { owner: 'test', now: () => noon });
    await planned(one, 'run1', ['a']);
    const bytes = () => statSync(`${file}.wal`, { throwIfNoEntry: false })?.size ?? 0;
    const log = async (from: number): Promise<void> =>
      one.log(
        'run1',
        Array.from({ length: 9_999 }, (_, index) => entry(from + index, 'f'.repeat(64), 'ok')),
      );
    await log(1);
    await log(10_000);
    expect(bytes()).toBeGreaterThan(2_000_000);
    await log(20_000);
    expect(bytes()).toBeLessThan(100_000);
    await log(30_000);
    await log(40_000);
    expect(bytes()).toBeGreaterThan(2_000_000);
    await one.fold('run1');
    expect(bytes()).toBeLessThan(100_000);
    await one.close();
  });

  test('a second opening is refused', async () => {
    await expect(SyncStore.open(store.file, { owner: 'other', now: () => noon })).rejects.toThrow(
      `sync/locked: The sync's file "${store.file}" is in use by this very process.`,
    );
  });

  test.each([
    ['all rows at once', undefined],
    ['row by row', 1],
    ['two rows at once', 2],
  ])('a fold may be run again; rejections count in days, and only "ok" acknowledges: %s', async (_, atOnce) => {
    now = noon;
    const one = await SyncStore.open(':memory:', { owner: 'test', now: () => now });
    await planned(one, 'run1', ['a', 'b', 'c']);
    await one.log('run1', [entry(1, 'a', 'ok'), entry(2, 'b', 'rejected'), entry(3, 'c', 'deferred', true)]);
    await one.fold('run1', atOnce);
    const once = await state(one);
    await one.fold('run1', atOnce);
    expect(await state(one)).toEqual(once);
    expect(once).toEqual([
      {
        row_key: 'lead/1',
        status: 'ok',
        acked_fingerprint: 'a',
        rejections: 0,
        failed_fingerprint: null,
        retry_at: null,
      },
      {
        row_key: 'lead/2',
        status: 'rejected',
        acked_fingerprint: null,
        rejections: 1,
        failed_fingerprint: 'b',
        retry_at: '2026-07-02T12:00:00',
      },
      {
        row_key: 'lead/3',
        status: 'deferred',
        acked_fingerprint: null,
        rejections: 0,
        failed_fingerprint: null,
        retry_at: null,
      },
    ]);

    now += 86_400_000;
    await planned(one, 'run2', ['a2', 'b', 'c']);
    await one.log('run2', [entry(1, 'a2', 'deferred'), entry(2, 'b', 'rejected'), entry(3, 'c', 'ok')]);
    await one.fold('run2', atOnce);
    now += 7 * 86_400_000;
    await planned(one, 'run3', ['a3', 'b', 'c']);
    await one.log('run3', [entry(1, 'a3', 'deferred', true), entry(2, 'b', 'rejected')]);
    const before = await state(one);
    await one.fold('run3', atOnce);
    expect([before.slice(0, 2), (await state(one)).slice(0, 2)]).toEqual([
      [
        {
          row_key: 'lead/1',
          status: 'deferred',
          acked_fingerprint: 'a',
          rejections: 0,
          failed_fingerprint: null,
          retry_at: null,
        },
        {
          row_key: 'lead/2',
          status: 'rejected',
          acked_fingerprint: null,
          rejections: 2,
          failed_fingerprint: 'b',
          retry_at: '2026-07-09T12:00:00',
        },
      ],
      [
        {
          row_key: 'lead/1',
          status: 'deferred',
          acked_fingerprint: null,
          rejections: 0,
          failed_fingerprint: null,
          retry_at: null,
        },
        {
          row_key: 'lead/2',
          status: 'rejected',
          acked_fingerprint: null,
          rejections: 3,
          failed_fingerprint: 'b',
          retry_at: null,
        },
      ],
    ]);
    await one.close();
  });

  test('an outcome of a row that was not planned makes the totals fail', async () => {
    await planned(store, 'run4', ['a']);
    await store.log('run4', [entry(1, 'a', 'ok'), entry(7, 'x', 'ok')]);
    await expect(store.totals('run4')).rejects.toThrow(
      'run run4: 1 planned, but 2 ok, 0 rejected, 0 deferred, 0 skipped and 0 without an outcome are 2',
    );
  });
});

test('a payload gives its fields back', () => {
  const fields = new Map([
    ['Score__c', '12.5'],
    ['Reasons__c', '=0'],
    ['Empty__c', null],
    ['Blank__c', ''],
  ]);
  expect(decodePayload(encodePayload(fields))).toEqual(fields);
  expect(decodePayload('')).toEqual(new Map());
  expect(() => decodePayload('x')).toThrow('not a payload: "x"');
});
