/** What was acknowledged, against what the CRM holds now. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import type { FieldType } from '../../../scripts/sync/rows.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { sameValue } from '../../../scripts/sync/verify/same-value.js';
import { verifySync } from '../../../scripts/sync/verify/verify.js';
import { FakeClock } from '../apply/fake-clock.js';
import { FakeCrm } from '../apply/fake-crm.js';
import { leads, mapping, plan } from '../apply/planned.js';

const { signal } = new AbortController();
let store: SyncStore;
const crm = new FakeCrm();
beforeAll(async () => {
  const clock = new FakeClock();
  store = await SyncStore.open(':memory:', { owner: 'test', now: () => clock.now() });
  const kept = { ...mapping[1], field: 'Kept', write: 'if_empty' } as (typeof mapping)[number];
  const wanted = leads(9).map((lead) => ({ ...lead, fields: { ...lead.fields, Kept: 'a' } }));
  await plan(store, 'run1', [...wanted, { object: 'contact', id: 'C1', fields: { Score: '1' } }], [...mapping, kept]);
  crm.meets = ({ ids }) =>
    ids.includes('L9')
      ? { rows: ({ crmId }) => (crmId === 'L9' ? { code: 'TOO_LONG', message: 'no' } : 'ok') }
      : undefined;
  const settings = { budget: 1, breakers: usualBreakers };
  await applyPlan({ store, destination: crm, runId: 'run1', settings, clock, random: () => 0, signal });
});
afterAll(async () => store.close());

test('nothing has changed', async () => {
  expect(await verifySync({ store, destination: crm, signal })).toEqual({
    verifiable: 9,
    checked: 9,
    same: 9,
    drifted: 0,
    missing: 0,
    fields: [
      { object: 'lead', field: 'Score', checked: 8, drifted: 0 },
      { object: 'lead', field: 'Tier', checked: 8, drifted: 0 },
      { object: 'contact', field: 'Score', checked: 1, drifted: 0 },
    ],
    examples: [],
    driftedKeys: [],
    missingExamples: [],
    reads: 2,
  });
});

test('a sample is as large as was asked for, and always the same', async () => {
  const [one, other] = [
    await verifySync({ store, destination: crm, sample: 4, signal }),
    await verifySync({ store, destination: crm, sample: 4, signal }),
  ];
  expect(one).toMatchObject({ verifiable: 9, checked: 4, same: 4 });
  expect(other).toEqual(one);
});

test('drift by field, records that are gone, and fields that a record may hold its own of', async () => {
  crm.records.get('L1')?.set('Score', '99');
  crm.records.get('L2')?.set('Tier', ' HOT ');
  crm.records.get('L3')?.set('Kept', 'mine');
  crm.records.get('L4')?.set('Tier', null);
  crm.records.delete('L5');
  expect(await verifySync({ store, destination: crm, signal })).toEqual({
    verifiable: 9,
    checked: 9,
    same: 6,
    drifted: 2,
    missing: 1,
    fields: [
      { object: 'lead', field: 'Score', checked: 7, drifted: 1 },
      { object: 'lead', field: 'Tier', checked: 7, drifted: 1 },
      { object: 'contact', field: 'Score', checked: 1, drifted: 0 },
    ],
    examples: [
      { rowKey: 'lead/L1', field: 'Score', acknowledged: '1', held: '99' },
      { rowKey: 'lead/L4', field: 'Tier', acknowledged: 'hot', held: null },
    ],
    driftedKeys: ['lead/L1', 'lead/L4'],
    missingExamples: ['lead/L5'],
    reads: 2,
  });
});

test('a destination that nothing can be read from has no report', async () => {
  const blind = Object.assign(new FakeCrm(), { readBack: undefined });
  expect(await verifySync({ store, destination: blind, signal })).toBeUndefined();
});

test.for<[string | null, string | null, FieldType, boolean]>([
  ['12.5', '12.50', 'number', true],
  ['12.345', '12.35', 'number', true],
  ['12.345', '12.34', 'number', false],
  ['12.3', '12.34', 'number', false],
  ['Hot', ' hot', 'text', true],
  ['a\r\nb', 'a\nb', 'text', true],
  ['hot', 'warm', 'text', false],
  ['hot', null, 'text', false],
  [null, '', 'text', true],
  [null, '0', 'number', false],
  ['true', 'TRUE', 'boolean', true],
  ['2026-06-23', '2026-06-24', 'date', false],
])('%s acknowledged, %s held, as %s: %s', ([acknowledged, held, type, same]) => {
  expect(sameValue(acknowledged, held, type)).toBe(same);
});
