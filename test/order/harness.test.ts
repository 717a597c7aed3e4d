import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

beforeAll(async () => {
  project = await openOrderProject({
    signals: ['demo'],
    rubric: `
rubric: plain
version: 1
status: live
purpose: The least there can be
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      plan: { when: { field: lead.plan, is: gold }, points: 7 }
  intent:
    acts:
      demo: { points: 10, decay: { linear: 10d } }
total: { sum: { fit: 1, intent: 0.5 } }
bands: [0, 10]
tiers:
  - { tier: hot, when: { total: 10 }, action: { do: contact } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`,
  });
});
afterAll(() => project.close());

test('facts in, rows out; a later run sees what is given then', async () => {
  const leads = [{ record_id: 'L1', email: 'ann@firm.com', plan: 'gold' }];
  const events = [{ event_name: 'demo', email: 'ann@firm.com', happened_at: '2026-06-01T10:00:00Z' }];
  await project.run('2026-06-03T00:00:00Z', { leads, events });
  expect(await project.points('L1')).toEqual({ 'fit.plan.criterion': '7', 'intent.demo.act': '8' });
  expect(await project.score('L1')).toMatchObject({ total_score: '11', tier: 'hot', disposition: 'contact' });
  await project.run('2026-06-08T00:00:00Z', { leads, events });
  expect(await project.score('L1')).toMatchObject({ total_score: '8.5', tier: 'cold' });
});
