/** Step 14, over several runs: a buffer is judged last, against where the lead stood in the run before. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rubricModels } from '../../scripts/generate/rubric/models.js';
import { openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;

const rubric = `
rubric: buffered
version: 1
status: live
purpose: No flapping
outcome: { label: opportunity, within: 90d }
dimensions:
  fit:
    criteria:
      seats:
        field: lead.seats
        cases:
          - { at_least: 90, points: 90 }
          - { at_least: 75, points: 75 }
          - { at_least: 60, points: 60 }
          - { otherwise: true, points: 0 }
        unknown: { points: 0 }
total: { sum: { fit: 1 } }
bands: [0, 50]
tiers:
  - { tier: top, when: { all: [{ total: 90 }, { field: lead.role, is: boss }] }, action: { do: call } }
  - tier: hot
    when: { total: 80 }
    requires: { plan: { field: lead.plan, is: gold } }
    buffer: { leave_below: 72, stay: 3d, cool_down: 5d }
    action: { do: contact }
  - { tier: warm, when: { total: 50 }, action: { do: nurture } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
freeze: [ { when: { field: lead.role, is: partner }, reason: a partner has them } ]
`;

beforeEach(async () => {
  project = await openOrderProject({ signals: ['demo'], rubric });
});
afterEach(() => project.close());

/** Runs on a day of June, at noon, with the one lead's seats, and gives where it stands. */
async function on(day: number, seats: number, facts: Readonly<Record<string, string>> = {}) {
  const lead = { record_id: 'L1', email: 'ann@firm.com', plan: 'gold', role: 'clerk', seats, ...facts };
  await project.run(`2026-06-${String(day).padStart(2, '0')}T12:00:00Z`, { leads: [lead] }, { keeps: true });
  const { tier, reached_by: way, barred_tiers: barred } = await project.score('L1');
  return [tier, way, ...(barred === null ? [] : [`barred: ${String(barred)}`])].join(' ');
}

test('[F6] a tier is kept above its lower bound, then for its days; then it is left and not entered at once', async () => {
  expect(await on(1, 90)).toBe('hot when');
  expect(await on(2, 75)).toBe('hot buffer');
  // Below 72, but entered fewer than three days ago.
  expect(await on(3, 60)).toBe('hot buffer');
  expect(await on(4, 60)).toBe('warm when');
  // Left on the 4th: back from the 9th on.
  expect(await on(5, 90)).toBe('warm when barred: hot');
  expect(await on(8, 90)).toBe('warm when barred: hot');
  expect(await on(9, 90)).toBe('hot when');
  // The day on which it entered counts anew.
  expect(await on(11, 60)).toBe('hot buffer');
  expect(await on(12, 60)).toBe('warm when');
});

test('[F6] without having stood there nothing is kept: between the bounds a lead stays where it was', async () => {
  expect(await on(1, 75)).toBe('warm when');
  expect(await on(2, 75)).toBe('warm when');
});

test('[F6] [F3] gates must hold in any case, and a higher tier is always taken', async () => {
  expect(await on(1, 90)).toBe('hot when');
  expect(await on(2, 75, { plan: 'tin' })).toBe('warm when');
  expect((await project.score('L1')).failed_gates).toBe('hot: plan');
  expect(await on(8, 90)).toBe('hot when');
  expect(await on(9, 90, { role: 'boss' })).toBe('top when');
  // Left upwards: no cool-down.
  expect(await on(10, 90)).toBe('hot when');
});

test('[F6] [F3] a gate that fails is named of a tier that may not be entered yet, too; it is barred by its days alone', async () => {
  expect(await on(1, 90)).toBe('hot when');
  expect(await on(5, 60)).toBe('warm when');
  expect(await on(6, 90)).toBe('warm when barred: hot');
  expect((await project.score('L1')).failed_gates).toBeNull();
  expect(await on(7, 90, { plan: 'tin' })).toBe('warm when');
  expect((await project.score('L1')).failed_gates).toBe('hot: plan');
});

test('[F6] a run that is repeated sees what the first one saw, and takes back what it stored', async () => {
  expect(await on(1, 90)).toBe('hot when');
  expect(await on(5, 60)).toBe('warm when');
  expect(await on(5, 60)).toBe('warm when');
  // Corrected facts for the same moment: it never left.
  expect(await on(5, 75)).toBe('hot buffer');
  expect(await on(6, 90)).toBe('hot when');
});

test('[F6] a first run that is repeated starts from nothing again', async () => {
  expect(await on(1, 90)).toBe('hot when');
  expect(await on(1, 75)).toBe('warm when');
  expect(await project.query('SELECT tier, is_current FROM `@buffered_tier_state` ORDER BY tier')).toEqual([
    { tier: 'hot', is_current: false },
    { tier: 'warm', is_current: true },
  ]);
  expect(await on(2, 75)).toBe('warm when');
});

test('[F6] a run for an earlier moment knows nothing of what came later, and changes nothing of it', async () => {
  expect(await on(1, 60)).toBe('warm when');
  expect(await on(10, 90)).toBe('hot when');
  expect(await on(14, 60)).toBe('warm when');
  expect(await on(12, 75)).toBe('hot buffer');
  expect(await on(5, 90)).toBe('hot when');
  expect(await on(15, 90)).toBe('warm when barred: hot');
});

test('[F6] the state is protected: a full refresh leaves it alone', () => {
  const [only] = project.project.rubrics;
  const models = only === undefined ? [] : rubricModels(project.project, only);
  const states = models.filter((model) => model.path.endsWith('_tier_state.sqlx'));
  expect(states.map(({ config }) => [config.type, config.protected, config.uniqueKey])).toEqual([
    ['incremental', true, ['lead_id', 'tier']],
  ]);
});

test('[F6] a freeze counts as standing there', async () => {
  expect(await on(1, 90)).toBe('hot when');
  // The rubric alone would have let it go.
  await on(6, 60, { role: 'partner' });
  expect(await on(7, 75)).toBe('hot buffer');
  expect(await project.query('SELECT previous_tier FROM `@buffered_tiers`')).toEqual([{ previous_tier: 'hot' }]);
});
