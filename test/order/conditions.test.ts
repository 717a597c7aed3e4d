/** Conditions about acts that follow others, about days, and about two fields at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo', 'webinar', 'guide', 'visit'],
    files: { 'rubrics/shared/standards.yaml': 'time_zone: Europe/Berlin\n' },
    rubric: `
rubric: asked
version: 1
status: live
purpose: What conditions can ask
outcome: { label: opportunity, within: 90d }
applies_to: { not: { signal: visit, within: 5d } }
dimensions:
  asked:
    criteria:
      follows: { when: { signal: demo, after: webinar, within: 3d }, points: 1 }
      follows_family: { when: { signal: demo, after: content }, points: 10 }
      twice: { when: { signal: demo, after: demo, within: 30d, times: 2 }, points: 100 }
      day: { when: { field: lead.trial_ends_at, is: 2026-06-02 }, points: 1000 }
      range: { when: { field: lead.trial_ends_at, between: [2026-06-02, 2026-06-03] }, points: 10000 }
      same: { when: { field: lead.plan, is: { field: lead.role } }, points: 100000 }
      often: { when: { signal: demo, times: 1..2 }, points: 1000000 }
  content:
    acts:
      webinar: { points: 1 }
      guide: { points: 1 }
    families:
      content: { signals: [webinar, guide] }
total: { sum: { asked: 1 } }
bands: [0]
tiers:
  - { tier: all, otherwise: true, action: { do: nothing } }
`,
  });
  const act = (record: string, event: string, at: string, id: string) => ({
    event_id: `${record}${id}`,
    event_name: event,
    email: `${record.toLowerCase()}@firm.com`,
    happened_at: `2026-05-${at}Z`,
  });
  const lead = (record: string, facts: Readonly<Record<string, string>> = {}) => ({
    record_id: record,
    email: `${record.toLowerCase()}@firm.com`,
    ...facts,
  });
  await project.run('2026-06-03T12:00:00Z', {
    leads: [
      ...['NEAR', 'FAR', 'LATER', 'MOMENT', 'NEAREST', 'ROW', 'GUIDED', 'OFTEN'].map((record) => lead(record)),
      lead('BERLIN', { trial_ends_at: '2026-06-01T22:30:00Z' }),
      lead('UTC', { trial_ends_at: '2026-06-02T22:30:00Z' }),
      lead('SAME', { plan: ' Gold', role: 'gold ' }),
      lead('OTHER', { plan: 'gold', role: 'boss' }),
      lead('VISITED'),
    ],
    events: [
      // Their days in Berlin: the 12th and the 14th.
      act('NEAR', 'webinar', '12T01:00:00', '1'),
      act('NEAR', 'demo', '14T20:00:00', '2'),
      // 23:30 in UTC is the next day in Berlin: three days between, not two.
      act('FAR', 'webinar', '12T01:00:00', '1'),
      act('FAR', 'demo', '14T23:30:00', '2'),
      act('LATER', 'demo', '12T01:00:00', '1'),
      act('LATER', 'webinar', '12T01:00:01', '2'),
      act('MOMENT', 'webinar', '12T01:00:00', '1'),
      act('MOMENT', 'demo', '12T01:00:00', '2'),
      act('NEAREST', 'webinar', '01T01:00:00', '1'),
      act('NEAREST', 'webinar', '12T01:00:00', '2'),
      act('NEAREST', 'guide', '13T01:00:00', '3'),
      act('NEAREST', 'demo', '14T01:00:00', '4'),
      act('ROW', 'demo', '01T01:00:00', '1'),
      act('ROW', 'demo', '02T01:00:00', '2'),
      act('ROW', 'demo', '03T01:00:00', '3'),
      act('GUIDED', 'guide', '01T01:00:00', '1'),
      act('GUIDED', 'demo', '30T01:00:00', '2'),
      ...['1', '2', '3'].map((id) => act('OFTEN', 'demo', '12T01:00:00', id)),
      act('VISITED', 'visit', '31T01:00:00', '1'),
    ],
  });
});
afterAll(() => project.close());

const total = async (record: string) => (await project.score(record)).asked_score;

test('after: an act of one signal after one of another, with fewer days between than said', async () => {
  expect(await total('NEAR')).toBe('1000011');
  expect(await total('FAR')).toBe('1000010');
});

test('after: not before, and not at the very moment', async () => {
  expect(await total('LATER')).toBe('1000000');
  expect(await total('MOMENT')).toBe('1000000');
});

test('after: the nearest earlier act decides, and a family counts by any of its signals', async () => {
  expect(await total('NEAREST')).toBe('1000011');
  expect(await total('GUIDED')).toBe('1000010');
});

test('after itself: an act follows others of its own signal, so many times', async () => {
  // The second and the third of three follow one; three at one moment follow none.
  expect(await total('ROW')).toBe('100');
  expect(await total('OFTEN')).toBe('0');
});

test('a moment is compared by its day in the time zone of the project', async () => {
  expect(await total('BERLIN')).toBe('11000');
  // Half past midnight of the third.
  expect(await total('UTC')).toBe('10000');
});

test('two fields are compared as texts are: without case and outer blanks', async () => {
  expect(await total('SAME')).toBe('100000');
  expect(await total('OTHER')).toBe('0');
});

test('[D6] applies_to may ask for acts: whoever did so is not scored at all', async () => {
  const rows = await project.query('SELECT COUNT(*) AS scored FROM `@lead_scores`');
  expect(rows).toEqual([{ scored: 12 }]);
  await expect(project.score('VISITED')).rejects.toThrow('VISITED has 0 scores.');
});
