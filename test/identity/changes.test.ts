/** What a merge and a split change: the ids and the state of those concerned, and of nobody else. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Row } from '../../scripts/engine/engine.js';
import { type Fact, type IdentityWarehouse, openIdentityWarehouse } from './warehouse.js';

const day1 = '2026-06-01T00:00:00Z';
const day2 = '2026-06-02T00:00:00Z';
const day3 = '2026-06-03T00:00:00Z';

const lead = (record: string, email: string, seats: number, facts: Fact = {}): Fact => ({
  record_id: record,
  known_at: '2026-05-01T00:00:00Z',
  created_at: '2026-05-01T00:00:00Z',
  updated_at: '2026-05-01T00:00:00Z',
  email,
  seats,
  ...facts,
});

/** Known second, and changed before all others, so that its number of seats does not survive. */
const secondKnown: Fact = { known_at: '2026-05-02T00:00:00Z', updated_at: '2026-04-01T00:00:00Z' };

/** Hot in the first run, and kept hot by the buffer from then on, as long as one knows that they were. */
const others = [lead('O1', 'o1@firm.com', 80), lead('O2', 'o2@firm.com', 0)];
const kept = others.map((other) => (other.record_id === 'O1' ? { ...other, seats: 60 } : other));

// Four runs of every model, one after the other.
vi.setConfig({ hookTimeout: 400_000 });

let warehouse: IdentityWarehouse;
let before: readonly Row[];
const ids: Record<string, string> = {};

const states = (): Promise<Row[]> => warehouse.project.query('SELECT * FROM `@kept_tier_state` ORDER BY lead_id, tier');
const history = (): Promise<Row[]> =>
  warehouse.project.query(
    'SELECT from_lead_id, to_lead_id, changed_at, cause, records FROM `@person_id_history` ORDER BY changed_at, cause, from_lead_id',
  );
const tierOf = async (record: string): Promise<unknown> => (await warehouse.project.score(record)).tier;
const ofOthers = (rows: readonly Row[]): readonly Row[] =>
  rows.filter(({ lead_id }) => lead_id === ids.O1 || lead_id === ids.O2);
const ofIds = (rows: readonly Row[]): readonly Row[] => {
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  const named = (id: unknown): string => names.get(String(id)) ?? String(id);
  return rows.map((row) => ({ ...row, from_lead_id: named(row.from_lead_id), to_lead_id: named(row.to_lead_id) }));
};

beforeAll(async () => {
  warehouse = await openIdentityWarehouse(undefined);
  // NEW was hot, OLD never was; both are two people.
  await warehouse.project.run(day1, {
    leads: [...others, lead('HOT', 'pat@firm.com', 80), lead('COLD', 'pat@home.org', 0, secondKnown)],
  });
  for (const record of ['O1', 'O2', 'HOT', 'COLD']) ids[record] = await warehouse.personOf(record);
  before = ofOthers(await states());
});
afterAll(() => warehouse.project.close());

describe('a merge after scoring', () => {
  beforeAll(async () => {
    await warehouse.project.run(
      day1,
      {
        leads: [
          ...others,
          lead('HOT', 'pat@firm.com', 80),
          lead('COLD', 'pat@home.org', 0, { ...secondKnown, merged_into_id: 'HOT' }),
          // Older than all by its own word, but seen last.
          lead('LATE', 'pat@firm.com', 80, { known_at: '2020-01-01T00:00:00Z' }),
        ],
      },
      { keeps: true },
    );
  });

  test('the older id stays, whatever comes later', async () => {
    expect(
      new Set([await warehouse.personOf('HOT'), await warehouse.personOf('COLD'), await warehouse.personOf('LATE')]),
    ).toEqual(new Set([ids.HOT]));
  });

  test('is in the history, and nobody else is', async () => {
    expect(ofIds(await history())).toEqual([
      { from_lead_id: 'COLD', to_lead_id: 'HOT', changed_at: '2026-06-01T00:00:00Z', cause: 'merge', records: 1 },
    ]);
  });

  test('changes the stored state of nobody else', async () => {
    expect(before).toHaveLength(2);
    expect(ofOthers(await states())).toEqual(before);
  });
});

describe('the record that gave the id vanishes', () => {
  beforeAll(async () => {
    await warehouse.project.run(
      day2,
      { leads: [...kept, lead('LATE', 'pat@firm.com', 60), lead('WRONG', 'pat@firm.com', 60)] },
      { keeps: true },
    );
    ids.LATE = await warehouse.personOf('LATE');
  });

  test('the person goes on under the id of the next, with the state that it had', async () => {
    expect(new Set([ids.HOT, ids.COLD, ids.LATE]).size).toBe(3);
    expect(await warehouse.personOf('WRONG')).toBe(ids.LATE);
    expect(await tierOf('LATE')).toBe('hot');
    expect(
      ofIds(await history()).map(({ from_lead_id, to_lead_id, cause }) => [from_lead_id, to_lead_id, cause]),
    ).toEqual([
      ['COLD', 'HOT', 'merge'],
      ['HOT', 'LATE', 'key'],
    ]);
  });

  test('others are kept as they were', async () => {
    expect([await tierOf('O1'), await tierOf('O2')]).toEqual(['hot', 'cold']);
  });
});

describe('a wrong merge is taken back', () => {
  beforeAll(async () => {
    await warehouse.project.run(
      day3,
      { leads: [...kept, lead('LATE', 'pat@firm.com', 60), lead('WRONG', 'kim@firm.com', 60)] },
      { keeps: true },
    );
    ids.WRONG = await warehouse.personOf('WRONG');
  });

  test('id and state stay with the record that the id was made from; the other begins anew', async () => {
    expect(await warehouse.personOf('LATE')).toBe(ids.LATE);
    expect(ids.WRONG).not.toBe(ids.LATE);
    expect([await tierOf('LATE'), await tierOf('WRONG')]).toEqual(['hot', 'cold']);
  });

  test('is in the history', async () => {
    expect(ofIds(await history()).at(-1)).toEqual({
      from_lead_id: 'LATE',
      to_lead_id: 'WRONG',
      changed_at: '2026-06-03T00:00:00Z',
      cause: 'split',
      records: 1,
    });
  });
});
