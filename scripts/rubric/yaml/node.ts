/** A YAML document as values that remember where they stand. Numbers are decimals read from the text itself. */
import { Decimal } from 'decimal.js';
import type { Place } from '../../problem.js';

export type ScalarValue = string | boolean | null | Decimal;

export type YamlNode =
  | { readonly kind: 'scalar'; readonly place: Place; readonly value: ScalarValue }
  | {
      readonly kind: 'map';
      readonly place: Place;
      readonly entries: ReadonlyMap<string, { readonly key: Place; readonly node: YamlNode }>;
      /** Keys that were faulty and have been taken out, so that the rest can still be read. */
      readonly removed: ReadonlySet<string>;
      readonly isDamaged: boolean;
    }
  | { readonly kind: 'list'; readonly place: Place; readonly items: readonly YamlNode[]; readonly isDamaged: boolean };

export type Step = string | number;

/** The plain value: objects, arrays, texts, booleans, null and `Decimal`s. */
export function valueOf(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(valueOf);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, valueOf(entry.node)]));
  }
}

export function childOf(node: YamlNode, step: Step): YamlNode | undefined {
  if (node.kind === 'map') return node.entries.get(String(step))?.node;
  if (node.kind === 'list' && typeof step === 'number') return node.items[step];
  return undefined;
}

/** The same document without what stands at the path; whatever held it is marked as damaged. */
export function without(node: YamlNode, path: readonly Step[]): YamlNode {
  const [step, ...rest] = path;
  if (step === undefined || node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    const items = node.items.flatMap((item, index) =>
      index !== step ? [item] : rest.length === 0 ? [] : [without(item, rest)],
    );
    return { ...node, items, isDamaged: true };
  }
  const entries = new Map(node.entries);
  const key = String(step);
  const entry = entries.get(key);
  if (entry === undefined) return node;
  if (rest.length > 0) {
    entries.set(key, { ...entry, node: without(entry.node, rest) });
    return { ...node, entries, isDamaged: true };
  }
  entries.delete(key);
  return { ...node, entries, removed: new Set([...node.removed, key]), isDamaged: true };
}
