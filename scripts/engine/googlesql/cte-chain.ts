/**
 * DuckDB plans a CTE that is read once where it is read, and each two links of a chain of them double the time that takes:
 * 24 links over tables of four rows took 2.7 s. So a long chain is cut: what stands there is worked out by itself.
 */
export class CteChain {
  /** No model of an ordinary rubric has a chain of that length, and so none loses a filter that DuckDB would have moved. */
  static readonly longest = 14;

  /** By name in small letters; a name that a subquery uses again is mistaken for the first at no harm. */
  readonly #links = new Map<string, number>();
  #reached = 0;

  /** A relation of FROM is read, which may be a CTE. */
  read(name: string): void {
    this.#reached = Math.max(this.#reached, this.#links.get(name.toLowerCase()) ?? 0);
  }

  /** Translates a CTE; `isCut` where the chain that leads to it has become too long. */
  define(name: string, translate: () => string): { readonly sql: string; readonly isCut: boolean } {
    const before = this.#reached;
    this.#reached = 0;
    const sql = translate();
    const links = this.#reached + 1;
    const isCut = links >= CteChain.longest;
    this.#links.set(name.toLowerCase(), isCut ? 0 : links);
    this.#reached = before;
    return { sql, isCut };
  }
}
