import type { Context } from './context.js';
import type { Printed } from './entry.js';
import { quoted, readString } from './literals.js';
import { typed, untyped } from './printed.js';
import { Fields, type Json, isList, isObject, spanOf, variant } from './tree.js';

const stringKinds = new Set([
  'SingleQuotedString',
  'DoubleQuotedString',
  'TripleSingleQuotedString',
  'TripleDoubleQuotedString',
  'SingleQuotedRawStringLiteral',
  'DoubleQuotedRawStringLiteral',
  'TripleSingleQuotedRawStringLiteral',
  'TripleDoubleQuotedRawStringLiteral',
]);

/** A literal without a type's name before it. */
export function literal(context: Context, node: Json): Printed {
  const fields = new Fields(node);
  const value = fields.take('value');
  context.source.end(fields, 'The literal');
  const { kind, body } = variant(value);
  if (kind === 'Null') return untyped('NULL');
  if (kind === 'Boolean') return typed(body === true ? 'TRUE' : 'FALSE', 'BOOL', String(body));
  if (kind === 'Number') return number(context, node, isList(body) ? String(body[0]) : '');
  if (stringKinds.has(kind)) return text(context, node);
  return context.source.refuse(
    node,
    'This kind of literal has no translation.',
    "Write text, a whole number, NUMERIC '...', DATE '...', TIMESTAMP '...', TRUE, FALSE or NULL.",
  );
}

function text(context: Context, node: Json): Printed {
  const value = stringValue(context, node);
  return typed(quoted(value), 'STRING', value);
}

/** A string literal's value, read again from the text. */
export function stringValue(context: Context, node: Json): string {
  const span = spanOf(node);
  const found = span && readString(context.source.textOf(span));
  const oneLine = span?.start.line === span?.end.line;
  const fits =
    found !== undefined && (!oneLine || (span !== undefined && span.end.column - span.start.column === found.length));
  if (!fits)
    return context.source.refuse(
      node,
      'This text literal is not written as GoogleSQL reads it.',
      "Escape quotes with a backslash, and write b'...' literals as text.",
    );
  return found.value;
}

const largest = 9223372036854775807n;

/** A whole number; `minus` when a minus sign stands before it. */
export function number(context: Context, node: Json, digits: string, minus = false): Printed {
  if (!/^\d+$/.test(digits)) {
    return context.source.refuse(
      node,
      `${digits} is a FLOAT64 in GoogleSQL and a decimal in DuckDB.`,
      `Write NUMERIC '${digits}', or CAST('${digits}' AS FLOAT64).`,
      'The two would not be equal to the last digit.',
    );
  }
  const value = BigInt(digits) * (minus ? -1n : 1n);
  if (value > largest || value < -largest - 1n)
    return context.source.refuse(node, `${value} does not fit INT64.`, `Write NUMERIC '${value}'.`);
  const sql = value < 0 ? `CAST('${value}' AS BIGINT)` : `CAST(${value} AS BIGINT)`;
  return typed(sql, 'INT64', String(value));
}

function endOfValue(context: Context, node: Json): void {
  const fields = new Fields(node);
  const inner = variant(fields.take('value'));
  context.source.end(fields, 'The literal');
  if (!stringKinds.has(inner.kind)) context.source.refuse(node, 'The literal is no text.', 'Write it between quotes.');
}

/** `NUMERIC '1.5'`, `DATE '2026-01-01'`, `TIMESTAMP '2026-01-01 00:00:00+00'`. */
export function typedLiteral(context: Context, node: Json): Printed {
  const fields = new Fields(node);
  const { kind } = variant(fields.take('data_type'));
  const text = fields.take('value');
  const value = stringValue(context, text);
  endOfValue(context, text);
  context.source.end(fields, 'The literal');
  const wrong = (what: string, todo: string): never =>
    context.source.refuse(isObject(node) ? node['value'] : node, what, todo);
  if (kind === 'Numeric') {
    if (!/^[+-]?\d{1,29}(\.\d{0,9})?$/.test(value))
      return wrong(
        `'${value}' is not written as a NUMERIC.`,
        "Write digits with at most nine decimals: NUMERIC '1.5'.",
      );
    return typed(`CAST('${value}' AS DECIMAL(38,9))`, 'NUMERIC', value);
  }
  if (kind === 'Date') {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || !isMoment(`${value}T00:00:00Z`))
      return wrong(`'${value}' is no date.`, "Write DATE '2026-01-31'.");
    return typed(`DATE '${value}'`, 'DATE', value);
  }
  const moment = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(\.\d{1,6})?)?(Z|[+-]\d{2}(?::\d{2})?| UTC)?$/.exec(
    value,
  );
  if (kind !== 'Timestamp')
    return wrong(
      `${kind.toUpperCase()} literals have no translation.`,
      "Write NUMERIC '...', DATE '...' or TIMESTAMP '...'.",
    );
  const [, day = '', time = '00:00:00', fraction = '', zone = '+00'] = moment ?? [];
  if (!moment || (moment[2] === undefined && moment[4] !== undefined) || !isMoment(`${day}T${time}Z`)) {
    return wrong(`'${value}' is no moment with an offset from UTC.`, "Write TIMESTAMP '2026-01-31 13:45:00+00'.");
  }
  const offset = zone === 'Z' || zone === ' UTC' ? '+00' : zone;
  return typed(`TIMESTAMPTZ '${day} ${time}${fraction}${offset}'`, 'TIMESTAMP', value);
}

/** JavaScript would read February 30 as March 2. */
function isMoment(iso: string): boolean {
  const time = Date.parse(iso);
  return !Number.isNaN(time) && iso >= '0001' && new Date(time).toISOString().slice(0, 19) === iso.slice(0, 19);
}
