import type { Entry, Signature } from '../../../scripts/engine/googlesql/entry.js';
import { isSeries } from '../entries/expressions.js';
import type { Random } from './random.js';

/** A typed expression as a tree, so that it can be shrunk. */
export type Tree =
  | { readonly kind: 'leaf'; readonly type: string; readonly text: string }
  | {
      readonly kind: 'call';
      readonly type: string;
      readonly entry: Entry;
      readonly signature: Signature;
      /** By argument number from 1; constants are leaves. */
      readonly args: readonly Tree[];
    };

/** How likely an entry is to be drawn, from 0 to 1. */
export type Weight = (entry: Entry) => number;

export interface Grammar {
  readonly entries: readonly Entry[];
  /** Column names by type. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  readonly weight: Weight;
}

interface Production {
  readonly entry: Entry;
  readonly signature: Signature;
}

export type Productions = ReadonlyMap<string, readonly Production[]>;

/** The ways of making each type, from the entries that stand in one row. */
export function productions(entries: readonly Entry[]): Productions {
  const byType = new Map<string, Production[]>();
  for (const entry of entries) {
    if (entry.kind === 'aggregate' || entry.kind === 'window' || isSeries(entry)) continue;
    for (const signature of entry.signatures) {
      const made = byType.get(signature.returns) ?? [];
      made.push({ entry, signature });
      byType.set(signature.returns, made);
    }
  }
  return byType;
}

/** Draws an expression of the type, at most `depth` calls deep. */
export function draw(random: Random, grammar: Grammar, made: Productions, type: string, depth: number): Tree {
  const columns = grammar.columns.get(type) ?? [];
  const ways = made.get(type) ?? [];
  if (ways.length === 0 || (columns.length > 0 && (depth === 0 || random.below(8) === 0))) {
    return { kind: 'leaf', type, text: random.pick(columns) };
  }
  const { entry, signature } = weighted(random, grammar, ways);
  const types = [...signature.args];
  const last = types[types.length - 1];
  if (entry.variadic === true && last !== undefined) {
    for (let more = random.below(3); more > 0; more -= 1) types.push(last);
  }
  const args = types.map((each, at): Tree => {
    const constants = entry.constants?.[at + 1];
    if (constants) return { kind: 'leaf', type: each, text: random.pick(constants) };
    return draw(random, grammar, made, each, Math.max(0, depth - 1));
  });
  return { kind: 'call', type, entry, signature: { args: types, returns: signature.returns }, args };
}

/** Rejection sampling: first any way, evenly, then its entry's weight decides. */
function weighted(random: Random, grammar: Grammar, ways: readonly Production[]): Production {
  for (let tries = 0; tries < 50; tries += 1) {
    const way = random.pick(ways);
    if (random.below(1000) < grammar.weight(way.entry) * 1000) return way;
  }
  return random.pick(ways);
}

export function treeText(tree: Tree): string {
  if (tree.kind === 'leaf') return tree.text;
  const texts = tree.args.map(treeText);
  const own = tree.signature.args.length;
  const form = tree.entry.variadic === true ? lengthened(tree.entry.form, own) : tree.entry.form;
  return `(${form.replace(/\$(\d+)/g, (whole, digits: string) => texts[Number(digits) - 1] ?? whole)})`;
}

/** A variadic form written for a smaller number of arguments, for `count` of them. */
export function lengthened(form: string, count: number): string {
  const written = Math.max(0, ...[...form.matchAll(/\$(\d+)/g)].map(([, digits]) => Number(digits)));
  const more = Array.from({ length: Math.max(0, count - written) }, (_, at) => `, $${written + at + 1}`).join('');
  return form.replace(`$${written}`, (whole) => `${whole}${more}`);
}

/** Smaller expressions of the same type: each subtree of that type, and each argument put into its place in turn. */
export function smaller(tree: Tree, columns: ReadonlyMap<string, readonly string[]>): Tree[] {
  if (tree.kind === 'leaf') return [];
  const found: Tree[] = [];
  for (const inner of subtrees(tree)) if (inner !== tree && inner.type === tree.type) found.push(inner);
  tree.args.forEach((arg, at) => {
    if (arg.kind === 'leaf') return;
    const leaves = (columns.get(arg.type) ?? []).map((text): Tree => ({ kind: 'leaf', type: arg.type, text }));
    for (const each of [...leaves, ...smaller(arg, columns)]) {
      found.push({ ...tree, args: tree.args.map((old, place) => (place === at ? each : old)) });
    }
  });
  return found;
}

/** The expression itself and every one inside it. */
export function subtrees(tree: Tree): Tree[] {
  return tree.kind === 'leaf' ? [tree] : [tree, ...tree.args.flatMap(subtrees)];
}

/**
 * Roughly how much DuckDB text a tree becomes once macros are put in place. The macros behind casts and text functions
 * name their argument many times over, and so on inside it: a few such trees would take longer than all the others.
 */
export function expandedSize(tree: Tree): number {
  if (tree.kind === 'leaf') return 1;
  const copies =
    tree.entry.kind === 'cast' ? 8 : /^(TIMESTAMP|SUBSTR|PARSE_DATE|GREATEST|LEAST)/.test(tree.entry.name) ? 4 : 1;
  return tree.args.reduce((sum, each) => sum + copies * expandedSize(each), 1);
}

/** The entries that a tree uses. */
export function entriesOf(tree: Tree): Entry[] {
  return tree.kind === 'leaf' ? [] : [tree.entry, ...tree.args.flatMap(entriesOf)];
}
