import { ProblemError, type Place } from '../../problem.js';
import type { SqlOrigin } from '../engine.js';
import type { Copies } from './rare-copies.js';
import { Fields, type Json, type Position, type Span, spanOf } from './tree.js';

/** A CASE arm, an ELSE, an IF arm, as `onBranch` sees it. `line` is a line of the origin's file. */
export interface Branch {
  readonly kind: 'case' | 'else' | 'if-true' | 'if-false';
  readonly line: number;
  /** The line of GoogleSQL on which the branch stands. */
  readonly text: string;
  /** What stands on that line before it. */
  readonly before: string;
}

export interface TranslateOptions {
  /**
   * Called once for each branch. A returned text is a DuckDB expression, always TRUE, that is evaluated exactly for
   * the rows that take the branch.
   */
  readonly onBranch?: (branch: Branch) => string | undefined;
  /**
   * Who gives it takes out the copies itself that the query would take out in its last step; called where there is such a step,
   * which the translation then leaves out.
   */
  readonly leaveCopies?: (copies: Copies) => void;
}

/** The text being translated: turns nodes into places and refusals. */
export class Source {
  private readonly lines: readonly string[];
  /** Where the last visited expression stood: for nodes without a position of their own. */
  private near: Span | undefined;
  private spread: { readonly line: number; readonly codePoints: readonly string[] } = { line: 0, codePoints: [] };

  constructor(
    readonly sql: string,
    private readonly origin: SqlOrigin,
    readonly options: TranslateOptions,
  ) {
    this.lines = sql.split('\n');
  }

  place(position: Position | undefined, length?: number): Place {
    const { line, column } = position ?? { line: 1, column: 1 };
    return {
      file: this.origin.file,
      line: this.origin.line + line - 1,
      column,
      ...(length === undefined || length < 1 ? {} : { length }),
    };
  }

  visit(node: Json): void {
    this.near = spanOf(node) ?? this.near;
  }

  /** Throws: `what` is outside the subset. */
  refuse(
    node: Json,
    what: string,
    todo: string,
    why = 'It is not in the portable subset: both engines would not be known to agree.',
  ): never {
    const span = spanOf(node) ?? this.near;
    const length = span && span.start.line === span.end.line ? span.end.column - span.start.column : undefined;
    throw new ProblemError({
      code: 'googlesql/not-portable',
      severity: 'error',
      place: this.place(span?.start, length),
      what,
      why,
      todo,
    });
  }

  /** Refuses a node in which something was not read. */
  end(fields: Fields, what: string): void {
    const rest = fields.rest();
    const name = rest[0];
    if (name === undefined) return;
    const node = fields.take(name);
    this.refuse(
      spanOf(node) ? node : fields.node,
      `${what} has a part that has no translation: ${words(name)}.`,
      'Leave that part out.',
    );
  }

  /** The text of a span; of one over several lines all that stands on the last. Columns are counted in code points. */
  textOf({ start, end }: Span): string {
    const until = start.line === end.line ? end.column - 1 : undefined;
    const first = this.codePoints(start.line)
      .slice(start.column - 1, until)
      .join('');
    return [first, ...this.lines.slice(start.line, end.line)].join('\n');
  }

  /** A list of ten thousand texts may stand on one line, and each of them is asked for. */
  private codePoints(line: number): readonly string[] {
    if (this.spread.line !== line) this.spread = { line, codePoints: [...(this.lines[line - 1] ?? '')] };
    return this.spread.codePoints;
  }

  branchMarker(kind: Branch['kind'], node: Json): string | undefined {
    const { line, column } = spanOf(node)?.start ?? { line: 1, column: 1 };
    const written = this.lines[line - 1] ?? '';
    return this.options.onBranch?.({
      kind,
      line: this.origin.line + line - 1,
      text: written.trim(),
      before: [...written]
        .slice(0, column - 1)
        .join('')
        .trimStart(),
    });
  }
}

/** A property's or node's name as words: `null_treatment`, `OpLike` -> `null treatment`, `op like`. */
export function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}
