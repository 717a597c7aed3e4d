import { expect, test } from 'vitest';
import { loadProject } from '../../scripts/rubric/load.js';

test("the project's own rubrics load without a problem", async () => {
  const { project, problems } = await loadProject(new URL('../..', import.meta.url).pathname);
  expect(problems).toEqual([]);
  expect(project?.rubrics.map((rubric) => rubric.name)).toEqual([
    'content_syndication',
    'enterprise',
    'expansion',
    'firr',
    'fit_intent_grid',
    'inbound',
    'rule_and_predictive',
    'step_by_step',
  ]);
});
