/**
 * Events that come later than the look-back of a source without an arrival column: counted, and read by a range of days. Copies that
 * come later and say that they came earlier: counted, and taken by a full refresh.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallProject, type SmallProject } from './small-project.js';

let project: SmallProject;
beforeAll(async () => {
  project = await openSmallProject();
});
afterAll(() => project.close());

const hit = (id: string, day: string): readonly string[] => [
  `'${id}'`,
  "'looked'",
  `TIMESTAMPTZ '2026-06-${day} 10:00:00+00'`,
  "'u1'",
  "'d1'",
  'FALSE',
];
const late = () =>
  project.query(
    "SELECT level, measured, since, what FROM `p.d.input_health` WHERE check_name = 'late_events' AND source = 'web'",
  );

test('[A10] late events are counted until their days are read again', async () => {
  await project.reset();
  await project.addRaw('hits', [hit('a', '10'), hit('b', '20'), hit('c', '25')]);
  await project.run({ asOf: '2026-06-26T00:00:00Z', withHealth: true });
  expect(await late()).toMatchObject([{ level: 'ok', measured: '0', since: null }]);
  await project.addRaw('hits', [hit('late', '12'), hit('in_time', '24')]);
  await project.run({ asOf: '2026-06-27T00:00:00Z', withHealth: true });
  expect(await late()).toEqual([
    {
      level: 'broken',
      measured: '0.2',
      since: '2026-06-12',
      what: '1 of 5 events that came later than the look-back and that no run has read',
    },
  ]);
  await project.run({ asOf: '2026-06-27T00:00:00Z', withHealth: true, days: '2026-06-12..2026-06-12' });
  expect(await late()).toMatchObject([{ level: 'ok', measured: '0' }]);
});

/** A form of the source that says when its rows came, which asks for one thing or the other. */
const form = (name: string, arrived: string): readonly string[] => [
  "'F1'",
  `'${name}'`,
  "TIMESTAMPTZ '2026-06-20 08:00:00+00'",
  arrived === '' ? 'NULL' : `TIMESTAMPTZ '2026-06-20 ${arrived}:00+00'`,
  "'p1@firm.example.org'",
  "'d1'",
];
const overtaken = () =>
  project.query(
    "SELECT source, level, measured, since, what FROM `p.d.input_health` WHERE check_name = 'overtaken_events' ORDER BY source",
  );
const kept = () => project.query('SELECT event_name FROM `p.d.int_events`');

test.each([
  ['an earlier time', '09:00'],
  ['no time', ''],
])('[A10] a copy that comes later under %s is told, and counts once everything is made anew', async (_, arrived) => {
  await project.reset();
  await project.addRaw('forms', [form('looked', '10:00'), form('other', '11:00')]);
  await project.run({ asOf: '2026-06-21T00:00:00Z', withHealth: true });
  const fine = { source: 'desk', level: 'ok', measured: '0', since: null };
  expect(await overtaken()).toMatchObject([fine]);
  await project.addRaw('forms', [form('asked', arrived)]);
  await project.run({ asOf: '2026-06-22T00:00:00Z', withHealth: true });
  expect(await kept()).toEqual([{ event_name: 'looked' }]);
  expect(await overtaken()).toEqual([
    {
      source: 'desk',
      level: 'broken',
      measured: '1',
      since: '2026-06-20',
      what: '1 of 1 events of which a copy came later and says that it was known earlier, or that it happened earlier',
    },
  ]);
  await project.run({ asOf: '2026-06-22T00:00:00Z', withHealth: true, fullRefresh: true });
  expect(await kept()).toEqual([{ event_name: 'asked' }]);
  expect(await overtaken()).toMatchObject([fine]);
});

test.each([
  ['earlier', '24', 'broken'],
  ['later', '26', 'ok'],
])(
  '[A10] of a source without an arrival column a copy is told that comes later and says it happened %s, if a full refresh takes it',
  async (_, day, level) => {
    const told = async () => (await overtaken()).filter(({ source }) => source === 'web');
    const happened = () => project.query('SELECT CAST(day AS STRING) AS day FROM `p.d.int_events`');
    await project.reset();
    await project.addRaw('hits', [hit('a', '25')]);
    await project.run({ asOf: '2026-06-27T00:00:00Z', withHealth: true });
    await project.addRaw('hits', [hit('a', day)]);
    await project.run({ asOf: '2026-06-28T00:00:00Z', withHealth: true });
    expect(await happened()).toEqual([{ day: '2026-06-25' }]);
    expect(await told()).toMatchObject([{ level }]);
    await project.run({ asOf: '2026-06-28T00:00:00Z', withHealth: true, fullRefresh: true });
    expect(await happened()).toEqual([{ day: level === 'ok' ? '2026-06-25' : `2026-06-${day}` }]);
    expect(await told()).toMatchObject([{ level: 'ok' }]);
  },
);
