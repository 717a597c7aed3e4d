import { openDuckDb, readProject, setup, translate } from '../leadscore.js';
import type { Loaded } from '../models/loads.js';
import type { PartResult } from '../part.js';
import type { Project } from '../projects.js';
import { allowedBranches } from './allowed.js';
import { type Arm, armsOf } from './arms.js';
import { openCounted } from './counted-session.js';
import { type NamedBranch, namedBranches, onlyIn } from './named-branches.js';
import { type Shape, isOneOfMany, rubricOf, shapeOf } from './shape.js';
import { TakenByRubric } from './taken-by-rubric.js';

interface Counted {
  /** How a reader finds it: the first project that has it, and where. */
  readonly text: string;
  readonly as: { readonly arm: Arm; readonly shape?: Shape } | { readonly named: string };
  taken: number;
}

/**
 * Counts the branches that no project's data took. An arm of the same model, kind and line is the same arm in every
 * project, since the generator writes the same model for the same rules. In the models of one rubric, arms that differ in
 * the rule's own names, numbers and conditions alone are the same, too: which of a company's own rules nobody fits is for
 * `leadscore check --data` to say. A named branch is the same under its name.
 */
export class BranchTally {
  readonly #failures: string[];
  readonly #notes: string[] = [];
  readonly #allowed = allowedBranches();
  readonly #branches = new Map<string, Counted>();
  readonly #absent = new Set<string>();
  readonly #rubrics = new TakenByRubric();

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
    const rubrics = project.hasRubrics
      ? (project.rubrics ?? (await readProject(project.directory)).project)
      : undefined;
    const dimensions = new Map(
      (rubrics?.rubrics ?? []).map((rubric) => [rubric.name, rubric.dimensions.map(({ name }) => name)]),
    );
    for (const arm of await this.#allArms(project, loaded)) {
      const text = `${project.name}: ${arm.model}, ${arm.file}:${arm.line}, ${arm.kind} ${arm.nth} never taken: ${arm.text}`;
      const rubric = rubricOf(arm);
      const place = `${arm.model} ${arm.kind} ${arm.nth} ${arm.text}`;
      if (rubric === undefined && !isOneOfMany(arm)) {
        this.#add(place, { text, as: { arm }, taken: arm.taken });
        continue;
      }
      const shape = shapeOf(
        arm,
        rubric,
        rubric === undefined ? [...dimensions.values()].flat() : (dimensions.get(rubric) ?? []),
      );
      if (rubric !== undefined) this.#rubrics.addArm(project.name, rubric, place, arm.taken);
      this.#add(shape.key, { text, as: { arm, shape }, taken: arm.taken });
    }
    const named = namedBranches(project.name, loaded.graph, rubrics);
    const isFree = ({ rubric }: NamedBranch): boolean =>
      rubric !== undefined && project.takesAllOf !== undefined && !project.takesAllOf.includes(rubric);
    await this.#countNamed(project, loaded, named, isFree);
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

  /** @param isFree a branch that the project's data need not take */
  async #countNamed(
    project: Project,
    { graph, file }: Loaded,
    named: readonly NamedBranch[],
    isFree: (branch: NamedBranch) => boolean,
  ): Promise<void> {
    const engine = await openDuckDb({ path: file, database: graph.defaultDatabase, readOnly: true, setup, translate });
    try {
      for (const branch of named) {
        const { name, sql, rubric } = branch;
        const [row] = await engine.query(sql).catch((error: unknown) => {
          this.fail(`${project.name}: ${name}: ${error instanceof Error ? error.message : String(error)}`);
          return [];
        });
        const taken = Number(Object.values(row ?? {})[0] ?? 0);
        if (rubric !== undefined) this.#rubrics.addNamed(project.name, rubric, name, taken);
        if (!isFree(branch))
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
    this.#notes.push(...this.#rubrics.lines());
    return {
      part: 'branches',
      counts: {
        'arms or kinds of arms': arms,
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
