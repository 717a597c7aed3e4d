import { Refused } from '../call.js';
import { fieldNamed, type Field, type ObjectType } from './fields.js';
import { isId } from './ids.js';
import type { Org, OrgRecord } from './org.js';
import { refusal } from './refusal.js';
import type { Value } from './value.js';

/** The part of SOQL that reading back by id needs: columns, one object, conditions joined by AND, LIMIT. */
export interface Query {
  readonly type: ObjectType;
  /** Empty for `SELECT COUNT()`. */
  readonly columns: readonly Field[];
  readonly conditions: readonly Condition[];
  readonly limit?: number;
}

interface Condition {
  readonly field: Field;
  readonly isNegated: boolean;
  readonly values: readonly Value[];
}

/** @throws Refused MALFORMED_QUERY, INVALID_TYPE, INVALID_FIELD as the org would. */
export function parseQuery(org: Org, text: string): Query {
  if (text.length > 100_000) throw malformed('SOQL statements cannot be longer than 100000 characters.');
  const form =
    /^\s*SELECT\s+(.+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(.+?))?(?:\s+ORDER\s+BY\s+Id)?(?:\s+LIMIT\s+(\d+))?\s*$/is;
  const [whole, select = '', from = '', where, limit] = form.exec(text) ?? [];
  if (whole === undefined) throw malformed(`unexpected token: ${text.slice(0, 40)}`);
  const type = org.objectNamed(from);
  if (type === undefined) throw new Refused(refusal(400, 'INVALID_TYPE', `sObject type '${from}' is not supported.`));
  const named = (name: string): Field => {
    const field = fieldNamed(type, name);
    if (field !== undefined) return field;
    throw new Refused(refusal(400, 'INVALID_FIELD', `No such column '${name}' on entity '${type.name}'.`));
  };
  const isCount = /^COUNT\(\s*\)$/i.test(select);
  return {
    type,
    columns: isCount ? [] : select.split(',').map((name) => named(name.trim())),
    conditions: where === undefined ? [] : split(where).map((each) => condition(each, named)),
    ...(limit !== undefined && { limit: Number(limit) }),
  };
}

/** Live records, or all of them, that meet every condition, in the order of their ids. */
export function matching(org: Org, query: Query, withDeleted: boolean): readonly OrgRecord[] {
  const found = candidates(org, query)
    .filter((record) => withDeleted || !record.isDeleted)
    .filter((record) => query.conditions.every((each) => meets(record, each)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return query.limit === undefined ? found : found.slice(0, query.limit);
}

/** By the ids asked for, where they are: a read-back of many records must not read them all. */
function candidates(org: Org, query: Query): readonly OrgRecord[] {
  const byId = query.conditions.find(({ field, isNegated }) => field.name === 'Id' && !isNegated);
  if (byId === undefined) return org.records(query.type.name);
  return [...new Set(byId.values.map((id) => String(id).slice(0, 15)))].flatMap(
    (id) => org.record(query.type.name, id) ?? [],
  );
}

function meets(record: OrgRecord, { field, isNegated, values }: Condition): boolean {
  const held = field.name === 'IsDeleted' ? record.isDeleted : (record.fields[field.name] ?? null);
  const isEqual = values.some((value) => same(field, held, value));
  return isEqual !== isNegated;
}

function same(field: Field, held: Value, value: Value): boolean {
  if (held === null || value === null) return held === value;
  if (field.type === 'id' || field.type === 'reference')
    return String(held).slice(0, 15) === String(value).slice(0, 15);
  return String(held).toLowerCase() === String(value).toLowerCase();
}

/** Conditions between AND; a text in quotes may hold the word. */
function split(where: string): readonly string[] {
  const pieces: string[] = [''];
  for (const token of where.match(/'(?:[^'\\]|\\.)*'|\s+AND\s+|[^']/gi) ?? []) {
    if (/^\s+AND\s+$/i.test(token)) pieces.push('');
    else pieces.push((pieces.pop() ?? '') + token);
  }
  return pieces;
}

function condition(text: string, named: (name: string) => Field): Condition {
  const [whole, name = '', operator = '', list] = /^\s*(\w+)\s*(=|!=|NOT\s+IN|IN)\s*(.+?)\s*$/is.exec(text) ?? [];
  if (whole === undefined || list === undefined) throw malformed(`unexpected token: ${text.slice(0, 40)}`);
  const field = named(name);
  const isList = /IN$/i.test(operator);
  const inner = isList ? /^\((.+)\)$/s.exec(list)?.[1] : list;
  if (inner === undefined) throw malformed(`unexpected token: ${list.slice(0, 40)}`);
  const values = literals(inner);
  if (!isList && values.length !== 1) throw malformed(`unexpected token: ${list.slice(0, 40)}`);
  if (field.type === 'id') {
    const bad = values.find((value) => typeof value !== 'string' || !isId(value));
    if (bad !== undefined)
      throw new Refused(refusal(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${String(bad)}`));
  }
  return { field, isNegated: /^(!=|NOT)/i.test(operator), values };
}

function literals(text: string): readonly Value[] {
  const form = /\s*('((?:[^'\\]|\\.)*)'|null|true|false|[-+\w.:]+)\s*(,|$)/giy;
  const values: Value[] = [];
  while (form.lastIndex < text.length) {
    const [whole, literal = '', quoted] = form.exec(text) ?? [];
    if (whole === undefined) throw malformed(`unexpected token: ${text.slice(0, 40)}`);
    values.push(quoted === undefined ? bare(literal) : quoted.replaceAll(/\\(.)/gs, '$1'));
  }
  return values;
}

function bare(literal: string): Value {
  const lower = literal.toLowerCase();
  if (lower === 'null') return null;
  if (lower === 'true' || lower === 'false') return lower === 'true';
  return literal;
}

function malformed(message: string): Refused {
  return new Refused(refusal(400, 'MALFORMED_QUERY', message));
}
