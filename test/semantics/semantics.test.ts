import { expect, test } from 'vitest';
import { runCampaign } from './campaign.js';

const small = { rubrics: 8, leads: 100, together: 8, cases: 1, tell: () => undefined };

test('the warehouse and the plain model agree on every row of random rubrics', async () => {
  const { cases, differing, results } = await runCampaign({ ...small, seed: 20 });
  expect(cases).toEqual([]);
  expect(differing).toBe(0);
  expect(results).toBeGreaterThan(400);
});
