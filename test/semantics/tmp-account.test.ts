import { test } from 'vitest';
import { batchOf } from './batch.js';
import { judge } from './judge.js';
import { writeYaml } from './plain/yaml.js';
import { Warehouse } from './warehouse/run.js';
test('x', async () => {
  const warehouse = new Warehouse();
  for (const seed of [303]) {
    const batch = batchOf(seed, { rubrics: 16, leads: 160 });
    const verdicts = await judge(warehouse, batch.setting, batch.rubrics, batch.facts);
    for (const [name, v] of verdicts) {
      const rubric = batch.rubrics.get(name);
      if (v.differences.length === 0 && v.failure === undefined) continue;
      console.log(seed, name, v.failure, v.differences.length, JSON.stringify(v.differences.slice(0, 6)), rubric && writeYaml(rubric));
    }
    console.log('done', seed);
  }
}, 500_000);
