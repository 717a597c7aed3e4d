import { openDuckDb, setup, translate } from '../leadscore.js';
import type { Loaded } from '../models/loads.js';
import type { PartResult } from '../part.js';
import type { Project } from '../projects.js';
import { type Allowed, allowedBranches } from './allowed.js';
import { type Arm, armsOf } from './arms.js';
import { openCounted } from './counted-session.js';
import { namedBranches } from './named-branches.js';

/** Counts, over all projects, the branches that their data never took. */
export class BranchTally {
  readonly #failures: string[];
  readonly #notes: string[] = [];
  readonly #allowed = allowedBranches();
  #arms = 0;
  #named = 0;
  #neverTaken = 0;

  constructor(missing: readonly string[]) {
    this.#failures = missing.map((name) => `${name}: no such project`);
  }

  fail(text: string): void {
    this.#failures.push(text);
  }

  async count(project: Project, loaded: Loaded): Promise<void> {
    const arms = await this.#allArms(project, loaded);
    this.#arms += arms.length;
    const never = arms.filter((arm) => arm.taken === 0);
    this.#neverTaken += never.length;
    for (const arm of never) {
      const reason = this.#allowed.find((each) => fits(each, project, arm))?.reason;
      const text = `${project.name}: ${arm.model}, ${arm.file}:${arm.line}, ${arm.kind} never taken: ${arm.text}`;
      if (reason === undefined) this.fail(text);
      else this.#notes.push(`${text} (allowed: ${reason})`);
    }
    for (const each of this.#allowed.filter((one) => one.project === project.name)) {
      if (!never.some((arm) => fits(each, project, arm))) {
        this.fail(
          `${project.name}: branches-allowed.yaml allows an arm that is taken or gone: ${each.model}, ${each.line}`,
        );
      }
    }
    await this.#countNamed(project, loaded);
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

  async #countNamed(project: Project, { graph, file }: Loaded): Promise<void> {
    const own = namedBranches.filter((each) => each.project === project.name);
    if (own.length === 0) return;
    const engine = await openDuckDb({ path: file, database: graph.defaultDatabase, readOnly: true, setup, translate });
    try {
      for (const { name, sql } of own) {
        this.#named += 1;
        const [row] = await engine.query(sql);
        const count = Number(Object.values(row ?? {})[0] ?? 0);
        if (count > 0) continue;
        this.#neverTaken += 1;
        this.fail(`${project.name}: never taken: ${name}`);
      }
    } finally {
      await engine.close();
    }
  }

  result(): PartResult {
    const counts = { arms: this.#arms, 'named branches': this.#named, 'never taken': this.#neverTaken };
    const failed = this.#failures.length;
    const passed = this.#arms + this.#named - this.#neverTaken + this.#notes.length;
    return { part: 'branches', counts, passed, failed, failures: this.#failures, notes: this.#notes };
  }
}

function fits(allowed: Allowed, project: Project, arm: Arm): boolean {
  return (
    allowed.project === project.name &&
    allowed.model === arm.model &&
    allowed.kind === arm.kind &&
    allowed.line === arm.text
  );
}
