/** Responses get another status, meetings are moved and called off, long after a run has read them. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changingRubric, changingSources } from './changing-sources.js';
import { openSmallProject, type SmallProject } from './small-project.js';

/** More of them: `INCREMENTAL_CASES=200 npx vitest run test/incremental`. */
const cases = Number(process.env['INCREMENTAL_CASES'] ?? 1);
const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-06-01T00:00:00Z');

let project: SmallProject;
beforeAll(async () => {
  project = await openSmallProject({ files: changingSources, rubric: changingRubric });
});
afterAll(() => project.close());

const text = (value: string | null): string => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
const moment = (at: number): string => `TIMESTAMPTZ '${new Date(at).toISOString()}'`;
const asOf = (run: number): string => new Date(start + run * day).toISOString().replace('.000Z', 'Z');
const mailbox = (person: number): string => `p${person}@firm.example.org`;

const everybody = [0, 1, 2, 3].map((person) => [
  text(`P${person}`),
  text(mailbox(person)),
  'NULL',
  moment(start - 10 * day),
]);

interface Answer {
  readonly person: number;
  readonly status: string | null;
  /** Days before the first run; the status is what may change. */
  readonly added: number;
  readonly changed: number;
  readonly isDeleted: boolean;
}

function answerRow(id: number, { person, status, added, changed, isDeleted }: Answer): readonly string[] {
  const addedAt = start - added * day;
  return [
    text(`A${id}`),
    text(mailbox(person)),
    text(status),
    moment(addedAt),
    moment(addedAt + changed * hour),
    isDeleted ? 'TRUE' : 'FALSE',
  ];
}

interface Meeting {
  readonly name: string;
  readonly starts: number;
  readonly person: number | null;
  readonly device: number | null;
}

function meetingRow(id: number, { name, starts, person, device }: Meeting): readonly string[] {
  return [
    text(`M${id}`),
    text(name),
    moment(start + starts * hour),
    text(person === null ? null : mailbox(person)),
    text(device === null ? null : `d${device}`),
  ];
}

const small = fc.nat({ max: 3 });
const orNone = fc.option(small, { nil: null, freq: 4 });
const answer = fc.record({
  person: small,
  status: fc.constantFrom('Registered', 'Attended', 'attended ', 'No show', "it's", null),
  added: fc.nat({ max: 20 }),
  changed: fc.nat({ max: 20 * 24 }),
  isDeleted: fc.boolean(),
});
const meeting = fc.record({
  name: fc.constantFrom('met', 'asked', 'other'),
  starts: fc.integer({ min: -20 * 24, max: 5 * 24 }),
  person: orNone,
  device: orNone,
});
/** Rows as they stand before a run; one that is not there was taken away, or is yet to come. */
const state = fc.record({
  answers: fc.array(fc.option(answer, { nil: null, freq: 4 }), { minLength: 4, maxLength: 4 }),
  meetings: fc.array(fc.option(meeting, { nil: null, freq: 4 }), { minLength: 4, maxLength: 4 }),
});

/** A form ties a device to an address, and a visit of that device is the person's. */
async function setUp(): Promise<void> {
  await project.reset();
  await project.setRaw('people', everybody);
  await project.addRaw('forms', [
    [text('F1'), text('asked'), moment(start - 2 * day), moment(start - 2 * day), text(mailbox(1)), text('d1')],
  ]);
  await project.addRaw('hits', [
    [text('H1'), text('looked'), moment(start - day), 'NULL', text('d1'), 'FALSE'],
    [text('H2'), text('looked'), moment(start - day), 'NULL', text('d2'), 'FALSE'],
  ]);
}

const rowsOf = <T>(all: readonly (T | null)[], row: (id: number, one: T) => readonly string[]) =>
  all.flatMap((one, id) => (one === null ? [] : [row(id, one)]));

test('whatever becomes of the rows, a full refresh gives the same', async () => {
  let acts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(state, { minLength: 3, maxLength: 3 }), async (states) => {
      await setUp();
      for (const [index, { answers, meetings }] of states.entries()) {
        await project.setRaw('answers', rowsOf(answers, answerRow));
        await project.setRaw('meetings', rowsOf(meetings, meetingRow));
        await project.run({ asOf: asOf(index + 1) });
      }
      const before = await project.tables();
      acts += before.get('int_current_acts')?.length ?? 0;
      await project.run({ asOf: asOf(states.length), fullRefresh: true, checked: true });
      expect(Object.fromEntries(before)).toEqual(Object.fromEntries(await project.tables()));
    }),
    { numRuns: cases, seed: 20261130, endOnFailure: true },
  );
  expect(acts).toBeGreaterThan(0);
}, 1_800_000);

const actsOf = (): Promise<readonly unknown[]> =>
  project.query(
    "SELECT act_key, signal, CAST(known_at AS STRING) AS known_at FROM `p.d.int_acts` WHERE stream IN ('campaigns_campaigns', 'calendar') ORDER BY act_key",
  );
const pointsOf = (): Promise<readonly unknown[]> =>
  project.query('SELECT rule, acts, points FROM `p.d.one_intent_points` ORDER BY rule');

test('who registered three weeks ago and attended yesterday has attended, known since the status was changed', async () => {
  await project.reset();
  await project.setRaw('people', everybody);
  const member = { person: 1, added: 20, isDeleted: false };
  await project.setRaw('answers', [answerRow(1, { ...member, status: 'Registered', changed: 1 })]);
  await project.run({ asOf: asOf(1) });
  expect(await actsOf()).toEqual([
    { act_key: 'campaigns_campaigns:response:A1:Registered', signal: 'looked', known_at: '2026-05-12 01:00:00+00' },
  ]);
  expect(await pointsOf()).toEqual([]);
  await project.setRaw('answers', [answerRow(1, { ...member, status: 'Attended', changed: 21 * 24 })]);
  await project.run({ asOf: asOf(2) });
  expect(await actsOf()).toEqual([
    { act_key: 'campaigns_campaigns:response:A1:Attended', signal: 'attended', known_at: '2026-06-02 00:00:00+00' },
  ]);
  await project.setRaw('answers', [answerRow(1, { ...member, status: 'Attended', changed: 1, isDeleted: true })]);
  await project.run({ asOf: asOf(3) });
  expect(await actsOf()).toEqual([]);
}, 600_000);

test('a meeting that is moved counts where it is now, one that is called off not at all', async () => {
  await project.reset();
  await project.setRaw('people', everybody);
  const row = (id: number, starts: number) => meetingRow(id, { name: 'met', starts, person: 2, device: null });
  await project.setRaw('meetings', [row(1, -5 * 24), row(2, -24)]);
  await project.run({ asOf: asOf(1) });
  // At the first load nothing was observed yet.
  expect(await actsOf()).toEqual([
    { act_key: 'calendar:M1', signal: 'met', known_at: '2026-05-27 06:00:00+00' },
    { act_key: 'calendar:M2', signal: 'met', known_at: '2026-05-31 06:00:00+00' },
  ]);
  expect(await pointsOf()).toEqual([{ rule: 'met', acts: 2, points: '24' }]);
  // A new one of long ago is known from the run that first sees it.
  await project.setRaw('meetings', [row(2, 20), row(3, -9 * 24)]);
  await project.run({ asOf: asOf(2) });
  expect(await actsOf()).toEqual([
    { act_key: 'calendar:M2', signal: 'met', known_at: '2026-05-31 06:00:00+00' },
    { act_key: 'calendar:M3', signal: 'met', known_at: '2026-06-03 00:00:00+00' },
  ]);
  const before = await project.tables();
  await project.run({ asOf: asOf(2), fullRefresh: true, checked: true });
  expect(Object.fromEntries(before)).toEqual(Object.fromEntries(await project.tables()));
}, 600_000);

test('a stream that stands in both layers is told, until a full refresh', async () => {
  // A run of all models makes the checks that stand by themselves, too.
  const select = ['assert_int_events_layers'];
  await project.reset();
  await project.setRaw('people', everybody);
  await project.setRaw('meetings', [meetingRow(1, { name: 'met', starts: -24, person: 2, device: null })]);
  await project.run({ asOf: asOf(1), checked: true, select });
  // As an earlier run left it that took meetings for what stays as it came.
  await project.native('INSERT INTO p.d.int_appended_events SELECT * FROM p.d.int_current_events');
  await expect(project.run({ asOf: asOf(2), checked: true, select })).rejects.toThrow('assert_int_events_layers');
  await project.run({ asOf: asOf(2), fullRefresh: true, checked: true, select });
  expect(await actsOf()).toHaveLength(1);
}, 600_000);
