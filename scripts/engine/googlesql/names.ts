import type { Context } from './context.js';
import type { Printed } from './entry.js';
import { identifier } from './literals.js';
import { untyped } from './printed.js';
import type { Scope } from './scope.js';
import { Fields, type Json } from './tree.js';

/** GoogleSQL's reserved words: the parser lets some of them pass as names. */
const reserved = new Set(
  `ALL AND ANY ARRAY AS ASC ASSERT_ROWS_MODIFIED AT BETWEEN BY CASE CAST COLLATE CONTAINS CREATE CROSS CUBE CURRENT DEFAULT
  DEFINE DESC DISTINCT ELSE END ENUM ESCAPE EXCEPT EXCLUDE EXISTS EXTRACT FALSE FETCH FOLLOWING FOR FROM FULL GROUP GROUPING
  GROUPS HASH HAVING IF IGNORE IN INNER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LIKE LIMIT LOOKUP MERGE NATURAL NEW NO
  NOT NULL NULLS OF ON OR ORDER OUTER OVER PARTITION PRECEDING PROTO QUALIFY RANGE RECURSIVE RESPECT RIGHT ROLLUP ROWS SELECT
  SET SOME STRUCT TABLESAMPLE THEN TO TREAT TRUE UNBOUNDED UNION UNNEST USING WHEN WHERE WINDOW WITH WITHIN`.split(
    /\s+/,
  ),
);

/** The text of a name. */
export function nameOf(context: Context, node: Json): string {
  const fields = new Fields(node);
  const value = fields.take('value');
  const quote = fields.take('quote_style');
  context.source.end(fields, 'The name');
  if (typeof value !== 'string') return context.source.refuse(node, 'This is no plain name.', 'Write a name.');
  if (quote === '"' || quote === "'") {
    return context.source.refuse(
      node,
      `'${value}' is text, and stands where a name must stand.`,
      'Write the name in backticks, or AS before it.',
    );
  }
  if (value.includes('\\') || value.includes('`')) {
    return context.source.refuse(node, `The name ${value} has a backslash or backtick in it.`, 'Rename the column.');
  }
  if ((quote === undefined || quote === null) && reserved.has(value.toUpperCase())) {
    return context.source.refuse(
      node,
      `${value.toUpperCase()} is a reserved word, and cannot be used as a name here.`,
      'Write it in backticks where it is a name; typed ARRAY<...> and STRUCT<...> literals have no translation.',
    );
  }
  return value;
}

const seesAliases = new Set(['having', 'qualify', 'order']);

/** `column`, `alias.column`, `alias.column.field`, `element`, `element.field`. */
export function columnName(context: Context, nodes: readonly Json[], scope: Scope): Printed {
  const parts = nodes.map((node) => nameOf(context, node));
  const [first = '', ...rest] = parts;
  const fields = rest.map((part) => `.${identifier(part)}`).join('');
  const found = scope.find(first);
  if (found?.source.kind === 'element') {
    if (!found.certain && rest.length === 0) {
      context.source.refuse(
        nodes[0],
        `${first} may be a column here, or an element of the outer query's array.`,
        'Give the element a name of its own.',
      );
    }
    return untyped(rest.length === 0 ? found.source.sql : `(${found.source.sql})${fields}`);
  }
  if (found && rest.length > 0) return column(context, parts, `${identifier(found.source.name)}${fields}`);
  const alias = scope.alias(first);
  if (alias && seesAliases.has(scope.clause)) {
    if (alias === 'ambiguous')
      context.source.refuse(nodes[0], `Two columns of this SELECT are called ${first}.`, 'Give each its own name.');
    // Columns by which it is NULL may be grouped away here, where only the whole of it stands.
    const { nullWhere: _columns, ...printed } = scope.within('select', alias.print);
    return rest.length === 0 ? { ...printed, literal: undefined } : untyped(`(${printed.sql})${fields}`);
  }
  if (found?.certain === true) {
    context.source.refuse(
      nodes[0],
      `${first} is a relation of this FROM, so GoogleSQL takes its whole rows here, and DuckDB a column of that name.`,
      `Write ${first}.${first} for the column, or give the relation another alias.`,
    );
  }
  // DuckDB would take the SELECT list's alias where there is no such column; GoogleSQL knows only the column here.
  const only = alias ? scope.onlyRelation() : undefined;
  return column(context, parts, `${only === undefined ? '' : `${identifier(only)}.`}${identifier(first)}${fields}`);
}

function column(context: Context, parts: readonly string[], sql: string): Printed {
  const mayBeFloat = context.floats.has(parts.at(-1)?.toLowerCase() ?? '');
  return mayBeFloat ? { ...untyped(sql), mayBeFloat } : untyped(sql);
}
