import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EntityName } from '../../../scripts/generate/canonical.js';
import { type Facts, givenFacts } from '../given/given-facts.js';
import { makeProject } from '../given/make-project.js';
import type { Judge } from '../judge/judge.js';
import { root } from '../leadscore.js';
import { judgeModels } from '../models/part.js';
import type { PartResult } from '../part.js';

type Rows = Facts extends ReadonlyMap<EntityName, infer Each> ? Each : never;

/** Rubrics and leads of one run. */
const size = { rubrics: 6, leads: 50 };
/** Days between the two runs, so that buffers and freezes have something to look back at. */
const between = 3;

/** What `npm run types` checks, as it is built for `npm run semantics`. */
const folder = path.join(root, 'test/semantics/dist/test/semantics');
const load = (file: string): Promise<unknown> => import(pathToFileURL(path.join(folder, file)).href);

/**
 * Random rubrics, on random facts, with the random rubrics' own generator: what the independent model of the language
 * compares with DuckDB, compared here with the judge, model by model.
 */
export async function judgeSemantics(judge: Judge, seed: number): Promise<PartResult> {
  if (!existsSync(folder)) throw new Error(`${folder} is not built: run it without --no-build`);
  const { batchOf } = (await load('batch.js')) as typeof import('../../semantics/batch.js');
  const { projectTexts } = (await load(
    'warehouse/project.js',
  )) as typeof import('../../semantics/warehouse/project.js');
  const { writeYaml } = (await load('plain/yaml.js')) as typeof import('../../semantics/plain/yaml.js');
  const { setting, rubrics: drawn, facts } = batchOf(seed, size);
  const texts = new Map([...drawn].map(([name, rubric]) => [name, writeYaml(rubric)]));
  const { directory, rubrics } = makeProject('semantics', projectTexts(texts, setting.zone.name));
  const earlier = new Date(Date.parse(setting.asOf) - between * 86_400_000).toISOString();
  const given: Facts = new Map(Object.entries(facts) as [EntityName, Rows][]);
  const result = await judgeModels(judge, 'semantics', {
    name: 'semantics',
    directory,
    hasRubrics: true,
    rubrics,
    isGiven: true,
    vars: {},
    moments: [earlier, setting.asOf],
    loadRaw: givenFacts(rubrics, given),
    cutBy: {},
  });
  const told = `seed ${seed}: ${drawn.size} random rubrics, ${size.leads} leads, ${setting.zone.name}, ${setting.asOf}; the same again: npm run conformance -- semantics --seed ${seed}`;
  return { ...result, notes: [told, ...result.notes] };
}
