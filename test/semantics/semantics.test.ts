import { expect, test } from 'vitest';
import { batchOf } from './batch.js';
import { runCampaign } from './campaign.js';
import { differencesOf } from './compare.js';
import { worldsOf } from './judge.js';
import { keysOfLanguage } from './keys.js';
import { momentsOf } from './arbitrary/setting.js';
import { evaluate } from './plain/evaluate.js';
import { readYaml, writeYaml, type YamlMap } from './plain/yaml.js';
import { pathsIn, without } from './removals.js';
import { Warehouse } from './warehouse/run.js';

test('the warehouse and the plain model agree on every row of random rubrics', async () => {
  const size = { rubrics: 4, leads: 100, together: 4, cases: 1, tell: () => undefined };
  const { cases, differing, results } = await runCampaign({ ...size, seed: 20 });
  expect(cases).toEqual([]);
  expect(differing).toBe(0);
  expect(results).toBeGreaterThan(100);
});

test('a plain model that leaves a key out differs from the warehouse', async () => {
  const { rubrics, facts, setting } = batchOf(29, { rubrics: 1, leads: 40 });
  const [[name, written] = ['', {}]] = [...rubrics];
  const rubric = readYaml(writeYaml(written));
  const warehouse = new Warehouse();
  try {
    const texts = new Map([[name, writeYaml(rubric)]]);
    const question = { rubrics: texts, facts, moments: momentsOf(setting), timeZone: setting.zone.name };
    const { answer = { scores: [], reasons: [] } } = await warehouse.ask(question);
    const worlds = worldsOf(facts, setting);
    const differences = (by: YamlMap): number => differencesOf(name, answer, evaluate(by, worlds)).length;
    expect(differences(rubric)).toBe(0);
    const felt = pathsIn(rubric).filter((path) => differences(without(rubric, path)) > 0);
    expect(felt.length).toBeGreaterThan(10);
    expect(felt).toContainEqual(['recalculate']);
  } finally {
    warehouse.remove();
  }
});

test('every key of the schema is tried, or left out with a reason', () => {
  expect(keysOfLanguage().unplaced).toEqual([]);
});
