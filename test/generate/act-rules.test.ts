import { afterAll, beforeAll, expect, test } from 'vitest';
import { rubricModels } from '../../scripts/generate/rubric/models.js';
import { modelName } from '../../scripts/generate/sqlx.js';
import { openOrderProject, type OrderProject } from '../order/harness.js';
import { rubricOf } from '../order/rubric-of.js';

const projects: OrderProject[] = [];

/** The names of the CTEs of each model that a dimension's acts pass through. */
async function ctesOf(intent: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const opened = await openOrderProject({ signals: ['visit', 'form'], rubric: rubricOf(intent) });
  projects.push(opened);
  const [rubric] = opened.project.rubrics;
  if (rubric === undefined) throw new Error('no rubric');
  const models = rubricModels(opened.project, rubric).filter((model) => /intent_/.test(model.path));
  return Object.fromEntries(
    models.map((model) => [
      modelName(model),
      [...(model.sql ?? '').matchAll(/^(?:WITH )?([a-z_0-9]+) AS \($/gm)].map((found) => found[1] ?? ''),
    ]),
  );
}

let plain: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  plain = await ctesOf('acts: { visit: { points: 1, limit: { times: 1, per: day } }, form: { points: 2, cap: 4 } }');
});
afterAll(async () => {
  for (const project of projects) await project.close();
});

test('a dimension without resets, sequences, counts and the like has no step for them', () => {
  expect(plain).toEqual({
    order_intent_acts: ['aged', 'curves', 'valued', 'in_windows', 'ranked', 'judged'],
    order_intent_points: ['counted', 'by_rule', 'signal_limits', 'act_rows'],
  });
});

test('a reset, a sequence and a moment to count from are a model of their own', async () => {
  const found = await ctesOf(`
count_from: last_recycled_at
acts:
  visit: { points: 1 }
  form: { points: 2, resets: intent }
  path: { sequence: [visit, form], within: 3d, points: 4 }
`);
  expect(found).toMatchObject({
    order_intent_rule_acts: [
      'acts',
      'resetting',
      'resets',
      'judged',
      'staying',
      'sequence_1_moments',
      'sequence_1_1',
      'sequence_1_done',
    ],
    order_intent_acts: ['aged', 'curves', 'valued', 'judged'],
  });
});
