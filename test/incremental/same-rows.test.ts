import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallProject, type SmallProject } from './small-project.js';

/** More of them: `INCREMENTAL_CASES=200 npx vitest run test/incremental`. */
const cases = Number(process.env['INCREMENTAL_CASES'] ?? 1);
const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.parse('2026-06-01T00:00:00Z');

let project: SmallProject;
beforeAll(async () => {
  project = await openSmallProject();
});
afterAll(() => project.close());

const text = (value: string | null): string => (value === null ? 'NULL' : `'${value}'`);
const moment = (at: number): string => `TIMESTAMPTZ '${new Date(at).toISOString()}'`;
const asOf = (run: number): string => new Date(start + run * day).toISOString().replace('.000Z', 'Z');

interface Form {
  readonly id: number;
  readonly name: string;
  readonly mailbox: number | null;
  readonly device: number | null;
  /** Minutes between happening and arriving. */
  readonly late: number;
  /** Minutes of the day before the run's as_of at which it arrived. */
  readonly arrived: number;
}

interface Hit {
  readonly name: string;
  readonly account: number | null;
  readonly device: number;
  /** Minutes before the run's as_of at which it happened: within the look-back of the run before, too. */
  readonly ago: number;
  readonly isBot: boolean;
}

interface Load {
  readonly forms: readonly Form[];
  readonly hits: readonly Hit[];
  /** Hits of earlier loads that come again, by number. */
  readonly again: readonly number[];
  /** For each person so far, into whom the record was merged; itself: into nobody. */
  readonly merges: readonly number[];
  /** A run with nothing new follows. */
  readonly isRepeated: boolean;
}

const small = fc.nat({ max: 3 });
const orNone = fc.option(small, { nil: null, freq: 3 });
const form = fc.record({
  // Few ids, so that one comes again with other contents and a later arrival.
  id: fc.nat({ max: 12 }),
  name: fc.constantFrom('asked', 'looked', 'other'),
  mailbox: orNone,
  device: orNone,
  late: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 40 * 24 * 60 })),
  arrived: fc.nat({ max: 24 * 60 - 1 }),
});
const hit = fc.record({
  name: fc.constantFrom('looked', 'asked', 'other'),
  account: orNone,
  device: small,
  ago: fc.nat({ max: 45 * 60 }),
  isBot: fc.boolean(),
});
const load = fc.record({
  forms: fc.array(form, { minLength: 4, maxLength: 12 }),
  hits: fc.array(hit, { minLength: 4, maxLength: 12 }),
  again: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
  merges: fc.array(small, { minLength: 4, maxLength: 4 }),
  isRepeated: fc.boolean(),
});

function formRow(one: Form, run: number): readonly string[] {
  const arrived = start + (run - 1) * day + one.arrived * minute;
  return [
    text(`F${one.id}`),
    text(one.name),
    moment(arrived - one.late * minute),
    moment(arrived),
    text(one.mailbox === null ? null : `p${one.mailbox}@firm.example.org`),
    text(one.device === null ? null : `d${one.device}`),
  ];
}

function hitRow(one: Hit, run: number, number: number): readonly string[] {
  return [
    text(`H${run}.${number}`),
    text(one.name),
    moment(start + run * day - one.ago * minute),
    text(one.account === null ? null : `u${one.account}`),
    text(`d${one.device}`),
    one.isBot ? 'TRUE' : 'FALSE',
  ];
}

/** A merge leads to an older record, so that there is no circle. */
function peopleRows(merges: readonly number[]): readonly (readonly string[])[] {
  return merges.map((into, number) => [
    text(`P${number}`),
    text(`p${number}@firm.example.org`),
    text(into < number ? `P${into}` : null),
    moment(start - (10 - number) * day),
  ]);
}

async function runLoads(loads: readonly Load[], project: SmallProject): Promise<string> {
  await project.reset();
  const seen: (readonly string[])[] = [];
  for (const [index, one] of loads.entries()) {
    const run = index + 1;
    await project.setRaw('people', peopleRows(one.merges));
    await project.addRaw(
      'forms',
      one.forms.map((each) => formRow(each, run)),
    );
    const fresh = one.hits.map((each, number) => hitRow(each, run, number));
    const copies = one.again.flatMap((number) => (seen[number] === undefined ? [] : [seen[number]]));
    await project.addRaw('hits', [...fresh, ...copies]);
    seen.push(...fresh);
    await project.run({ asOf: asOf(run) });
    if (one.isRepeated) await project.run({ asOf: asOf(run) });
  }
  return asOf(loads.length);
}

test('loads one after another, and a full refresh after them: the same rows in every table that may be dropped', async () => {
  let acts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(load, { minLength: 3, maxLength: 3 }), async (loads) => {
      const last = await runLoads(loads, project);
      const before = await project.tables();
      expect(before.size).toBeGreaterThan(10);
      acts += before.get('int_acts')?.length ?? 0;
      await project.run({ asOf: last, fullRefresh: true, checked: true });
      expect(Object.fromEntries(before)).toEqual(Object.fromEntries(await project.tables()));
    }),
    { numRuns: cases, seed: 20260630, endOnFailure: true },
  );
  expect(acts).toBeGreaterThan(0);
}, 1_800_000);

test('filters by partition and by shard save reading and nothing else: without them, the same rows', async () => {
  const unpruned = await openSmallProject({ readsEverything: true });
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(load, { minLength: 3, maxLength: 3 }), async (loads) => {
        await runLoads(loads, project);
        await runLoads(loads, unpruned);
        const rows = await project.tables();
        expect(rows.get('int_events')?.length).toBeGreaterThan(0);
        expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(await unpruned.tables()));
      }),
      { numRuns: cases, seed: 20261128, endOnFailure: true },
    );
  } finally {
    await unpruned.close();
  }
}, 1_800_000);

const hits = async (model: string): Promise<readonly unknown[]> =>
  project.query(
    `SELECT event_id, CAST(known_at AS STRING) AS known_at FROM \`p.d.${model}\` WHERE stream = 'web' ORDER BY event_id`,
  );

test('a hit that comes later than the look-back waits for `--days`, and is known from that run on', async () => {
  await project.reset();
  const at = (run: number, ago: number): readonly string[] =>
    hitRow({ name: 'looked', account: null, device: 1, ago, isBot: false }, run, ago);
  await project.addRaw('hits', [at(5, 60)]);
  await project.run({ asOf: asOf(5) });
  await project.addRaw('hits', [at(6, 60), at(6, 5 * 24 * 60)]);
  await project.run({ asOf: asOf(6) });
  const first = { event_id: 'H5.60', known_at: '2026-06-06 23:00:00+00' };
  const second = { event_id: 'H6.60', known_at: '2026-06-07 00:00:00+00' };
  expect(await hits('int_event_arrivals')).toEqual([first, second]);
  await project.run({ asOf: asOf(7), days: '2026-06-01..2026-06-02' });
  const late = { event_id: 'H6.7200', known_at: '2026-06-08 00:00:00+00' };
  expect(await hits('int_event_arrivals')).toEqual([first, second, late]);
  const repaired = await project.tables();
  expect(repaired.get('int_acts')).toHaveLength(3);
  await project.run({ asOf: asOf(7), fullRefresh: true, checked: true });
  expect(Object.fromEntries(repaired)).toEqual(Object.fromEntries(await project.tables()));
}, 600_000);

test('[C5] of one act that two sources tell of, that of the preferred source counts, once it is known', async () => {
  await project.reset();
  const copies = () =>
    project.query('SELECT act_key, stream, counted_act_key, counted_stream FROM `p.d.int_act_copies`');
  const asked = { id: 1, name: 'asked', mailbox: 1, device: 1, late: 0 };
  await project.setRaw('people', peopleRows([0, 1]));
  await project.addRaw('forms', [formRow({ ...asked, arrived: 60 }, 1)]);
  await project.run({ asOf: asOf(1) });
  expect(await copies()).toEqual([]);
  // A day later, and still within the same three days.
  await project.addRaw('hits', [hitRow({ name: 'asked', account: null, device: 1, ago: 23 * 60, isBot: false }, 2, 1)]);
  await project.run({ asOf: asOf(2) });
  const told = { act_key: 'desk:F1', stream: 'desk', counted_act_key: 'web:H2.1', counted_stream: 'web' };
  expect(await copies()).toEqual([told]);
  const points = await project.query('SELECT rule, acts, points FROM `p.d.one_intent_points`');
  expect(points).toEqual([{ rule: 'asked', acts: 1, points: '9.5' }]);
  const before = await project.tables();
  await project.run({ asOf: asOf(2), fullRefresh: true, checked: true });
  expect(Object.fromEntries(before)).toEqual(Object.fromEntries(await project.tables()));
}, 600_000);
