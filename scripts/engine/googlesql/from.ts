import type { Context } from './context.js';
import { identifier } from './literals.js';
import { nameOf } from './names.js';
import type { Scope } from './scope.js';
import { words } from './source.js';
import { Fields, type Json, isObject, list, namePart, variant } from './tree.js';

/** What FROM has printed so far. `merge` adds array elements as columns of its one relation. */
interface Printing {
  readonly sql: string;
  /** Name of the relation when it stands alone. */
  readonly alone: string | undefined;
}

/** FROM and its joins; enters every name into the scope. */
export function fromClause(context: Context, nodes: readonly Json[], scope: Scope): string {
  const [first, second] = nodes;
  if (second !== undefined)
    context.source.refuse(second, 'A comma in FROM has no translation.', 'Write CROSS JOIN, or JOIN ... ON.');
  const fields = new Fields(first);
  const relation = fields.take('relation');
  const joins = list(fields.take('joins'));
  context.source.end(fields, 'FROM');
  let printed = firstItem(context, relation, scope);
  for (const join of joins) printed = joined(context, printed, join, scope);
  return printed.sql;
}

function firstItem(context: Context, node: Json, scope: Scope): Printing {
  const { kind, body } = variant(node);
  if (kind !== 'UNNEST') return relation(context, node, scope);
  const { elements, name } = unnest(context, body, scope);
  return { sql: `(SELECT ${elements}) AS ${identifier(`${name}$`)}`, alone: undefined };
}

function relation(context: Context, node: Json, scope: Scope): Printing {
  const { kind, body } = variant(node);
  if (kind === 'Table') return table(context, body, scope);
  if (kind === 'Derived') return derived(context, body, scope);
  return context.source.refuse(
    node,
    `This in FROM (${words(kind)}) has no translation.`,
    'Write a table, a subquery or UNNEST(array) AS name.',
  );
}

function aliasOf(context: Context, node: Json): string | undefined {
  if (node === undefined || node === null) return undefined;
  const fields = new Fields(node);
  fields.take('explicit');
  const name = nameOf(context, fields.take('name'));
  context.source.end(fields, 'The alias');
  return name;
}

function enter(context: Context, node: Json, scope: Scope, source: Scope['sources'][number]): void {
  if (scope.sources.some((each) => each.name.toLowerCase() === source.name.toLowerCase())) {
    context.source.refuse(node, `Two items of FROM are called ${source.name}.`, 'Give one of them another alias.');
  }
  scope.sources.push(source);
}

function table(context: Context, body: Json, scope: Scope): Printing {
  const fields = new Fields(body);
  const parts = list(fields.take('name')).map((part) => nameOf(context, namePart(part)));
  const alias = aliasOf(context, fields.take('alias'));
  context.source.end(fields, 'The table');
  const [head = ''] = parts;
  if (parts.length === 2 && scope.find(head)) {
    context.source.refuse(
      body,
      `${parts.join('.')} is an array of ${head}, and has no translation here.`,
      `Write UNNEST(${parts.join('.')}) AS name.`,
    );
  }
  if (parts.length > 3)
    context.source.refuse(body, 'A table name has at most three parts.', 'Write `database.schema.name`.');
  if (parts.length === 1) context.ctes.read(head);
  const name = alias ?? parts.at(-1) ?? '';
  enter(context, body, scope, { kind: 'relation', name });
  return { sql: `${parts.map(identifier).join('.')} AS ${identifier(name)}`, alone: name };
}

function derived(context: Context, body: Json, scope: Scope): Printing {
  const fields = new Fields(body);
  const query = context.query(fields.take('subquery'), scope.isolated());
  const name = aliasOf(context, fields.take('alias')) ?? `subquery$${scope.sources.length + 1}`;
  context.source.end(fields, 'The subquery');
  enter(context, body, scope, { kind: 'relation', name });
  return { sql: `(${query}) AS ${identifier(name)}`, alone: name };
}

/** An array's elements as columns, without AS: the names are kept apart from real columns by a `$`. */
function unnest(
  context: Context,
  body: Json,
  scope: Scope,
  holder?: string,
): { readonly elements: string; readonly name: string } {
  const fields = new Fields(body);
  const [array, ...more] = list(fields.take('array_exprs'));
  const name = aliasOf(context, fields.take('alias'));
  const withOffset = fields.take('with_offset') === true;
  const offsetAlias = fields.take('with_offset_alias');
  context.source.end(fields, 'UNNEST');
  if (more.length > 0)
    context.source.refuse(body, 'UNNEST of several arrays has no translation.', 'Write one UNNEST for each array.');
  if (name === undefined)
    return context.source.refuse(body, 'This UNNEST has no name.', 'Write UNNEST(array) AS name.');
  const { sql } = scope.within('from', () => context.expression(array, scope));
  const owner = identifier(holder ?? `${name}$`);
  const element = identifier(`${name}$`);
  enter(context, body, scope, { kind: 'element', name, sql: `${owner}.${element}` });
  if (!withOffset) return { elements: `unnest(${sql}) AS ${element}`, name };
  const offset = offsetAlias ? nameOf(context, offsetAlias) : 'offset';
  enter(context, body, scope, { kind: 'element', name: offset, sql: `${owner}.${identifier(`${offset}$`)}` });
  return { elements: `unnest(${sql}) AS ${element}, unnest(range(len(${sql}))) AS ${identifier(`${offset}$`)}`, name };
}

function joined(context: Context, left: Printing, node: Json, scope: Scope): Printing {
  const { source } = context;
  const fields = new Fields(node);
  const item = fields.take('relation');
  const { kind, body: constraint } = variant(fields.take('join_operator'));
  source.end(fields, 'The join');
  const right = variant(item);
  if (right.kind === 'UNNEST') {
    if (kind !== 'CrossJoin')
      source.refuse(item, 'UNNEST joined like this has no translation.', 'Write CROSS JOIN UNNEST(array) AS name.');
    return unnested(context, left, right.body, scope);
  }
  const { sql, alone: name = '' } = relation(context, item, scope);
  const word = joinWords[kind];
  if (word === undefined)
    return source.refuse(
      item,
      `This join (${words(kind)}) has no translation.`,
      'Write JOIN, LEFT JOIN or CROSS JOIN.',
    );
  if (kind === 'CrossJoin') {
    scope.crossed.add(name.toLowerCase());
    return { sql: `${left.sql} ${word} ${sql}`, alone: undefined };
  }
  const on = joinCondition(context, item, constraint, scope, word === 'JOIN');
  return { sql: `${left.sql} ${word} ${sql} ${on}`, alone: undefined };
}

const joinWords: { readonly [kind: string]: string } = {
  Join: 'JOIN',
  Inner: 'JOIN',
  Left: 'LEFT JOIN',
  LeftOuter: 'LEFT JOIN',
  CrossJoin: 'CROSS JOIN',
};

function joinCondition(context: Context, item: Json, node: Json, scope: Scope, isInner: boolean): string {
  const { kind, body } = variant(node);
  if (kind === 'On') {
    const on = () => (isInner ? context.condition(body, scope) : context.expression(body, scope).sql);
    return `ON ${scope.within('from', on)}`;
  }
  if (kind !== 'Using')
    return context.source.refuse(item, 'This join has no condition.', 'Write ON or USING, or CROSS JOIN.');
  const names = list(body).map((column) =>
    nameOf(context, isObject(list(column)[0]) ? variant(list(column)[0]).body : column),
  );
  return `USING (${names.map(identifier).join(', ')})`;
}

/** Unnesting beside one relation's own columns is six times as fast in DuckDB as a lateral join. */
function unnested(context: Context, left: Printing, body: Json, scope: Scope): Printing {
  if (left.alone === undefined) {
    const { elements, name } = unnest(context, body, scope);
    return {
      sql: `${left.sql} CROSS JOIN LATERAL (SELECT ${elements}) AS ${identifier(`${name}$`)}`,
      alone: undefined,
    };
  }
  const { elements } = unnest(context, body, scope, left.alone);
  const owner = identifier(left.alone);
  return { sql: `(SELECT ${owner}.*, ${elements} FROM ${left.sql}) AS ${owner}`, alone: left.alone };
}
