import type { Context } from './context.js';
import { fromClause } from './from.js';
import { identifier } from './literals.js';
import { nameOf } from './names.js';
import { isFloat } from './printed.js';
import { firstOfRareCopies, leftOutColumn, rareCopies } from './rare-copies.js';
import { repeatedAlone, repeatedKeys } from './repeated-keys.js';
import type { Alias, Scope } from './scope.js';
import { ordinal } from './sort.js';
import { Fields, type Json, isList, isObject, list, namePart, variant } from './tree.js';
import { windowSpec } from './window.js';

/** A SELECT without WITH, ORDER BY and LIMIT; leaves its names in the scope for ORDER BY. */
export function select(context: Context, body: Json, scope: Scope): string {
  const { source } = context;
  const fields = new Fields(body);
  const distinct = fields.take('distinct');
  if (distinct && distinct !== 'Distinct')
    source.refuse(body, 'This DISTINCT has no translation.', 'Write SELECT DISTINCT.');
  const items = list(fields.take('projection'));
  const from = list(fields.take('from'));
  const selection = fields.take('selection');
  const grouping = groupKeys(context, fields.take('group_by'));
  const having = fields.take('having');
  const windows = list(fields.take('named_window'));
  fields.take('window_before_qualify');
  const qualify = fields.take('qualify');
  fields.word('flavor', 'Standard');
  source.end(fields, 'SELECT');

  const repeated = repeatedKeys(body);
  if (repeated !== undefined) context.repeated.set(repeated.select, repeated.keys);
  const fromSql = from.length === 0 ? undefined : scope.within('from', () => fromClause(context, from, scope));
  enterAliases(context, items, scope);
  const asked = (node: Json): string => scope.within('qualify', () => context.expression(node, scope).sql);
  const isLeft = body === context.copiesLeft?.select;
  const qualifySql = qualify && !isLeft ? asked(qualify) : undefined;
  const copies = rareCopies(body);
  if (copies !== undefined && fromSql !== undefined && qualifySql !== undefined) {
    return firstOfRareCopies(fromSql, copies.keys.map(asked), qualifySql);
  }
  const leftOut = isLeft ? leaveCopies(context, scope, asked) : [];
  const repeatedBy = context.repeated.get(body);
  const clauses = [
    `SELECT ${distinct ? 'DISTINCT ' : ''}${[...items.map((item) => scope.within('select', () => selectItem(context, item, scope, items.length))), ...leftOut].join(', ')}`,
    ...(fromSql === undefined
      ? []
      : [`FROM ${repeatedBy === undefined ? fromSql : repeatedAlone(fromSql, repeatedBy.map(asked))}`]),
    ...(selection ? [`WHERE ${scope.within('where', () => context.condition(selection, scope))}`] : []),
    ...(grouping.length > 0
      ? [`GROUP BY ${grouping.map((key) => scope.within('group', () => groupKey(context, key, scope))).join(', ')}`]
      : []),
    ...(having ? [`HAVING ${scope.within('having', () => context.expression(having, scope)).sql}`] : []),
    ...(windows.length > 0
      ? [
          `WINDOW ${windows.map((window) => scope.within('select', () => namedWindow(context, window, scope))).join(', ')}`,
        ]
      : []),
    ...(qualifySql === undefined ? [] : [`QUALIFY ${qualifySql}`]),
  ];
  return clauses.join('\n');
}

/** Tells whoever writes the rows which of them are copies; gives the column that it needs for that, if any. */
function leaveCopies(context: Context, scope: Scope, asked: (node: Json) => string): readonly string[] {
  const { copiesLeft } = context;
  const alias = scope.onlyRelation();
  if (copiesLeft === undefined || alias === undefined) return [];
  const { keys, first, beside, leave } = copiesLeft;
  leave({
    alias,
    keys: keys.map(asked),
    isFirst: asked(first),
    ...(beside === undefined ? {} : { leftOut: leftOutColumn }),
  });
  return beside === undefined ? [] : [`(${asked(beside)} IS NOT TRUE) AS ${identifier(leftOutColumn)}`];
}

function namedWindow(context: Context, node: Json, scope: Scope): string {
  const [name, definition] = list(node);
  const { kind, body } = variant(definition);
  if (kind !== 'WindowSpec')
    return context.source.refuse(
      node,
      'This named window has no translation.',
      'Write WINDOW name AS (PARTITION BY ... ORDER BY ...).',
    );
  return `${identifier(nameOf(context, name))} AS ${windowSpec(context, body, scope).sql}`;
}

function groupKeys(context: Context, node: Json): readonly Json[] {
  const { kind, body } = variant(node);
  const [keys, modifiers] = list(body);
  if (kind !== 'Expressions' || list(modifiers).length > 0)
    context.source.refuse(node, 'This GROUP BY has no translation.', 'Write the keys out.');
  return list(keys);
}

/** GoogleSQL takes the SELECT list's alias first, DuckDB the column; so an alias becomes its number. */
function groupKey(context: Context, key: Json, scope: Scope): string {
  const number = ordinal(key);
  if (number !== undefined) return number;
  const { kind, body } = variant(key);
  if (kind === 'Identifier') {
    const name = nameOf(context, body);
    const alias = scope.alias(name);
    if (alias === 'ambiguous')
      return context.source.refuse(key, `Two columns of this SELECT are called ${name}.`, 'Give each its own name.');
    if (alias) {
      if (alias.ordinal !== undefined) return String(alias.ordinal);
      context.source.refuse(key, `${name} comes after a * in this SELECT.`, 'Write the columns out.');
    }
  }
  return context.expression(key, scope).sql;
}

/** The name an item has without AS. */
function implicitName(context: Context, expression: Json): string | undefined {
  const { kind, body } = variant(expression);
  if (kind === 'Identifier') return nameOf(context, body);
  if (kind === 'CompoundIdentifier') return nameOf(context, list(body).at(-1));
  if (kind !== 'CompoundFieldAccess' || !isObject(body)) return undefined;
  const last = variant(list(body['access_chain']).at(-1));
  const field = last.kind === 'Dot' ? variant(last.body) : undefined;
  return field?.kind === 'Identifier' ? nameOf(context, field.body) : undefined;
}

function enterAliases(context: Context, items: readonly Json[], scope: Scope): void {
  let counted = true;
  items.forEach((item, at) => {
    context.source.visit(item);
    const { kind, body } = variant(item);
    if (kind !== 'UnnamedExpr' && kind !== 'ExprWithAlias') {
      counted = false;
      return;
    }
    const expression = kind === 'UnnamedExpr' ? body : isObject(body) ? body['expr'] : undefined;
    const name =
      kind === 'UnnamedExpr'
        ? implicitName(context, expression)
        : isObject(body)
          ? nameOf(context, body['alias'])
          : undefined;
    if (name === undefined) return;
    const key = name.toLowerCase();
    const inner = variant(expression);
    const alias: Alias = {
      ordinal: counted ? at + 1 : undefined,
      expression,
      isColumn: inner.kind === 'Identifier' && nameOf(context, inner.body).toLowerCase() === key,
      print: () => context.expression(expression, scope),
    };
    scope.aliases.set(key, scope.aliases.has(key) ? 'ambiguous' : alias);
  });
}

function selectItem(context: Context, item: Json, scope: Scope, count: number): string {
  const { kind, body } = variant(item);
  if (kind === 'Wildcard') return wildcard(context, body, scope, undefined);
  if (kind === 'QualifiedWildcard') return qualifiedWildcard(context, item, list(body), scope);
  const fields = kind === 'ExprWithAlias' ? new Fields(body) : undefined;
  const expression = fields ? fields.take('expr') : body;
  const name = fields ? nameOf(context, fields.take('alias')) : implicitName(context, expression);
  if (fields) context.source.end(fields, 'The column');
  if (kind !== 'ExprWithAlias' && kind !== 'UnnamedExpr')
    return context.source.refuse(item, 'This column has no translation.', 'Write expression AS name.');
  const printed = context.expression(expression, scope);
  if (printed.sql === 'NULL' && count > 0)
    context.source.refuse(
      item,
      'A bare NULL has no type here.',
      'Write CAST(NULL AS STRING), or the type that is meant.',
    );
  if (name !== undefined && isFloat(printed)) context.floats.add(name.toLowerCase());
  return name === undefined ? printed.sql : `${printed.sql} AS ${identifier(name)}`;
}

function wildcard(context: Context, body: Json, scope: Scope, owner: string | undefined): string {
  const fields = new Fields(body);
  const except = fields.take('opt_except');
  context.source.end(fields, 'The *');
  if (owner === undefined && scope.sources.length !== 1) {
    context.source.refuse(body, '* over more than one relation has no translation.', 'Write alias.*, or the columns.');
  }
  const relation = owner ?? scope.onlyRelation();
  if (relation === undefined)
    return context.source.refuse(body, '* over the elements of an array has no translation.', 'Write the columns.');
  const excepted = isObject(except) ? exceptNames(context, except) : [];
  const hidden = scope.sources.flatMap((source) =>
    source.kind === 'element' && source.sql.startsWith(`${identifier(relation)}.`) ? [`${source.name}$`] : [],
  );
  const names = [...excepted, ...hidden].map(identifier);
  return `${owner === undefined ? '' : `${identifier(owner)}.`}*${names.length === 0 ? '' : ` EXCLUDE (${names.join(', ')})`}`;
}

function exceptNames(context: Context, node: Json): readonly string[] {
  const fields = new Fields(node);
  const names = [fields.take('first_element'), ...list(fields.take('additional_elements'))].map((name) =>
    nameOf(context, name),
  );
  context.source.end(fields, 'EXCEPT');
  return names;
}

function qualifiedWildcard(context: Context, item: Json, body: readonly Json[], scope: Scope): string {
  const [owner, options] = body;
  const { kind, body: path } = variant(owner);
  const [part, ...more] = isList(path) ? path : [];
  if (kind !== 'ObjectName' || more.length > 0 || part === undefined)
    return context.source.refuse(item, 'This * has no translation.', 'Write alias.*');
  const name = nameOf(context, namePart(part));
  const found = scope.sources.find((source) => source.name.toLowerCase() === name.toLowerCase());
  if (found?.kind !== 'relation')
    return context.source.refuse(
      item,
      `${name}.* is not all columns of a relation of this FROM.`,
      'Write the columns.',
    );
  return wildcard(context, options, scope, found.name);
}
