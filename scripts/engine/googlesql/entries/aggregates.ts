import type { GScalar, GType, Printed, Signature } from '../entry.js';
import { scalars } from '../types.js';
import { isNotNull, isPlain, type Row, row, sig } from './make.js';

/** One call of an aggregate or window function, its clauses printed. */
export interface Call {
  readonly args: readonly Printed[];
  readonly distinct?: boolean;
  /** Sort keys, without ORDER BY. */
  readonly order?: string;
  readonly limit?: string;
  readonly ignoreNulls?: boolean;
  readonly having?: { readonly kind: 'Max' | 'Min'; readonly by: Printed };
  /** ` OVER (...)`. */
  readonly over?: string;
}

export type Clause = 'distinct' | 'order' | 'limit' | 'nulls' | 'having' | 'over';

export interface CallShape {
  /** Clauses that a call may have; `over!` is one that it must have. */
  readonly allows: readonly (Clause | 'over!' | 'having!' | 'order!')[];
  readonly counts: readonly number[];
  /** `firstOnly`: only the first element of ARRAY_AGG's array is wanted. */
  readonly print: (call: Call, firstOnly: boolean) => string;
  /** The result's type, where it does not follow from the arguments. */
  readonly type?: GType;
  /** The result has the type of the first argument. */
  readonly sameType?: true;
  /** How the list of entries shows it: forms with the types of `$1`; further arguments are INT64 sort keys. */
  readonly forms: readonly {
    readonly form: string;
    readonly types: readonly GScalar[];
    readonly extra?: readonly GScalar[];
    readonly limits?: string;
  }[];
}

const partial = 'a sum of NUMERIC that is beyond 1.7 * 10^29 before its last row is an error';
const exact: readonly GScalar[] = ['INT64', 'NUMERIC'];

const first = (call: Call): string => call.args[0]?.sql ?? '';
const ordered = (call: Call): string => (call.order === undefined ? '' : ` ORDER BY ${call.order}`);
const known = (call: Call): string => (call.ignoreNulls === true ? ` FILTER (WHERE ${first(call)} IS NOT NULL)` : '');
const over = (call: Call): string => call.over ?? '';

const plain =
  (name: string) =>
  (call: Call): string =>
    `${name}(${first(call)})${over(call)}`;

/** COUNT(x) must evaluate an `x` that may raise an error (see `isNull`). */
function count(call: Call): string {
  const [x] = call.args;
  if (x === undefined) return `count(*)${over(call)}`;
  if (call.distinct === true) return `count(DISTINCT ${x.sql})${over(call)}`;
  return `count(${isPlain(x) ? x.sql : `CASE WHEN ${isNotNull(x)} THEN 1 END`})${over(call)}`;
}

/** DuckDB adds integers up in 128 bits; GoogleSQL's sum must fit INT64. */
function sum(call: Call): string {
  const [x] = call.args;
  const total = `sum(${first(call)})${over(call)}`;
  if (x?.type === 'INT64') return `CAST(${total} AS BIGINT)`;
  // DuckDB's sum of decimals may have a digit too many; an addition looks.
  const checked = `${total} + CAST(0 AS BIGINT)`;
  if (x?.type === 'NUMERIC') return `(${checked})`;
  return `cast_to_type(${checked}, ${call.over === undefined ? `any_value(${x?.witness ?? ''})` : (x?.witness ?? '')})`;
}

/** The array, or just its first element, which needs no array (`[OFFSET(0)]`). */
function arrayAgg(call: Call, firstOnly: boolean): string {
  const inner = `${first(call)}${ordered(call)})${known(call)}`;
  if (firstOnly) return `first(${inner}`;
  return call.limit === undefined ? `list(${inner}` : `(list(${inner})[1:${call.limit}]`;
}

function stringAgg(call: Call): string {
  const separator = call.args[1]?.sql ?? "','";
  if (call.limit === undefined) return `string_agg(${first(call)}, ${separator}${ordered(call)})${over(call)}`;
  return `array_to_string((list(${first(call)}${ordered(call)}) FILTER (WHERE ${first(call)} IS NOT NULL))[1:${call.limit}], ${separator})`;
}

const shifted =
  (name: string) =>
  (call: Call): string =>
    `${name}(${call.args.map((arg) => arg.sql).join(', ')})${over(call)}`;

const ended =
  (name: string) =>
  (call: Call): string =>
    `${name}(${first(call)}${call.ignoreNulls === true ? ' IGNORE NULLS' : ''})${over(call)}`;

const rows = 'ROWS BETWEEN 1 PRECEDING AND CURRENT ROW';
const window = (call: string): string => `${call} OVER (PARTITION BY $2 ORDER BY $3)`;
const framed = (call: string): string => `${call} OVER (PARTITION BY $2 ORDER BY $3 ${rows})`;
const keys: readonly GScalar[] = ['INT64', 'INT64'];

export const calls: { readonly [name: string]: CallShape } = {
  COUNT: {
    allows: ['distinct', 'over'],
    counts: [0, 1],
    type: 'INT64',
    print: count,
    forms: [
      { form: 'COUNT(*)', types: [] },
      { form: 'COUNT($1)', types: scalars },
      { form: 'COUNT(DISTINCT $1)', types: scalars },
      { form: framed('COUNT($1)'), types: scalars, extra: keys },
    ],
  },
  COUNTIF: {
    allows: ['over'],
    counts: [1],
    type: 'INT64',
    print: (call) => `count(*) FILTER (WHERE ${first(call)})${over(call)}`,
    forms: [
      { form: 'COUNTIF($1)', types: ['BOOL'] },
      { form: framed('COUNTIF($1)'), types: ['BOOL'], extra: keys },
    ],
  },
  SUM: {
    allows: ['over'],
    counts: [1],
    sameType: true,
    print: sum,
    forms: [
      { form: 'SUM($1)', types: exact, limits: partial },
      { form: framed('SUM($1)'), types: exact, extra: keys, limits: partial },
    ],
  },
  MIN: { allows: ['over'], counts: [1], sameType: true, print: plain('min'), forms: extremes('MIN') },
  MAX: { allows: ['over'], counts: [1], sameType: true, print: plain('max'), forms: extremes('MAX') },
  LOGICAL_OR: {
    allows: ['over'],
    counts: [1],
    type: 'BOOL',
    print: plain('bool_or'),
    forms: [{ form: 'LOGICAL_OR($1)', types: ['BOOL'] }],
  },
  LOGICAL_AND: {
    allows: ['over'],
    counts: [1],
    type: 'BOOL',
    print: plain('bool_and'),
    forms: [{ form: 'LOGICAL_AND($1)', types: ['BOOL'] }],
  },
  ANY_VALUE: {
    allows: ['having!'],
    counts: [1],
    sameType: true,
    print: (call) =>
      `arg_${call.having?.kind === 'Min' ? 'min' : 'max'}_null(${first(call)}, ${call.having?.by.sql ?? ''})`,
    forms: [
      { form: 'ANY_VALUE($1 HAVING MAX $2)', types: scalars, extra: ['INT64'] },
      { form: 'ANY_VALUE($1 HAVING MIN $2)', types: scalars, extra: ['INT64'] },
    ],
  },
  ARRAY_AGG: {
    allows: ['order', 'limit', 'nulls'],
    counts: [1],
    print: arrayAgg,
    forms: [
      { form: 'ARRAY_AGG($1 ORDER BY $2)', types: scalars, extra: ['INT64'] },
      { form: 'ARRAY_AGG($1 IGNORE NULLS ORDER BY $2 DESC LIMIT 2)', types: scalars, extra: ['INT64'] },
      { form: 'ARRAY_AGG($1 ORDER BY $2 LIMIT 1)[SAFE_OFFSET(0)]', types: scalars, extra: ['INT64'] },
      { form: 'ARRAY_AGG($1 IGNORE NULLS ORDER BY $2 DESC LIMIT 1)[SAFE_OFFSET(0)]', types: scalars, extra: ['INT64'] },
    ],
  },
  STRING_AGG: {
    allows: ['order', 'limit'],
    counts: [1, 2],
    type: 'STRING',
    print: stringAgg,
    forms: [
      { form: 'STRING_AGG($1 ORDER BY $2)', types: ['STRING'], extra: ['INT64'] },
      { form: "STRING_AGG($1, '; ' ORDER BY $2 DESC)", types: ['STRING'], extra: ['INT64'] },
      { form: "STRING_AGG($1, ', ' ORDER BY $2 LIMIT 2)", types: ['STRING'], extra: ['INT64'] },
    ],
  },
  ROW_NUMBER: {
    allows: ['over!'],
    counts: [0],
    type: 'INT64',
    print: shifted('row_number'),
    forms: ranks('ROW_NUMBER()'),
  },
  RANK: { allows: ['over!', 'order!'], counts: [0], type: 'INT64', print: shifted('rank'), forms: ranks('RANK()') },
  DENSE_RANK: {
    allows: ['over!', 'order!'],
    counts: [0],
    type: 'INT64',
    print: shifted('dense_rank'),
    forms: ranks('DENSE_RANK()'),
  },
  LAG: {
    allows: ['over!', 'order!'],
    counts: [1, 2, 3],
    sameType: true,
    print: shifted('lag'),
    forms: [
      { form: window('LAG($1)'), types: scalars, extra: keys },
      { form: window('LAG($1, 2)'), types: scalars, extra: keys },
    ],
  },
  LEAD: {
    allows: ['over!', 'order!'],
    counts: [1, 2, 3],
    sameType: true,
    print: shifted('lead'),
    forms: [
      { form: window('LEAD($1)'), types: scalars, extra: keys },
      { form: window('LEAD($1, 2)'), types: scalars, extra: keys },
    ],
  },
  FIRST_VALUE: {
    allows: ['over!', 'order!', 'nulls'],
    counts: [1],
    sameType: true,
    print: ended('first_value'),
    forms: ends('FIRST_VALUE'),
  },
  LAST_VALUE: {
    allows: ['over!', 'order!', 'nulls'],
    counts: [1],
    sameType: true,
    print: ended('last_value'),
    forms: ends('LAST_VALUE'),
  },
};

function extremes(name: string): CallShape['forms'] {
  return [
    { form: `${name}($1)`, types: scalars },
    { form: framed(`${name}($1)`), types: scalars, extra: keys },
  ];
}

/** GoogleSQL does not partition by FLOAT64. */
function ranks(call: string): CallShape['forms'] {
  const types = scalars.filter((type) => type !== 'FLOAT64');
  const byKey = { form: `${call} OVER (PARTITION BY $1 ORDER BY $2)`, types, extra: ['INT64'] } as const;
  return call === 'ROW_NUMBER()' ? [byKey] : [byKey, { form: `${call} OVER (ORDER BY $1 DESC)`, types: scalars }];
}

function ends(name: string): CallShape['forms'] {
  return [
    { form: window(`${name}($1)`), types: scalars, extra: keys },
    { form: framed(`${name}($1 IGNORE NULLS)`), types: scalars, extra: keys },
  ];
}

/** The calls as the judge reads them. */
export const aggregates: readonly Row[] = Object.entries(calls).flatMap(([name, shape]) =>
  shape.forms.map(({ form, types, extra = [], limits }) => {
    const element = form.includes('[');
    const returns = (type: GScalar): GType =>
      shape.type ?? (name === 'ARRAY_AGG' && !element ? `ARRAY<${type}>` : type);
    const signatures: readonly Signature[] = form.includes('$1')
      ? types.map((type) => sig([type, ...extra], returns(type)))
      : [sig([], 'INT64')];
    const kind = form.includes(' OVER ') ? 'window' : 'aggregate';
    return row(kind, form, signatures, (args) => shape.print({ args }, false), {
      shape,
      name: form,
      key: `call ${form}`,
      ...(limits === undefined ? {} : { limits }),
    });
  }),
);
