import type { GScalar, Printed } from '../entry.js';
import { scalars } from '../types.js';
import { each, isNotNull, isNull, isPlain, type Row, row, sig } from './make.js';

const numbers: readonly GScalar[] = ['INT64', 'NUMERIC', 'FLOAT64'];
const mixed = [sig(['INT64', 'NUMERIC'], 'NUMERIC'), sig(['NUMERIC', 'INT64'], 'NUMERIC')];

const numbersButFloat: readonly GScalar[] = ['INT64', 'NUMERIC'];

/**
 * FLOAT64 that overflows must be an error, and only what is known to be FLOAT64 is looked at: results of casts and
 * functions, and columns made of them in the same query.
 */
const ofFloats = (operator: string, sql: (args: readonly Printed[]) => string): Row =>
  row(
    'operator',
    `CAST($1 AS FLOAT64) ${operator} CAST($2 AS FLOAT64)`,
    each(['FLOAT64'], 2),
    (args) => `gs_finite(${sql(args)})`,
    { name: `${operator} (FLOAT64)`, key: `${operator}#FLOAT64`, witness: both },
  );

const joined =
  (operator: string) =>
  (args: readonly Printed[]): string =>
    `(${args.map((arg) => arg.sql).join(` ${operator} `)})`;

const ofOne =
  (sql: (arg: Printed) => string) =>
  ([arg]: readonly Printed[]): string =>
    arg === undefined ? '' : sql(arg);

const both = (args: readonly Printed[]): string => `(${args.map((arg) => arg.witness).join(' + ')})`;

const compare = (form: string, name: string, sql: string): Row =>
  row('operator', form, each(scalars, 2, 'BOOL'), sql, { name });

/** DuckDB keeps eighteen digits of a product of decimals and has no room for more than twenty before the point. */
function product(args: readonly Printed[]): string {
  const [a, b] = args;
  if (a === undefined || b === undefined) return '';
  const types = [a.type, b.type];
  const sql = `(${a.sql} * ${b.sql})`;
  if (types.includes('FLOAT64') || (a.type === 'INT64' && b.type === 'INT64')) return sql;
  if (types.includes('NUMERIC')) return `CAST(${sql} AS DECIMAL(38,9))`;
  return `cast_to_type(${sql}, ${both(args)})`;
}

export const operators: readonly Row[] = [
  compare('$1 = $2', '=', '($1 = $2)'),
  compare('$1 != $2', '!=', '($1 <> $2)'),
  compare('$1 < $2', '<', '($1 < $2)'),
  compare('$1 <= $2', '<=', '($1 <= $2)'),
  compare('$1 > $2', '>', '($1 > $2)'),
  compare('$1 >= $2', '>=', '($1 >= $2)'),
  compare('$1 IS DISTINCT FROM $2', 'IS DISTINCT FROM', '($1 IS DISTINCT FROM $2)'),
  compare('$1 IS NOT DISTINCT FROM $2', 'IS NOT DISTINCT FROM', '($1 IS NOT DISTINCT FROM $2)'),
  row('operator', '$1 BETWEEN $2 AND $3', each(scalars, 3, 'BOOL'), (args) => between(args, 'BETWEEN'), {
    name: 'BETWEEN',
  }),
  row('operator', '$1 NOT BETWEEN $2 AND $3', each(scalars, 3, 'BOOL'), (args) => between(args, 'NOT BETWEEN'), {
    name: 'NOT BETWEEN',
  }),
  row('operator', '$1 IN ($2, $3)', each(scalars, 3, 'BOOL'), (args) => inList(args, 'IN'), { name: 'IN' }),
  row('operator', '$1 NOT IN ($2, $3)', each(scalars, 3, 'BOOL'), (args) => inList(args, 'NOT IN'), { name: 'NOT IN' }),
  row('operator', '$1 AND $2', each(['BOOL'], 2), '($1 AND $2)', { name: 'AND' }),
  row('operator', '$1 OR $2', each(['BOOL'], 2), '($1 OR $2)', { name: 'OR' }),
  row('operator', 'NOT $1', each(['BOOL'], 1), '(NOT $1)', { name: 'NOT' }),
  row('operator', '$1 IS NULL', each(scalars, 1, 'BOOL'), ofOne(isNull), { name: 'IS NULL' }),
  row('operator', '$1 IS NOT NULL', each(scalars, 1, 'BOOL'), ofOne(isNotNull), { name: 'IS NOT NULL' }),
  ...['TRUE', 'FALSE', 'NOT TRUE', 'NOT FALSE'].map((word) =>
    row('operator', `$1 IS ${word}`, each(['BOOL'], 1), `($1 IS ${word})`, { name: `IS ${word}` }),
  ),
  row('operator', '$1 + $2', [...each(numbersButFloat, 2), ...mixed], joined('+'), { name: '+', witness: both }),
  row('operator', '$1 - $2', [...each(numbersButFloat, 2), ...mixed], joined('-'), { name: '-', witness: both }),
  row('operator', '$1 * $2', [...each(numbersButFloat, 2), ...mixed], product, {
    name: '*',
    witness: both,
    limits: 'a product of two NUMERICs beyond 10^20 is an error',
  }),
  ofFloats('+', joined('+')),
  ofFloats('-', joined('-')),
  ofFloats('*', product),
  row('operator', '-$1', each(numbers, 1), '(-$1)', { name: 'unary -', witness: (args) => args[0]?.witness ?? 'NULL' }),
  row('operator', '$1 || $2', each(['STRING'], 2), '($1 || $2)', { name: '||' }),
];

/** As a condition, DuckDB's IN stops at the first match, and hides an error in what comes after; so all are looked at. */
function inList(args: readonly Printed[], word: string): string {
  const [value, ...rest] = args;
  const found = `(${value?.sql ?? ''} ${word} (${rest.map((arg) => arg.sql).join(', ')}))`;
  const lengths = word === 'IN' ? lengthsOfLowered(value, rest) : undefined;
  if (lengths !== undefined) return `(${lengths} AND ${found})`;
  const risky = rest.filter((arg) => !isPlain(arg));
  if (rest.length < 2 || risky.length === 0) return found;
  return `(CASE WHEN greatest(${risky.map(isNull).join(', ')}, FALSE) IS NOT NULL THEN ${found} END)`;
}

/** More lengths than this leave too many texts to be looked at. */
const mostLengths = 3;

/**
 * `LOWER(text) IN ('', '(not set)')`: a text of another length than theirs is none of them, and need not be put in small letters.
 * Of the letters beyond ASCII only the Kelvin sign becomes one of ASCII, a k; so a text that becomes one of these is as long in bytes.
 */
function lengthsOfLowered(value: Printed | undefined, words: readonly Printed[]): string | undefined {
  const text = /^gs_lower\((.*)\)$/s.exec(value?.sql ?? '')?.[1];
  const isAsciiWithoutK = words.every(
    ({ type, literal }) => type === 'STRING' && /^[\0-jl-\x7f]*$/.test(literal ?? 'k'),
  );
  if (text === undefined || !isAsciiWithoutK) return undefined;
  const lengths = [...new Set(words.map(({ literal }) => literal?.length ?? 0))];
  return lengths.length > mostLengths ? undefined : `strlen(${text}) IN (${lengths.join(', ')})`;
}

/**
 * As a condition, DuckDB's BETWEEN stops at a value below the lower end, and hides an error in the upper one. Numbers have no such
 * shortcut: FALSE is 0, NULL 1, TRUE 2, and the lesser of both sides is what AND says of them.
 */
function between(args: readonly Printed[], word: string): string {
  const [value, low, high] = args;
  if (value === undefined || low === undefined || high === undefined) return '';
  if (isPlain(high)) return `(${value.sql} ${word} ${low.sql} AND ${high.sql})`;
  const side = (comparison: string): string => `coalesce(CAST(${comparison} AS INTEGER) * 2, 1)`;
  const sides = [side(`(${value.sql} >= ${low.sql})`), side(`(${value.sql} <= ${high.sql})`)];
  const isBetween = `(nullif(least(${sides.join(', ')}), 1) = 2)`;
  return word === 'BETWEEN' ? isBetween : `(NOT ${isBetween})`;
}
