import type { Printed } from './entry.js';
import type { Json } from './tree.js';

/** Where a name stands: it decides whether the SELECT list's aliases are visible, as in GoogleSQL. */
export type Clause = 'from' | 'select' | 'where' | 'group' | 'having' | 'qualify' | 'order';

/** What FROM brings: a relation with columns, or the elements of an array under one name. */
export type Source =
  | { readonly kind: 'relation'; readonly name: string }
  | { readonly kind: 'element'; readonly name: string; readonly sql: string };

/** One item of a SELECT list by its name. */
export interface Alias {
  /** From 1, as GROUP BY counts; undefined after a `*`. */
  readonly ordinal: number | undefined;
  readonly expression: Json;
  readonly print: () => Printed;
  /** The item is just the column of that name, so that alias and column are the same. */
  readonly isColumn: boolean;
}

/** The names that one SELECT knows. */
export class Scope {
  readonly sources: Source[] = [];
  /** Names, in small letters, of the relations that a CROSS JOIN brings. */
  readonly crossed = new Set<string>();
  readonly aliases = new Map<string, Alias | 'ambiguous'>();
  clause: Clause = 'from';

  constructor(readonly outer: Scope | undefined) {}

  /** The nearest FROM item of this name, and whether relations with unknown columns stand before it. */
  find(name: string): { readonly source: Source; readonly certain: boolean } | undefined {
    let certain = true;
    let scope: Scope | undefined = this as Scope;
    for (; scope; scope = scope.outer) {
      const source = scope.sources.find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (source) return { source, certain };
      if (scope.sources.some((each) => each.kind === 'relation')) certain = false;
    }
    return undefined;
  }

  /** The SELECT list's alias, where the clause sees it. */
  alias(name: string): Alias | 'ambiguous' | undefined {
    return this.aliases.get(name.toLowerCase());
  }

  /** The relation whose columns plain names must be, where there is only one. */
  onlyRelation(): string | undefined {
    const [only, ...more] = this.sources;
    return only?.kind === 'relation' && more.every((each) => each.kind === 'element') ? only.name : undefined;
  }

  inner(): Scope {
    return new Scope(this);
  }

  /** For a subquery in FROM, which sees only the names outside this SELECT. */
  isolated(): Scope {
    return new Scope(this.outer);
  }

  /** Runs a step with another clause's visibility. */
  within<T>(clause: Clause, step: () => T): T {
    const before = this.clause;
    this.clause = clause;
    try {
      return step();
    } finally {
      this.clause = before;
    }
  }
}
