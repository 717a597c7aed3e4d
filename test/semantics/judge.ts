/** Many rubrics over one set of facts: what differs for each, or why it does not run. */
import { type Difference, differencesOf } from './compare.js';
import { momentsOf, type Setting } from './arbitrary/setting.js';
import { evaluate } from './plain/evaluate.js';
import type { Facts } from './plain/facts.js';
import type { SharedFiles } from './plain/standards.js';
import { type World, worldAt } from './plain/world.js';
import { readYaml, writeYaml, type YamlMap } from './plain/yaml.js';
import { render } from '../../scripts/problem/render.js';
import { failedRubrics, type Warehouse } from './warehouse/run.js';

export interface Verdict {
  readonly differences: readonly Difference[];
  /** Why the models did not run. */
  readonly failure?: string;
  /** Leads that the plain model scored. */
  readonly leads: number;
}

/** By name of the rubric. Throws when something fails that belongs to no rubric. */
export async function judge(
  warehouse: Warehouse,
  setting: Setting,
  rubrics: ReadonlyMap<string, YamlMap>,
  facts: Facts,
): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  const texts = new Map([...rubrics].map(([name, rubric]) => [name, writeYaml(rubric)]));
  const worlds = worldsOf(facts, setting);
  while (texts.size > 0) {
    const question = { rubrics: texts, facts, moments: momentsOf(setting), timeZone: setting.zone.name };
    const { answer, failures } = await warehouse.ask(question);
    if (answer !== undefined) {
      for (const [name, text] of texts) {
        const plain = evaluate(readYaml(text), worlds);
        verdicts.set(name, { differences: differencesOf(name, answer, plain), leads: plain.length });
      }
      break;
    }
    const failed = failedRubrics(failures);
    if (failed.size === 0) {
      throw new Error(render(failures, 'text', () => undefined, { color: false, cwd: '' }));
    }
    for (const [name, failure] of failed) {
      texts.delete(name);
      verdicts.set(name, { differences: [], failure, leads: 0 });
    }
  }
  return verdicts;
}

/**
 * One for each run.
 * @param shared what files that all rubrics share say; as the tested projects have them unless given
 */
export function worldsOf(facts: Facts, setting: Setting, shared?: SharedFiles): readonly World[] {
  return momentsOf(setting).map((moment) => worldAt(facts, moment, setting.zone, shared));
}
