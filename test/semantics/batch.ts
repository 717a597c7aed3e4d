/** Rubrics and facts that are tried together: one compile and one run for many rubrics. */
import fc from 'fast-check';
import { type CompanyFacts, assemble, company, person } from './arbitrary/facts.js';
import { namedRubric, rubrics } from './arbitrary/rubric.js';
import { type Setting, settings, withHistory } from './arbitrary/setting.js';
import type { Facts } from './plain/facts.js';
import { writeYaml, type YamlMap } from './plain/yaml.js';
import { faultsOf } from './warehouse/run.js';

export interface Batch {
  readonly setting: Setting;
  readonly facts: Facts;
  /** Name -> rubric. */
  readonly rubrics: ReadonlyMap<string, YamlMap>;
  /** What `check` said of those that it did not accept. */
  readonly refused: readonly string[];
}

export interface Size {
  readonly rubrics: number;
  readonly leads: number;
}

const histories = [
  [2, 1],
  [8, 3],
  [4, 1],
  [10, 7],
] as const;

/** The same seed makes the same batch, as long as the schema is the same. */
export function batchOf(seed: number, size: Size): Batch {
  const now = settings[seed % settings.length] ?? settings[0];
  if (now === undefined) throw new Error('there is no setting');
  // Buffers and freezes need runs before; what costs three times as much is tried two times in five.
  const setting = seed % 5 < 2 ? withHistory(now, histories[Math.floor(seed / 5) % histories.length] ?? []) : now;
  const companies = Math.max(2, Math.ceil(size.leads / 4));
  const people = fc.sample(person(setting, companies), { seed, numRuns: size.leads });
  const firms: readonly (CompanyFacts | undefined)[] = fc.sample(company(setting, companies), {
    seed: seed + 1,
    numRuns: companies,
  });
  const accepted = new Map<string, YamlMap>();
  const refused: string[] = [];
  for (let round = 0; accepted.size < size.rubrics && round < 10; round += 1) {
    const drawn = fc.sample(rubrics(setting), { seed: seed * 100 + round, numRuns: size.rubrics });
    for (const each of drawn) {
      if (accepted.size === size.rubrics) break;
      const name = `r${accepted.size + 1}`;
      const rubric = namedRubric(name, each);
      const faults = faultsOf(name, writeYaml(rubric), setting.zone.name);
      if (faults.length === 0) accepted.set(name, rubric);
      else refused.push(faults.map(({ code, what }) => `${code} ${what}`).join('; '));
    }
  }
  return { setting, facts: assemble(people, firms), rubrics: accepted, refused };
}
