import type { Scope } from './scope.js';
import { type Json, isList, isObject, list, variant } from './tree.js';

const inequalities = new Set(['Lt', 'LtEq', 'Gt', 'GtEq']);

/**
 * Of a condition in WHERE, or in ON of an inner join: its inequalities between columns. DuckDB takes such a one for a way to
 * join, and where it thinks a relation small, it joins by it first: every act with every lead that came after it, half a
 * minute for a thousand rows of result. Printed as `coalesce(a < b, false)` it is looked at after the joins by equality;
 * a row whose comparison is NULL is left out as before. What a CROSS JOIN brings has no equality to be joined by, and
 * keeps its inequalities; so do those with columns of an outer query.
 */
export function lateComparisons(condition: Json, scope: Scope): readonly Json[] {
  const { kind, body } = variant(condition);
  if (kind === 'Nested') return lateComparisons(body, scope);
  if (!isObject(body)) return [];
  if (kind === 'Between') {
    const limits = [...columnsIn(body['low']), ...columnsIn(body['high'])];
    return isLate([[...columnsIn(body['expr'])], limits], scope) ? [body] : [];
  }
  if (kind !== 'BinaryOp') return [];
  const operator = variant(body['op']).kind;
  const sides = [body['left'], body['right']];
  if (operator === 'And') return sides.flatMap((side) => lateComparisons(side, scope));
  if (!inequalities.has(operator)) return [];
  const columns = sides.map((side) => [...columnsIn(side)]);
  return isLate(columns, scope) ? [body] : [];
}

type Path = readonly string[];

function isLate(sides: readonly (readonly Path[])[], scope: Scope): boolean {
  return sides.every((side) => side.length > 0 && side.every((path) => isJoinedByEquality(path, scope)));
}

/** A plain name may be a column of any relation of FROM. */
function isJoinedByEquality([first = '', ...rest]: Path, scope: Scope): boolean {
  if (rest.length === 0) return scope.crossed.size === 0;
  const name = first.toLowerCase();
  return !scope.crossed.has(name) && scope.sources.some((source) => source.name.toLowerCase() === name);
}

/** The dotted names in an expression, but for those of functions. */
function* columnsIn(node: Json): Generator<Path> {
  if (isList(node)) {
    for (const each of node) yield* columnsIn(each);
    return;
  }
  if (!isObject(node)) return;
  const { kind, body } = variant(node);
  if (kind === 'Identifier') yield [textOf(body)];
  else if (kind === 'CompoundIdentifier') yield list(body).map(textOf);
  else if (kind === 'Function' && isObject(body)) yield* columnsIn(body['args']);
  else for (const each of Object.values(node)) yield* columnsIn(each);
}

function textOf(name: Json): string {
  const value = isObject(name) ? name['value'] : undefined;
  return typeof value === 'string' ? value : '';
}
