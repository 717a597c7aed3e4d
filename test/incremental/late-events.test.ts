/** Events that come later than the look-back of a source without an arrival column: counted, and read by a range of days. */
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
