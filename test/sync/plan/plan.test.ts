/** What is planned: new, changed, due again and emptied records, in order; what is left out, and why. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlannedRow } from '../../../scripts/sync/rows.js';
import { by, changed, field, mapping, type Planned, SmallWarehouse, type UpdateRow } from './small-warehouse.js';

let warehouse: SmallWarehouse;
beforeEach(async () => {
  warehouse = await SmallWarehouse.open();
});
afterEach(async () => {
  await warehouse.close();
});

const fields = [
  field('Score__c', 'total_score', 'number', { scale: 0 }),
  field('Tier__c', 'tier', 'text', { length: 20 }),
  field('Seen__c', 'last_act_on', 'date', { whenNull: 'clear' }),
];
const usual = [mapping(fields)];

const told = ({ rows }: Planned): readonly string[] =>
  rows.map(({ crmId, operation, fields: held }) => {
    const values = [...held].map(([name, value]) => `${name}=${value ?? 'NULL'}`);
    return `${crmId} ${operation} ${values.join(' ')}`;
  });

async function planned(rows: readonly UpdateRow[], mappings = usual, at?: string): Promise<Planned> {
  await warehouse.put(rows);
  return warehouse.plan(mappings, at);
}

test('the first plan: every record that may be written, by account, then by record', async () => {
  const plan = await planned([
    { record_id: '00Q3', account_record_id: '001B' },
    { record_id: '00Q1', account_record_id: null, total_score: null, last_act_on: null },
    { record_id: '00Q2', account_record_id: '001A', tier: null },
    { record_id: '003A', object: 'contact', account_record_id: '001A' },
    { record_id: '00Q4', source: 'files' },
    { record_id: '00Q5', state: 'converted', as_of: '2026-06-28T12:30:00Z' },
    { record_id: '00Q6', state: 'holdout' },
    { record_id: '00Q7', rubric: 'expansion' },
    { record_id: null },
    { record_id: '' },
    { record_id: '00Q8', account_record_id: '001A', total_score: 0 },
  ]);
  expect(told(plan)).toEqual([
    '00Q2 new Score__c=40 Seen__c=2026-06-23',
    '00Q8 new Score__c=0 Tier__c=warm Seen__c=2026-06-23',
    '00Q3 new Score__c=40 Tier__c=warm Seen__c=2026-06-23',
    '00Q1 new Tier__c=warm Seen__c=NULL',
  ]);
  expect(plan.rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(plan.skipped).toEqual({ converted: 1, holdout: 1, no_record_id: 2, not_mapped: 2 });
  expect(await warehouse.store.run(plan.runId)).toMatchObject({
    status: 'planned',
    planned: 10,
    scoresAsOf: '2026-06-30T00:00:00Z',
    oldestAsOf: '2026-06-28T12:30:00Z',
  });
});

test('the second plan is empty once all was acknowledged, and holds what changed afterwards', async () => {
  const rows: readonly UpdateRow[] = [{ record_id: '00Q1' }, { record_id: '00Q2' }, { record_id: '00Q3' }];
  await warehouse.acknowledge(await planned(rows));
  expect(told(await planned(rows))).toEqual([]);
  // Columns that nothing maps change without a trace.
  expect(
    told(await planned(rows.map((row) => ({ ...row, as_of: '2026-07-01T00:00:00Z', top_reasons: 'other' })))),
  ).toEqual([]);
  const later = await planned([
    { record_id: '00Q1', total_score: 41 },
    { record_id: '00Q2', last_act_on: null },
    { record_id: '00Q3' },
    { record_id: '00Q4' },
  ]);
  expect(told(later)).toEqual([
    '00Q1 changed Score__c=41 Tier__c=warm Seen__c=2026-06-23',
    '00Q2 clear Score__c=40 Tier__c=warm Seen__c=NULL',
    '00Q4 new Score__c=40 Tier__c=warm Seen__c=2026-06-23',
  ]);
  await warehouse.acknowledge(later);
  // Values that went back are other values than the acknowledged ones.
  expect(told(await planned(rows))).toEqual([
    '00Q1 changed Score__c=40 Tier__c=warm Seen__c=2026-06-23',
    '00Q2 changed Score__c=40 Tier__c=warm Seen__c=2026-06-23',
  ]);
});

test('a plan of which nothing was sent changes nothing: the next one has its rows again', async () => {
  const rows: readonly UpdateRow[] = [{ record_id: '00Q1' }];
  expect(told(await planned(rows))).toEqual(told(await planned(rows)));
});

test('what a plan asks of the optimiser holds for its own query alone, even where that fails', async () => {
  const asked = async (): Promise<unknown> =>
    (await warehouse.store.rows(`SELECT current_setting('disabled_optimizers') AS held`))[0]?.held;
  const before = await asked();
  await planned([{ record_id: '00Q1' }]);
  expect(await asked()).toBe(before);
  const rows: readonly UpdateRow[] = [{ record_id: '00Q1', fit_score: '99999999999999999999999999999' }];
  const tooMuch = mapping([field('Fit__c', 'fit_score', 'number', { scale: 9 })]);
  await expect(planned(rows, [tooMuch])).rejects.toThrow();
  expect(await asked()).toBe(before);
});

test('write_when: only these changes count, measured from what was acknowledged', async () => {
  const mappings = [mapping(fields, [changed('tier'), by('total_score', '5')])];
  const at = async (
    total_score: number | null,
    tier = 'warm',
    last_act_on = '2026-06-23',
  ): Promise<readonly string[]> =>
    told(await planned([{ record_id: '00Q1', total_score, tier, last_act_on }], mappings));
  await warehouse.acknowledge(await planned([{ record_id: '00Q1', total_score: 40 }], mappings));
  expect(await at(44)).toEqual([]);
  expect(await at(36)).toEqual([]);
  expect(await at(40, 'warm', '2026-06-29')).toEqual([]);
  expect(await at(45)).toEqual(['00Q1 changed Score__c=45 Tier__c=warm Seen__c=2026-06-23']);
  expect(await at(35)).toEqual(['00Q1 changed Score__c=35 Tier__c=warm Seen__c=2026-06-23']);
  expect(await at(null)).toEqual(['00Q1 changed Tier__c=warm Seen__c=2026-06-23']);
  expect(await at(41, 'hot')).toEqual(['00Q1 changed Score__c=41 Tier__c=hot Seen__c=2026-06-23']);
  // Small steps add up: 44 was never acknowledged.
  expect(await at(46)).toHaveLength(1);
});

test('another mapping writes what is other by it, and what makes a record be written again alone writes nothing', async () => {
  const rows: readonly UpdateRow[] = [{ record_id: '00Q1' }];
  await warehouse.acknowledge(await planned(rows));
  expect(told(await planned(rows, [mapping(fields, [changed('tier')])]))).toEqual([]);
  const more = [mapping([...fields, field('Fit__c', 'fit_score', 'number', { scale: 1 })])];
  expect(told(await planned(rows, more))).toEqual([
    '00Q1 changed Score__c=40 Tier__c=warm Seen__c=2026-06-23 Fit__c=12.5',
  ]);
});

test('a rejected record waits until something changes or a day has gone', async () => {
  const rows: readonly UpdateRow[] = [{ record_id: '00Q1' }, { record_id: '00Q2' }];
  const first = await planned(rows);
  await warehouse.acknowledge(first, ({ crmId }) => (crmId === '00Q1' ? 'rejected' : 'ok'));
  const again = await planned(rows);
  expect(told(again)).toEqual([]);
  expect(again.skipped).toEqual({ rejected_before: 1 });
  expect(told(await planned(rows, usual, '2026-07-02T08:00:01.000Z'))).toEqual([
    '00Q1 retry Score__c=40 Tier__c=warm Seen__c=2026-06-23',
  ]);
  expect(told(await planned([{ record_id: '00Q1', total_score: 41 }]))).toEqual([
    '00Q1 new Score__c=41 Tier__c=warm Seen__c=2026-06-23',
  ]);
});

test('a record that was acknowledged, then rejected with other values, and is as acknowledged again: nothing to write', async () => {
  const rows: readonly UpdateRow[] = [{ record_id: '00Q1' }];
  await warehouse.acknowledge(await planned(rows));
  await warehouse.acknowledge(await planned([{ record_id: '00Q1', total_score: 90 }]), () => 'rejected');
  expect(await planned(rows)).toMatchObject({ rows: [], skipped: {} });
});

test('a record that keeps its own comes into a plan when its values change, and not before', async () => {
  const mappings = [mapping([field('Tier__c', 'tier', 'text', { write: 'if_empty' })])];
  await warehouse.acknowledge(await planned([{ record_id: '00Q1' }], mappings), () => 'skipped');
  expect((await warehouse.plan(mappings)).rows).toEqual([]);
  const changed = await planned([{ record_id: '00Q1', tier: 'hot' }], mappings);
  expect(changed.rows.map(({ crmId, operation }) => [crmId, operation])).toEqual([['00Q1', 'changed']]);
});

test('what was put off is sent again by the next plan, and what is gone is not', async () => {
  const rows: readonly UpdateRow[] = [{ record_id: '00Q1' }, { record_id: '00Q2' }];
  await warehouse.acknowledge(await planned(rows), ({ crmId }) => (crmId === '00Q1' ? 'deferred' : 'gone'));
  const next = await planned([{ record_id: '00Q1' }, { record_id: '00Q2', total_score: 77 }]);
  expect(told(next)).toEqual(['00Q1 retry Score__c=40 Tier__c=warm Seen__c=2026-06-23']);
  expect(next.skipped).toEqual({ gone: 1 });
});

test('a record that stands there twice, a text that is too long, and one of which nothing is known', async () => {
  const short = [mapping([field('Tier__c', 'tier', 'text', { length: 4 })])];
  const plan = await planned(
    [
      { record_id: '00Q1', tier: 'warm' },
      { record_id: '00Q2', tier: 'a' },
      { record_id: '00Q2', tier: 'b' },
      { record_id: '00Q3', tier: 'five5' },
      { record_id: '00Q4', tier: null },
      { record_id: '00Q5', tier: '' },
      { record_id: '00Q6', tier: '🙂🙂🙂🙂' },
    ],
    short,
  );
  expect(told(plan)).toEqual(['00Q1 new Tier__c=warm', '00Q6 new Tier__c=🙂🙂🙂🙂']);
  expect(plan.skipped).toEqual({ nothing_known: 2, 'too_long:Tier__c': 1, two_rows: 2 });
});

test('two rubrics, two objects: each record is written by its own mapping', async () => {
  const mappings = [
    mapping([field('Score__c', 'total_score', 'number')]),
    mapping([field('Stage__c', 'tier', 'text')], undefined, { rubric: 'expansion', object: 'contact' }),
  ];
  const plan = await planned(
    [
      { record_id: '00Q1' },
      { record_id: '0031', object: 'contact', rubric: 'expansion' },
      { record_id: '0032', object: 'contact' },
    ],
    mappings,
  );
  expect(told(plan)).toEqual(['0031 new Stage__c=warm', '00Q1 new Score__c=40']);
  expect(plan.skipped).toEqual({ not_mapped: 1 });
});

const hostile = [
  `it's "quoted" \`back\``,
  '${process.exit(1)}',
  'a\u001fb\u001ec',
  'two\nlines\r\n\tand a tab',
  '🙂 é 漢字 \u0000?',
  '\\u001f \\n \\\\',
  "'; DROP TABLE leadscore_sync.sync_state; --",
  '=1+1',
  '%s {{ x }} <b>&amp;</b>',
  '\uFEFFmark',
];

test('hostile texts arrive as they are, but for the two marks of a payload', async () => {
  const mappings = [mapping([field('Why__c', 'top_reasons', 'text'), field('Tier__c', 'tier', 'text')])];
  const rows = hostile.map((text, index) => ({
    record_id: `${text.charCodeAt(0) === 0xfeff ? '\uFEFF' : ''}00Q${index}`,
    top_reasons: text.replaceAll('\u0000', ''),
    tier: text.replaceAll('\u0000', ''),
  }));
  const plan = await planned(rows, mappings);
  const expected = rows.map(({ top_reasons }) => top_reasons.replaceAll('\u001e', '').replaceAll('\u001f', ''));
  expect(plan.rows.map(({ fields: held }) => held.get('Why__c'))).toEqual(expected);
  expect(plan.rows.map(({ fields: held }) => held.get('Tier__c'))).toEqual(expected);
  expect(plan.rows.map(({ crmId }) => crmId)).toEqual(rows.map(({ record_id }) => record_id));
  await warehouse.acknowledge(plan);
  expect(told(await planned(rows, mappings))).toEqual([]);
});

test('numbers are cut off, never rounded up, and have no zeros at their end', async () => {
  const mappings = [
    mapping([
      field('A', 'fit_score', 'number', { scale: 1 }),
      field('B', 'fit_score', 'number', { scale: 0 }),
      field('C', 'fit_score', 'number'),
    ]),
  ];
  const values = ['1.5', '2', '0', '-0.25', '99.999', '1234567890.123456789'];
  const plan = await planned(
    values.map((fit_score, index) => ({ record_id: `00Q${index}`, fit_score })),
    mappings,
  );
  const held = ({ fields: map }: PlannedRow): string => ['A', 'B', 'C'].map((name) => map.get(name)).join(' ');
  expect(plan.rows.map(held)).toEqual([
    '1.5 1 1.5',
    '2 2 2',
    '0 0 0',
    '-0.3 -1 -0.25',
    '99.9 99 99.999',
    '1234567890.1 1234567890 1234567890.123456789',
  ]);
});

test('whole messages where the warehouse is not what the mapping reads', async () => {
  const mappings = [mapping([field('Tier__c', 'tier', 'number'), field('Why__c', 'top_reasons_255', 'text')])];
  await warehouse.put([{ record_id: '00Q1' }], ['state']);
  await expect(warehouse.plan(mappings)).rejects.toThrow(
    [
      'sync/wrong-column: "tier" of crm_updates is STRING, and inbound wants a number written.',
      'sync/no-column: crm_updates has no column "top_reasons_255", which inbound wants written.',
      'sync/no-column: crm_updates has no column "state", which every rubric wants written.',
    ].join('\n'),
  );
  expect(await warehouse.store.runs(10)).toEqual([]);
});
