import { openDuckDb, readProject, setup, translate } from '../leadscore.js';
import type { Loaded } from '../models/loads.js';
import type { PartResult } from '../part.js';
import type { Project } from '../projects.js';
import { allowedBranches } from './allowed.js';
import { type Arm, armsOf } from './arms.js';
import { openCounted } from './counted-session.js';
import { type NamedBranch, namedBranches, onlyIn } from './named-branches.js';

interface Counted {
  /** How a reader finds it: the first project that has it, and where. */
  readonly text: string;
  readonly as: { readonly arm: Arm } | { readonly named: string };
  taken: number;
}

/**
 * Counts the branches that no project's data took. An arm of the same model, kind and line is the same arm in every
 * project, since the generator writes the same model for the same rules; a named branch is the same under its name.
 */
export class BranchTally {
  readonly #failures: string[];
  readonly #notes: string[] = [];
  readonly #allowed = allowedBranches();
  readonly #branches = new Map<string, Counted>();
  readonly #absent = new Set<string>();

  /** @param isWhole all projects are counted: only then can an item of the allowed ones be found out of date */
  constructor(
    missing: readonly string[],
    readonly isWhole: boolean,
  ) {
    this.#failures = missing.map((name) => `${name}: no such project`);
  }

  fail(text: string): void {
    this.#failures.push(text);
  }

  /** The project's data is not here, so what only it takes cannot be judged, nor what is allowed because of it. */
  notJudged(project: string): void {
    this.#absent.add(project);
    this.#notes.push(`${project}: NOT JUDGED, nor whether branches-allowed.yaml is up to date`);
  }

  async count(project: Project, loaded: Loaded): Promise<void> {
    for (const arm of await this.#allArms(project, loaded)) {
      const text = `${project.name}: ${arm.model}, ${arm.file}:${arm.line}, ${arm.kind} ${arm.nth} never taken: ${arm.text}`;
      this.#add(`${arm.model} ${arm.kind} ${arm.nth} ${arm.text}`, { text, as: { arm }, taken: arm.taken });
    }
    const rubrics = project.hasRubrics ? (await readProject(project.directory)).project : undefined;
    await this.#countNamed(project, loaded, namedBranches(project.name, loaded.graph, rubrics));
  }

  #add(key: string, counted: Counted): void {
    const known = this.#branches.get(key);
    if (known === undefined) this.#branches.set(key, counted);
    else known.taken += counted.taken;
  }

  async #allArms(project: Project, loaded: Loaded): Promise<Arm[]> {
    const session = await openCounted(loaded.file, loaded.graph.defaultDatabase, setup);
    const arms: Arm[] = [];
    try {
      for (const action of loaded.graph.actions) {
        try {
          arms.push(...(await armsOf(loaded, session, action)));
        } catch (error) {
          this.fail(
            `${project.name}: ${action.target.name}: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      }
    } finally {
      session.close();
    }
    return arms;
  }

  async #countNamed(project: Project, { graph, file }: Loaded, named: readonly NamedBranch[]): Promise<void> {
    const engine = await openDuckDb({ path: file, database: graph.defaultDatabase, readOnly: true, setup, translate });
    try {
      for (const { name, sql } of named) {
        const [row] = await engine.query(sql);
        const taken = Number(Object.values(row ?? {})[0] ?? 0);
        this.#add(`named ${name}`, { text: `${project.name}: never taken: ${name}`, as: { named: name }, taken });
      }
    } finally {
      await engine.close();
    }
  }

  result(): PartResult {
    const all = [...this.#branches.values()];
    const never = all.filter((each) => each.taken === 0);
    const used = new Set<unknown>();
    let allowed = 0;
    let notJudged = 0;
    for (const each of never) {
      const item = this.#allowed.find((one) => one.fits(each.as));
      if ('named' in each.as && this.#absent.has(onlyIn[each.as.named] ?? '')) {
        notJudged += 1;
        this.#notes.push(`${each.text} (NOT JUDGED: only the data of ${onlyIn[each.as.named]} takes it)`);
        continue;
      }
      if (item === undefined) {
        this.fail(each.text);
        continue;
      }
      allowed += 1;
      used.add(item);
      this.#notes.push(`${each.text} (allowed: ${item.reason})`);
    }
    for (const item of this.isWhole && this.#absent.size === 0 ? this.#allowed : []) {
      if (!used.has(item)) this.fail(`branches-allowed.yaml allows a branch that is taken or gone: ${item.text}`);
    }
    const arms = all.filter((each) => 'arm' in each.as).length;
    return {
      part: 'branches',
      counts: {
        arms,
        'named branches': all.length - arms,
        'allowed not to be taken': allowed,
        'not judged': notJudged,
        'never taken': never.length - allowed - notJudged,
      },
      passed: all.length - never.length + allowed,
      failed: this.#failures.length,
      failures: this.#failures,
      notes: this.#notes,
    };
  }
}
