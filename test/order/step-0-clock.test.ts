/** Step 0: the time zone says which day a moment belongs to, before any age, window or end is counted. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    files: { 'rubrics/shared/standards.yaml': 'time_zone: America/New_York\n' },
    rubric: `
rubric: clocked
version: 1
status: live
purpose: Days of New York
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
    acts: { demo: { points: 10, decay: { linear: 10d } } }
    criteria:
      lately: { when: { signal: demo, within: 2d }, points: 100 }
      trial: { when: { field: lead.trial_ends_at, newer_than: 1d }, points: 1000 }
total: { sum: { intent: 1 } }
bands: [0]
tiers:
  - { tier: hot, when: { total: 5000 }, action: { do: contact } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
overrides: { from: stg_overrides }
experiment: { salt: s, variants: { all: { share: 100%, action: { do: write }, from: 2026-06-10, why: w } } }
`,
  });
});
afterAll(() => project.close());

const zero = '2026-06-09T03:00:00Z';
const facts = {
  leads: [
    // 23:00 on the evening before, where the company is.
    { record_id: 'L', email: 'ann@firm.com', trial_ends_at: '2026-06-10T03:00:00Z' },
    { record_id: 'SET', email: 'bob@firm.com' },
  ],
  events: [{ event_name: 'demo', email: 'ann@firm.com', happened_at: zero }],
  overrides: [
    {
      record_id: 'o',
      person_record_id: 'SET',
      tier: 'hot',
      owner: 'Kim',
      reason: 'met',
      set_at: '2026-06-01T00:00:00Z',
      expires_on: '2026-06-10',
    },
  ],
};

test('the last second of a day: an age of one day, and nothing has ended', async () => {
  await project.run('2026-06-10T03:59:59Z', facts);
  expect(await project.points('L')).toEqual({
    'intent.demo.act': '9',
    'intent.lately.criterion': '100',
    'intent.trial.criterion': '1000',
  });
  expect(await project.score('SET')).toMatchObject({ tier: 'hot', disposition: 'overridden', variant: null });
});

test('one second later: a day older, and what ends with the day has ended', async () => {
  await project.run('2026-06-10T04:00:00Z', facts);
  expect(await project.points('L')).toEqual({ 'intent.demo.act': '8' });
  expect(await project.score('SET')).toMatchObject({ tier: 'cold', disposition: 'nothing', variant: null });
});

test('a day of 23 hours is a day', async () => {
  const over = (asOf: string) =>
    project.run(asOf, { ...facts, events: [{ ...facts.events[0], happened_at: '2026-03-07T12:00:00Z' }] });
  // Clocks go forward on 2026-03-08: midnight comes an hour sooner than by the clock of the day before.
  await over('2026-03-09T03:59:59Z');
  expect((await project.points('L'))['intent.demo.act']).toBe('9');
  await over('2026-03-09T04:00:00Z');
  expect((await project.points('L'))['intent.demo.act']).toBe('8');
});

test('as_of is an instant: what happens in it has not happened yet', async () => {
  await project.run(zero, facts);
  expect(await project.points('L')).toMatchObject({ 'intent.trial.criterion': '1000' });
  expect(Object.keys(await project.points('L'))).not.toContain('intent.demo.act');
  await project.run('2026-06-09T03:00:01Z', facts);
  expect((await project.points('L'))['intent.demo.act']).toBe('10');
});
