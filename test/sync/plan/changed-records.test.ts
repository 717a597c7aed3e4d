/** Which records a plan looks at: those, and only those, that are not as the CRM acknowledged them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { translate } from '../../../scripts/engine/duckdb/dialect.js';
import { changed, keepChanged } from '../../../scripts/sync/plan/changed-records.js';
import { readColumnTypes } from '../../../scripts/sync/plan/columns.js';
import { sendableSql } from '../../../scripts/sync/plan/judged-sql.js';
import { storeTable } from '../../../scripts/sync/store/store.js';
import { dataset, field, mapping, SmallWarehouse, type UpdateRow } from './small-warehouse.js';

let warehouse: SmallWarehouse;
beforeEach(async () => {
  warehouse = await SmallWarehouse.open();
});
afterEach(async () => {
  await warehouse.close();
});

const mappings = [
  mapping([
    field('Tier__c', 'tier', 'text', { length: 40 }),
    field('Reasons__c', 'top_reasons', 'text', { length: 255, whenNull: 'clear' }),
  ]),
];

/** Record ids: as `keepChanged` finds them, and by comparing the texts themselves. */
async function both(rows: readonly UpdateRow[]): Promise<{ byHash: string[] | undefined; byText: string[] }> {
  await warehouse.put(rows);
  const { store } = warehouse;
  return store.transaction(
    async (session) => {
      const types = await readColumnTypes(session, 'w', dataset);
      const query = {
        mappings,
        types: types ?? new Map<string, string>(),
        source: 'salesforce',
        updates: `\`w.${dataset}.crm_updates\``,
      };
      const isKept = await keepChanged(store, session, query);
      const ids = async (sql: string): Promise<string[]> =>
        (await session.rows(sql)).map(({ crm_id }) => String(crm_id)).toSorted();
      const byText = await ids(
        `SELECT r.crm_id
        FROM (${translate(sendableSql(query))}) AS r
        LEFT JOIN ${storeTable('sync_state')} AS s ON s.row_key = r.row_key
        WHERE s.row_key IS NULL OR s.status NOT IN ('ok', 'kept') OR s.acked_causes IS DISTINCT FROM r.causes`,
      );
      return { byHash: isKept ? await ids(`SELECT crm_id FROM temp.${changed}`) : undefined, byText };
    },
    { file: warehouse.file, as: 'w' },
  );
}

test('before anything was acknowledged nothing is set aside', async () => {
  const { byHash, byText } = await both([{ record_id: '00Q1' }]);
  expect(byHash).toBeUndefined();
  expect(byText).toEqual(['00Q1']);
});

const tiers = ['hot', 'warm', '.', '', null] as const;
const reasons = ["'; DROP TABLE x --", '.hot', 'é', 'e\u0301', '', null, 'a\nb', 'a', '\n'] as const;

test('every pair of values before and after, of records that were written, refused, put off, or hold their own', async () => {
  const pairs = tiers.flatMap((tier) => reasons.map((top_reasons) => ({ tier, top_reasons })));
  const rows = pairs.map((values, index) => ({ record_id: `00Q${index}`, ...values }));
  await warehouse.put(rows);
  const outcomes = ['ok', 'ok', 'rejected', 'skipped', 'deferred'] as const;
  const plan = await warehouse.plan(mappings);
  await warehouse.acknowledge(plan, ({ seq }) => outcomes[seq % outcomes.length] ?? 'ok');
  for (let shift = 0; shift < pairs.length; shift += 4) {
    const moved = rows.map((row, index) => ({ ...row, ...pairs[(index + shift) % pairs.length] }));
    const { byHash, byText } = await both([...moved, { record_id: '00Qnew' }]);
    expect(byHash).toEqual(byText);
    expect(byText).toContain('00Qnew');
    if (shift === 0) expect(byText.length).toBeLessThan(rows.length / 2 + 1);
  }
});

test('a text that moves from one value, or from the key, into another is another', async () => {
  await warehouse.put([
    { record_id: 'A', tier: 'ab', top_reasons: 'c' },
    { record_id: 'AB', tier: 'c', top_reasons: 'd' },
  ]);
  await warehouse.acknowledge(await warehouse.plan(mappings));
  const { byHash } = await both([
    { record_id: 'A', tier: 'a', top_reasons: 'bc' },
    { record_id: 'AB', tier: 'c', top_reasons: 'd' },
    { record_id: 'ABc', tier: 'c', top_reasons: 'd' },
  ]);
  expect(byHash).toEqual(['A', 'ABc']);
});
