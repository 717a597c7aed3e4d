import { openDuckDb, readProject, setup, translate } from '../leadscore.js';
import type { Loaded } from '../models/loads.js';
import type { Project } from '../projects.js';
import { type Arm, armsOf } from './arms.js';
import { addBranch, noBranches, type CountedBranches } from './counted.js';
import { openCounted } from './counted-session.js';
import { type NamedBranch, namedBranches } from './named-branches.js';
import { isOneOfMany, rubricOf, shapeOf } from './shape.js';
import { TakenByRubric } from './taken-by-rubric.js';

/** The layers of events, acts and links are made by the same code: an arm that one takes need not be taken by the other. */
function whole(model: string): string {
  return model.replace(/^int_(?:appended|current)_(?=(?:events|acts|identity_links)$)/, 'int_');
}

/**
 * Counts how often the branches of a project were taken. An arm of the same model, kind and line is the same arm in every
 * project, since the generator writes the same model for the same rules. In the models of one rubric, arms that differ in
 * the rule's own names, numbers and conditions alone are the same, too: which of a company's own rules nobody fits is for
 * `leadscore check --data` to say. A named branch is the same under its name.
 */
export class BranchTally {
  readonly #counted = noBranches();
  readonly #rubrics = new TakenByRubric();

  fail(text: string): void {
    this.#counted.failures.push(text);
  }

  /** The project's data is not here, so what only it takes cannot be judged, nor what is allowed because of it. */
  notJudged(project: string): void {
    this.#counted.absent.push(project);
    this.#counted.notes.push(`${project}: NOT JUDGED, nor whether branches-allowed.yaml is up to date`);
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
        addBranch(this.#counted, place, { text, as: { arm }, taken: arm.taken });
        continue;
      }
      const shape = shapeOf(
        arm,
        rubric,
        rubric === undefined ? [...dimensions.values()].flat() : (dimensions.get(rubric) ?? []),
      );
      if (rubric !== undefined) this.#rubrics.addArm(project.name, rubric, place, arm.taken);
      addBranch(this.#counted, shape.key, { text, as: { arm, shape }, taken: arm.taken });
    }
    const named = namedBranches(project.name, loaded.graph, rubrics);
    const isFree = ({ rubric }: NamedBranch): boolean =>
      rubric !== undefined && project.takesAllOf !== undefined && !project.takesAllOf.includes(rubric);
    await this.#countNamed(project, loaded, named, isFree);
  }

  async #allArms(project: Project, loaded: Loaded): Promise<Arm[]> {
    const session = await openCounted(loaded.file, loaded.graph.defaultDatabase, setup);
    const arms: Arm[] = [];
    try {
      for (const action of loaded.graph.actions) {
        try {
          arms.push(...(await armsOf(loaded, session, action)).map((arm) => ({ ...arm, model: whole(arm.model) })));
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
          addBranch(this.#counted, `named ${name}`, {
            text: `${project.name}: never taken: ${name}`,
            as: { named: name },
            taken,
          });
      }
    } finally {
      await engine.close();
    }
  }

  result(): CountedBranches {
    return { ...this.#counted, notes: [...this.#counted.notes, ...this.#rubrics.lines()] };
  }
}
