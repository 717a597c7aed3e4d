/** A rubric's document before it is Markdown or HTML: what is said, in blocks, and nothing of how it is written. */
import type { Decimal } from 'decimal.js';

/** A piece of a line: text as it is, a name as it stands in the files, or a curve of points by age. */
export type Piece = string | { readonly code: string } | { readonly strong: string } | { readonly curve: Curve };

/** A line of text; a plain string is one piece. */
export type Line = string | readonly Piece[];

export interface Curve {
  /** Points at age 0, 1, 2, ... whole days. */
  readonly points: readonly Decimal[];
  /** The last value holds for ever. */
  readonly isEndless: boolean;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3 | 4; readonly text: string }
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'list'; readonly items: readonly Line[]; readonly isOrdered: boolean }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: Line])[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Line[])[] };

export interface Column {
  readonly title: string;
  readonly isNumber?: true;
}

export interface Document {
  readonly title: string;
  /** The files whose change changes the document. */
  readonly madeFrom: readonly string[];
  readonly blocks: readonly Block[];
}

export const heading = (level: 2 | 3 | 4, text: string): Block => ({ kind: 'heading', level, text });
export const paragraph = (line: Line): Block => ({ kind: 'paragraph', line });

/** Nothing, where there is nothing to list. */
export function list(items: readonly Line[], isOrdered = false): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', items, isOrdered }];
}

/** Names with what they are; a value left undefined is a line left out. */
export function facts(rows: readonly (readonly [name: string, value: Line | undefined])[]): readonly Block[] {
  const given = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return given.length === 0 ? [] : [{ kind: 'facts', rows: given }];
}

export const numbers = (title: string): Column => ({ title, isNumber: true });

/** Nothing, where there is no row. */
export function table(columns: readonly (string | Column)[], rows: readonly (readonly Line[])[]): readonly Block[] {
  if (rows.length === 0) return [];
  return [{ kind: 'table', columns: columns.map((each) => (typeof each === 'string' ? { title: each } : each)), rows }];
}

export function piecesOf(line: Line): readonly Piece[] {
  return typeof line === 'string' ? [line] : line;
}
