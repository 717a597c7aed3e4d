/** Rows that are older than retention.yaml allows are in no table, do not come again, and nobody's score notices. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSmallProject, type SmallProject } from '../incremental/small-project.js';
import { BrokenOff } from './breaking-engine.js';

const retention = {
  events: '100d',
  identity_links: '2 years',
  tiers: '3 months',
  records: '3 months',
  tables: { my_days: { keep: '90 days', by: 'seen_on' } },
};

const models = ['+one_tier_state', '+one_draws', '+lead_score_reasons', '+lead_scores', 'int_gone_records', 'my_days'];
const [first, second, last] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-06-01T00:00:00Z'];

const at = (moment: string): string => `TIMESTAMPTZ '${moment}'`;
const person = (number: number): readonly string[] => [
  `'P${number}'`,
  `'p${number}@firm${number}.example.org'`,
  'NULL',
  at('2025-06-01T00:00:00Z'),
];
const form = (id: string, happened: string, who: number, device: string, arrived = happened): readonly string[] => [
  `'${id}'`,
  `'asked'`,
  at(happened),
  at(arrived),
  `'p${who}@firm${who}.example.org'`,
  `'${device}'`,
];
const hit = (id: string, happened: string, device: string): readonly string[] => [
  `'${id}'`,
  `'looked'`,
  at(happened),
  'NULL',
  `'${device}'`,
  'FALSE',
];

/** Of each table with a limit, a value that tells its rows apart, and when they are from. */
const told: Readonly<Record<string, string>> = {
  int_events: 'event_id',
  int_acts: 'act_key',
  int_event_arrivals: 'event_id',
  int_identity_links: "CONCAT(record_key, ' ', linked_key)",
  int_record_arrivals: 'record_key',
  int_person_id_log: 'record_key',
  int_gone_records: 'record_key',
  one_draws: 'record_key',
  one_tier_state: "CONCAT(CAST(as_of AS STRING), ' ', tier)",
  my_days: 'CAST(seen_on AS STRING)',
};

async function isDone(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof BrokenOff) return false;
    throw error;
  }
}

describe('what is too old', () => {
  let project: SmallProject;
  const rows = async (): Promise<Readonly<Record<string, readonly unknown[]>>> => {
    const found: Record<string, readonly unknown[]> = {};
    for (const [table, value] of Object.entries(told)) {
      const values = await project.query(`SELECT ${value} AS one FROM \`p.d.${table}\` ORDER BY one`);
      found[table] = values.map(({ one }) => one);
    }
    return found;
  };
  const scores = (): Promise<readonly unknown[]> =>
    project.query('SELECT * FROM `p.d.lead_score_reasons` ORDER BY lead_id, dimension, rule, kind');

  beforeAll(async () => {
    project = await openSmallProject({
      rubric: {
        tiers: [
          { tier: 'high', when: { total: 5 }, buffer: { leave_below: 2, stay: '30d' }, action: { do: 'contact' } },
          { tier: 'low', otherwise: true, action: { do: 'nothing' } },
        ],
        experiment: { salt: 'drill', holdout: { share: '50%', write: 'nothing' } },
      },
      files: {
        'rubrics/shared/retention.yaml': retention,
        'definitions/custom/my_days.sqlx':
          'config { type: "incremental", protected: true }\nSELECT as_of_day AS seen_on FROM ${ref("int_as_of")}\n',
      },
    });
    await project.reset();
    await project.setRaw('people', [0, 1, 2, 3].map(person));
    await project.addRaw('forms', [
      form('F0', '2025-12-20T08:00:00Z', 0, 'd0'),
      form('F2', '2025-12-21T08:00:00Z', 2, 'd2'),
    ]);
    await project.addRaw('hits', [hit('H0', '2025-12-30T08:00:00Z', 'd0')]);
    await project.run({ asOf: first, select: models });
    // A record that its source has no more, and a copy of an old event with a new date.
    await project.setRaw('people', [0, 1, 3].map(person));
    await project.addRaw('forms', [form('F0', '2026-03-01T08:00:00Z', 0, 'd0')]);
    await project.run({ asOf: second, select: models });
    await project.setRaw('people', [0, 1].map(person));
    await project.addRaw('forms', [form('F1', '2026-05-25T08:00:00Z', 1, 'd1')]);
    await project.addRaw('hits', [hit('H1', '2026-05-28T08:00:00Z', 'd0'), hit('H2', '2026-05-29T08:00:00Z', 'd1')]);
    await project.run({ asOf: last, select: models });
  }, 600_000);
  afterAll(() => project.close());

  test('[L1] goes from every table with a limit, stays out, and no score changes', async () => {
    const [before, scored] = [await rows(), await scores()];
    expect(before).toEqual({
      int_events: ['F0', 'F1', 'F2', 'H0', 'H1', 'H2'],
      int_acts: ['desk:F0', 'desk:F1', 'desk:F2', 'web:H0', 'web:H1', 'web:H2'],
      int_event_arrivals: ['H0', 'H1', 'H2'],
      int_identity_links: [0, 1, 2].map((n) => `anon:d${n} email:p${n}@firm${n}.example.org`),
      int_record_arrivals: ['P0', 'P1', 'P2', 'P3'].map((id) => `crm:crm:${id}`),
      int_person_id_log: ['P0', 'P1', 'P2', 'P3'].map((id) => `crm:crm:${id}`),
      int_gone_records: ['crm:crm:P2', 'crm:crm:P3'],
      one_draws: ['P0', 'P1', 'P2', 'P3'].map((id) => `crm:crm:${id}`),
      one_tier_state: [
        '2026-01-01 00:00:00+00 low',
        '2026-02-01 00:00:00+00 low',
        ...['high', 'low', 'low'].map((tier) => `2026-06-01 00:00:00+00 ${tier}`),
      ],
      my_days: ['2026-01-01', '2026-02-01', '2026-06-01'],
    });
    // What the acts of a device give rests on a link that no kept event confirms.
    expect(JSON.stringify(scored)).toContain('"acts":1');

    const asked = await project.retain({ asOf: last, isDry: true });
    expect(await rows()).toEqual(before);
    expect(asked.map(({ table, since, rows: count }) => `${table} ${since} ${count}`)).toEqual([
      'int_acts 2026-02-21 3',
      'int_event_arrivals 2026-02-21 1',
      'int_events 2026-02-21 3',
      'int_identity_links 2024-06-01 0',
      'int_person_id_log 2026-03-01 1',
      'int_record_arrivals 2026-03-01 1',
      'int_sightings 2026-02-21 0',
      'my_days 2026-03-03 2',
      'one_draws 2026-03-01 1',
      'one_tier_state 2026-03-01 2',
      'int_gone_records 2026-03-01 1',
    ]);
    const kept = {
      ...before,
      int_events: ['F1', 'H1', 'H2'],
      int_acts: ['desk:F1', 'web:H1', 'web:H2'],
      int_event_arrivals: ['H1', 'H2'],
      int_record_arrivals: ['P0', 'P1', 'P3'].map((id) => `crm:crm:${id}`),
      int_person_id_log: ['P0', 'P1', 'P3'].map((id) => `crm:crm:${id}`),
      int_gone_records: ['crm:crm:P3'],
      one_draws: ['P0', 'P1', 'P3'].map((id) => `crm:crm:${id}`),
      one_tier_state: before['one_tier_state']?.slice(2),
      my_days: ['2026-06-01'],
    };
    // Each call breaks off after the first thing that it did; the last one has nothing left to do.
    await expect(project.retain({ asOf: last, breaksAfter: 0 })).rejects.toThrow(BrokenOff);
    expect(await rows()).toEqual(before);
    let calls = 1;
    while (!(await isDone(project.retain({ asOf: last, breaksAfter: 1 })))) calls += 1;
    // The days, and nine tables; the last deletion is followed by no other write.
    expect(calls).toBe(1 + asked.filter(({ rows: count }) => count > 0).length);
    expect(await rows()).toEqual(kept);

    const noted = 'SELECT name, since, row_count FROM `p.d.int_retention` ORDER BY name, changed_at';
    const log = await project.query(noted);
    expect(log).toEqual(
      asked
        .map(({ table, since, rows: count }) => ({ name: table, since, row_count: count }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    // Again, and for an earlier moment: nothing more, and no day moves back.
    for (const asOf of [last, first])
      expect((await project.retain({ asOf })).map(({ table, since, rows: count }) => [table, since, count])).toEqual(
        asked.map(({ table, since }) => [table, since, 0]),
      );
    expect(await project.query(noted)).toEqual(log);

    await project.run({ asOf: last, select: models });
    const again = { ...kept, my_days: ['2026-06-01', '2026-06-01'] };
    expect(await rows()).toEqual(again);
    expect(await scores()).toEqual(scored);
    const incremental = Object.fromEntries(await project.tables());

    expect(await project.query("SELECT id FROM `p.raw.forms` WHERE id = 'F0' OR id = 'F2'")).toHaveLength(3);
    await project.run({ asOf: last, select: models, fullRefresh: true, checked: true });
    expect(await rows()).toEqual({ ...kept, my_days: ['2026-06-01', '2026-06-01', '2026-06-01'] });
    expect(await scores()).toEqual(scored);
    expect(Object.fromEntries(await project.tables())).toEqual(incremental);
  }, 600_000);
});
