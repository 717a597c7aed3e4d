import { test } from 'vitest';
import { batchOf } from './batch.js';
import { runCampaign } from './campaign.js';
test('x', async () => {
  const b = batchOf(77, { rubrics: 8, leads: 50 });
  console.log(
    [...b.rubrics.values()].filter((r) => r['account'] !== undefined).length,
    'with account; refused',
    b.refused.slice(0, 5),
  );
  for (const seed of [77, 78, 79]) {
    const r = await runCampaign({
      rubrics: 8,
      leads: 100,
      together: 8,
      leadsForKeys: 0,
      cases: 3,
      tell: () => undefined,
      seed,
    } as never);
    console.log(seed, r.differing, r.results);
    for (const c of r.cases) console.log(typeof c === 'string' ? c : JSON.stringify(c, null, 1).slice(0, 6000));
  }
}, 500_000);
