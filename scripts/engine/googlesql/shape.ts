/** Questions about the shape of a parsed query, for translations that are quicker where it is a known one. */
import { type Json, type JsonObject, isObject, list, variant } from './tree.js';

/** One table without joins, whose rows are all taken, and none made distinct. */
export function isOfOneTable(select: JsonObject): boolean {
  const [from, ...joined] = list(select['from']);
  return (
    joined.length === 0 &&
    isObject(from) &&
    list(from['joins']).length === 0 &&
    variant(from['relation']).kind === 'Table' &&
    ['distinct', 'selection', 'having'].every((clause) => !select[clause]) &&
    list(select['named_window']).length === 0
  );
}

/** What GROUP BY names; none where there is none. */
export function groupedBy(select: JsonObject): readonly Json[] {
  return list(variant(select['group_by']).body).flatMap((part) => list(part));
}

/** A name without anything before it, in small letters. */
export function nameAlone(node: Json): string | undefined {
  const { kind, body } = variant(node);
  const name = kind === 'Identifier' && isObject(body) ? body['value'] : undefined;
  return typeof name === 'string' ? name.toLowerCase() : undefined;
}

/** The name, in small letters, of a column of the table that an item gives as it is and under its own name. */
export function columnGiven(item: Json): string | undefined {
  const { kind, body } = variant(item);
  return kind === 'UnnamedExpr' ? nameAlone(body) : undefined;
}

/** The parts of a call of a function by this name, in small letters; undefined for anything else. */
export function callOf(node: Json, name: string): JsonObject | undefined {
  const { kind, body } = variant(node);
  if (kind !== 'Function' || !isObject(body)) return undefined;
  const [word, ...path] = list(body['name']);
  return path.length === 0 && nameAlone(word) === name ? body : undefined;
}

/** The operands of `left op right`; undefined for anything else. */
export function operandsOf(node: Json, op: string): { readonly left: Json; readonly right: Json } | undefined {
  const { kind, body } = variant(node);
  return kind === 'BinaryOp' && isObject(body) && variant(body['op']).kind === op
    ? { left: body['left'], right: body['right'] }
    : undefined;
}

export function isOne(node: Json): boolean {
  const value = variant(node).kind === 'Value' ? variant(node).body : undefined;
  const number = isObject(value) ? variant(value['value']) : undefined;
  return number?.kind === 'Number' && list(number.body)[0] === '1';
}
