/** How many of each rubric's own branches a project's data took: for the reader, who would else take silence for all of them. */
export class TakenByRubric {
  readonly #branches = new Map<string, { readonly arms: Map<string, number>; readonly named: Map<string, number> }>();

  addArm(project: string, rubric: string, place: string, taken: number): void {
    add(this.#of(project, rubric).arms, place, taken);
  }

  addNamed(project: string, rubric: string, name: string, taken: number): void {
    add(this.#of(project, rubric).named, name, taken);
  }

  lines(): readonly string[] {
    return [...this.#branches].map(
      ([rubric, { arms, named }]) => `${rubric}: ${share(arms)} arms and ${share(named)} named branches taken`,
    );
  }

  #of(project: string, rubric: string): { readonly arms: Map<string, number>; readonly named: Map<string, number> } {
    const key = `${project}, rubric ${rubric}`;
    const known = this.#branches.get(key) ?? { arms: new Map(), named: new Map() };
    this.#branches.set(key, known);
    return known;
  }
}

function add(counts: Map<string, number>, key: string, taken: number): void {
  counts.set(key, (counts.get(key) ?? 0) + taken);
}

function share(counts: ReadonlyMap<string, number>): string {
  return `${[...counts.values()].filter((taken) => taken > 0).length} of ${counts.size}`;
}
