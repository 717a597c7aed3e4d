/** The parser's tree as data that comes from outside: nothing is taken for granted, and nothing may go unread. */

export type Json = undefined | null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Line and column count from 1, columns in code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** Properties that only say where a word stood. */
const positions = new Set([
  'span',
  'select_token',
  'case_token',
  'end_token',
  'with_token',
  'closing_paren_token',
  'wildcard_token',
]);

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function list(value: Json): readonly Json[] {
  return isList(value) ? value : [];
}

/** What an absent clause looks like in the tree. */
function isEmpty(value: Json): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === 'None' ||
    (isList(value) && value.length === 0)
  );
}

/** A node that is one of several kinds: `{ Kind: body }` or just `'Kind'`. */
export function variant(value: Json): { readonly kind: string; readonly body: Json } {
  if (typeof value === 'string') return { kind: value, body: undefined };
  if (isObject(value)) {
    const keys = Object.keys(value);
    const kind = keys[0];
    if (kind !== undefined && keys.length === 1) return { kind, body: value[kind] };
  }
  return { kind: 'unknown', body: value };
}

/** Where a node begins: the first position found in it. */
export function spanOf(value: Json): Span | undefined {
  if (isList(value)) {
    for (const each of value) {
      const found = spanOf(each);
      if (found) return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const own = readSpan(value['span']);
  if (own) return own;
  for (const each of Object.values(value)) {
    const found = spanOf(each);
    if (found) return found;
  }
  return undefined;
}

function readSpan(value: Json): Span | undefined {
  if (!isObject(value)) return undefined;
  const start = readPosition(value['start']);
  const end = readPosition(value['end']);
  return start && end && start.line > 0 ? { start, end } : undefined;
}

function readPosition(value: Json): Position | undefined {
  if (!isObject(value)) return undefined;
  const { line, column } = value;
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
}

/**
 * One node's properties, each to be taken by name. `end` names what nobody took: a clause that the translation does
 * not know is an error, never dropped.
 */
export class Fields {
  private readonly left: Set<string>;

  constructor(readonly node: Json) {
    const names = isObject(node) ? Object.keys(node) : ['(not a node)'];
    this.left = new Set(names.filter((name) => !positions.has(name) && !(isObject(node) && isEmpty(node[name]))));
  }

  take(name: string): Json {
    this.left.delete(name);
    return isObject(this.node) ? this.node[name] : undefined;
  }

  /** Names of the properties that hold something and were not taken. */
  rest(): readonly string[] {
    return [...this.left];
  }

  /** Takes a property that must hold one of these words. */
  word(name: string, ...allowed: readonly string[]): boolean {
    const value = isObject(this.node) ? this.node[name] : undefined;
    const fits = typeof value === 'string' && allowed.includes(value);
    if (fits) this.left.delete(name);
    return fits;
  }
}

/** The parser's wrapping of one part of a dotted name; anything else stays as it is, for a name's reader to refuse. */
export function namePart(value: Json): Json {
  const { kind, body } = variant(value);
  return kind === 'Identifier' ? body : value;
}
