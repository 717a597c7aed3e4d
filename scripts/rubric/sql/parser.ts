/** The syntax tree of one scalar GoogleSQL expression, as plain JSON. */
import { init, parseWithComments } from '@guanmingchiu/sqlparser-ts';

// The parser is WebAssembly and must be started once; the functions below are synchronous after that.
await init();

export type ExpressionTree =
  { readonly kind: 'tree'; readonly tree: unknown } | { readonly kind: 'fault'; readonly reason: string };

/** The tree of the expression alone, whatever else one would like to smuggle in behind it. */
export function parseExpression(sql: string): ExpressionTree {
  const prefix = 'SELECT (\n';
  let statements: unknown;
  try {
    const parsed = parseWithComments(`${prefix}${sql}\n)`, 'bigquery');
    // Behind a comment, whatever a model puts after the expression on the same line would be lost.
    if (parsed.comments.length > 0) return { kind: 'fault', reason: 'it holds a comment' };
    statements = parsed.statements;
  } catch (thrown) {
    return { kind: 'fault', reason: reasonOf(thrown) };
  }
  if (!Array.isArray(statements) || statements.length !== 1)
    return { kind: 'fault', reason: 'it is not one expression' };
  const select = dig(statements[0], ['Query', 'body', 'Select']);
  const projection = dig(select, ['projection']);
  const from = dig(select, ['from']);
  if (!Array.isArray(projection) || projection.length !== 1 || !Array.isArray(from) || from.length > 0) {
    return { kind: 'fault', reason: 'it is not one expression' };
  }
  const tree = dig(projection[0], ['UnnamedExpr', 'Nested']);
  return tree === undefined ? { kind: 'fault', reason: 'it is not one expression' } : { kind: 'tree', tree };
}

function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message
    .replace(/^.*?(?:sql parser error: |ParserError\("?)/i, '')
    .replace(/ at Line: .*$/s, '')
    .trim();
}

/** What stands at the path of keys, if anything does. */
export function dig(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !(key in found)) return undefined;
    found = Object.entries(found).find(([name]) => name === key)?.[1];
  }
  return found;
}
