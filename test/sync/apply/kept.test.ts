/** Fields that are written only where a record holds nothing, or something older. */
import { describe, expect, test } from 'vitest';
import { standingOf } from '../../../scripts/sync/store/standing.js';
import { storeTable } from '../../../scripts/sync/store/store.js';
import { verifySync } from '../../../scripts/sync/verify/verify.js';
import { OwnEngine } from './own-engine.js';
import { leads, mapping, plan } from './planned.js';

const at = new OwnEngine();

const standing = () =>
  at.store.rows(
    `SELECT row_key, status, acked_fingerprint IS NOT NULL AS is_held, acked_at FROM ${storeTable('sync_state')}`,
  );

describe('fields that the record may keep', () => {
  const careful = mapping.map((each) => (each.field === 'Tier' ? { ...each, write: 'if_empty' as const } : each));

  test('only what is empty is written, and a row of which nothing is left is skipped', async () => {
    await plan(
      at.store,
      'run1',
      [
        { id: 'L1', fields: { Score: '1', Tier: 'hot' } },
        { id: 'L2', fields: { Score: '2', Tier: 'hot' } },
        { id: 'L3', fields: { Tier: 'hot' } },
      ],
      careful,
    );
    at.crm.records.set('L1', new Map([['Tier', 'mine']]));
    at.crm.records.set('L3', new Map([['Tier', 'mine']]));
    expect(await at.apply()).toMatchObject({ ok: 2, skipped: 1, status: 'done' });
    expect(Object.fromEntries([...at.crm.records].map(([id, record]) => [id, Object.fromEntries(record)]))).toEqual({
      L1: { Score: '1', Tier: 'mine' },
      L2: { Score: '2', Tier: 'hot' },
      L3: { Tier: 'mine' },
    });
  });

  test('a record that keeps its own is not looked at again until its values change', async () => {
    await plan(at.store, 'run1', [{ id: 'L1', fields: { Tier: 'hot' } }], careful);
    at.crm.records.set('L1', new Map([['Tier', 'mine']]));
    await at.apply();
    expect(await standing()).toEqual([{ row_key: 'lead/L1', status: 'kept', is_held: true, acked_at: null }]);
    expect(await standingOf(at.store, 1)).toMatchObject({ acknowledged: 0, kept: 1, deferred: 0 });
    expect(
      await verifySync({ store: at.store, destination: at.crm, signal: new AbortController().signal }),
    ).toMatchObject({ verifiable: 0 });
  });

  test('what an attempt without an answer may have written is looked at again', async () => {
    await plan(at.store, 'run1', [{ id: 'L1', fields: { Tier: 'hot' } }], careful);
    await at.store.log('run1', [
      {
        batchId: 'b1',
        seq: 1,
        rowKey: 'lead/L1',
        fingerprint: 'x',
        outcome: 'skipped',
        mayBeWritten: true,
        attempt: 1,
      },
    ]);
    await at.store.fold('run1');
    expect(await standing()).toEqual([]);
  });

  test('only what is later is written', async () => {
    const later = mapping.map((each) =>
      each.field === 'Tier' ? { ...each, type: 'date' as const, write: 'if_newer' as const } : each,
    );
    const wanted = ['L1', 'L2', 'L3'].map((id) => ({ id, fields: { Tier: '2026-06-15' } }));
    await plan(at.store, 'run1', wanted, later);
    at.crm.records.set('L1', new Map([['Tier', '2026-06-20']]));
    at.crm.records.set('L2', new Map([['Tier', '2026-06-10']]));
    expect(await at.apply()).toMatchObject({ ok: 2, skipped: 1 });
    expect([...at.crm.records].map(([id, record]) => [id, record.get('Tier')])).toEqual([
      ['L1', '2026-06-20'],
      ['L2', '2026-06-15'],
      ['L3', '2026-06-15'],
    ]);
  });

  test('a record that cannot be read is not written', async () => {
    await plan(at.store, 'run1', leads(1), careful);
    at.crm.canRead = false;
    expect(await at.apply()).toMatchObject({ status: 'aborted', stop: { code: 'config' }, waiting: 1 });
    expect(at.crm.writes).toHaveLength(0);
  });
});
