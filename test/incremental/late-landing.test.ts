/** What lands after a run that ought to have seen it, where runs break off, are repeated, or make tables anew. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSmallProject, type SmallProject } from './small-project.js';

const select = ['+tag:output'];
const at = (time: string): string => `2026-06-10T${time}:00Z`;

let project: SmallProject;
beforeAll(async () => {
  project = await openSmallProject({ files: { 'rubrics/shared/retention.yaml': { events: '6 months' } } });
});
afterAll(() => project.close());

const form = (id: string, who: string, happened: string, arrived: string, name = 'asked'): readonly string[] => [
  `'${id}'`,
  `'${name}'`,
  `TIMESTAMPTZ '${happened}'`,
  `TIMESTAMPTZ '${arrived}'`,
  `'${who}@${who}.com'`,
  'NULL',
];
/** Known before the last run, by its own account. */
const late = (id: string, who: string): readonly string[] => form(id, who, at('05:50'), at('05:58'));

const people = ['ann', 'bob', 'cyd'];
const whole = (time: string, more = {}): Promise<void> => project.run({ asOf: at(time), select, ...more });

/** `lead: cause`, of a moment. */
async function causes(time: string): Promise<Readonly<Record<string, string>>> {
  const rows = await project.query(`SELECT records.record_id, changes.cause, changes.may_act
FROM \`p.d.tier_transitions\` AS changes
INNER JOIN \`p.d.lead_records\` AS records ON records.lead_id = changes.lead_id
WHERE changes.as_of = TIMESTAMP '${at(time)}'
ORDER BY records.record_id`);
  return Object.fromEntries(
    rows.map((row) => [String(row.record_id), `${String(row.cause)}${row.may_act === true ? ', acts' : ''}`]),
  );
}

const sightings = (where: string) =>
  project.query(`SELECT event_id FROM \`p.d.int_sightings\` WHERE ${where} ORDER BY event_id`);

beforeEach(async () => {
  await project.reset();
  await project.setRaw(
    'people',
    people.map((who) => [`'${who}'`, `'${who}@${who}.com'`, 'NULL', "TIMESTAMPTZ '2026-01-01 00:00:00+00'"]),
  );
  await project.addRaw('forms', [form('F1', 'cyd', '2026-06-09T10:00:00Z', '2026-06-09T10:05:00Z')]);
  await whole('06:00');
});

test('[K2] it acts in a whole run and in a hot one, each once', async () => {
  await project.addRaw('forms', [late('F2', 'ann')]);
  const hot = await project.hot({ asOf: at('06:05'), checked: true });
  expect(hot.heat).toMatchObject({ isPublished: true, leads: 1 });
  expect(await causes('06:05')).toEqual({ ann: 'new_fact, acts' });
  await project.addRaw('forms', [late('F3', 'bob')]);
  await whole('06:10');
  expect(await causes('06:10')).toEqual({ bob: 'new_fact, acts' });
  await project.hot({ asOf: at('06:15') });
  await whole('06:20');
  expect({ ...(await causes('06:15')), ...(await causes('06:20')) }).toEqual({});
});

test('[K3] it is hot however old its time of arrival is, up to two days; and late data where it happened before', async () => {
  await project.addRaw('forms', [
    form('F2', 'ann', '2026-06-08T10:00:00Z', '2026-06-08T10:05:00Z'),
    form('F3', 'bob', '2026-06-05T10:00:00Z', '2026-06-08T10:05:00Z'),
  ]);
  expect((await project.hot({ asOf: at('06:05') })).heat).toMatchObject({ isPublished: true, leads: 2 });
  expect(await causes('06:05')).toEqual({ ann: 'new_fact, acts', bob: 'late_data' });
});

test('a run that broke off behind its look neither loses nor doubles it', async () => {
  await project.addRaw('forms', [late('F2', 'ann')]);
  // Looks, and scores nobody.
  await project.run({ asOf: at('07:00'), select: ['+int_sightings'] });
  await project.addRaw('forms', [form('F3', 'bob', at('06:30'), at('06:55'))]);
  await whole('08:00');
  expect(await causes('08:00')).toEqual({ ann: 'new_fact, acts', bob: 'new_fact, acts' });
  await whole('09:00');
  expect(await causes('09:00')).toEqual({});
});

test('of events that an interrupted run has read, and not looked at, nothing is lost', async () => {
  await project.addRaw('forms', [late('F2', 'ann')]);
  await project.run({ asOf: at('07:00'), select: ['+int_acts'] });
  await whole('08:00');
  expect(await causes('08:00')).toEqual({ ann: 'new_fact, acts' });
});

test('a hot run that does not publish leaves it to the next one', async () => {
  await project.addRaw('forms', [late('F2', 'ann')]);
  await expect(project.hot({ asOf: at('06:05'), breaksAt: 2 })).rejects.toThrow('broken off');
  await project.hot({ asOf: at('06:10') });
  expect(await causes('06:10')).toEqual({ ann: 'new_fact, acts' });
});

test('a full refresh sees it as any run does, and leaves the same rows', async () => {
  await project.addRaw('forms', [late('F2', 'ann')]);
  await whole('07:00', { fullRefresh: true, checked: true });
  expect(await causes('07:00')).toEqual({ ann: 'new_fact, acts' });
  await project.addRaw('forms', [late('F3', 'bob'), form('F4', 'bob', at('06:55'), at('06:58'), 'looked')]);
  await whole('08:00');
  expect(await causes('08:00')).toEqual({ bob: 'new_fact, acts' });
  const before = await project.tables();
  expect(before.get('int_late_news')).toHaveLength(3);
  await whole('08:00', { fullRefresh: true, checked: true });
  expect(Object.fromEntries(await project.tables())).toEqual(Object.fromEntries(before));
  await whole('09:00', { fullRefresh: true });
  expect(await causes('09:00')).toEqual({});
});

test('a run repeated for its moment finds nothing more, and one for an earlier moment does not look', async () => {
  await whole('07:00');
  await project.addRaw('forms', [late('F2', 'ann')]);
  await whole('06:30');
  expect(await sightings("event_id = 'F2'")).toEqual([]);
  await whole('07:05');
  expect(await causes('07:05')).toEqual({ ann: 'new_fact, acts' });
  await whole('07:05');
  expect(await causes('07:05')).toEqual({ ann: 'new_fact, acts' });
  expect(await sightings("event_id = 'F2'")).toEqual([{ event_id: 'F2' }]);
});

test('the first run that looks takes nothing for late, whatever ran before it', async () => {
  await project.native('DROP TABLE p.d.int_sightings');
  await project.addRaw('forms', [late('F2', 'ann')]);
  await whole('07:00');
  expect(await causes('07:00')).toEqual({ ann: 'time' });
  expect(await sightings('is_late')).toEqual([]);
  // A table without rows was emptied by somebody.
  await project.native('DELETE FROM p.d.int_sightings');
  await project.addRaw('forms', [late('F3', 'bob')]);
  await whole('08:00');
  expect(await causes('08:00')).toEqual({ bob: 'time' });
  await project.addRaw('forms', [late('F4', 'cyd'), form('F5', 'cyd', at('07:10'), at('07:58'))]);
  await whole('09:00');
  expect(await sightings('is_late')).toEqual([{ event_id: 'F4' }, { event_id: 'F5' }]);
});

test('places are taken again once nothing more can be asked of them, and rows go with their age', async () => {
  for (const day of [11, 12, 13, 14]) {
    const when = `2026-06-${day}T05:00:00Z`;
    await project.addRaw('forms', [form(`G${day}`, 'ann', when, when), form(`H${day}`, 'bob', when, when)]);
    await project.run({ asOf: `2026-06-${day}T06:00:00Z`, select: ['+int_sightings'] });
  }
  // Two days, and two of each.
  expect(
    await project.query('SELECT COUNT(*) AS places, MAX(slot) AS last FROM `p.d.int_sightings` WHERE slot > 0'),
  ).toEqual([{ places: 4, last: 4 }]);
  await project.retain({ asOf: '2027-01-01T00:00:00Z' });
  expect(await project.query('SELECT slot FROM `p.d.int_sightings`')).toEqual([{ slot: 0 }]);
});
