/** What records hold now, by SOQL. */
import { z } from 'zod';
import { canonicalText } from '../../canonical.js';
import { CallFailed, type HeldFields } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { FieldType } from '../../rows.js';
import type { SalesforceApi } from './api.js';
import type { Named } from './collections.js';
import { idKey, isRecordId } from './ids.js';

const idsPerQuery = 200;
/** Salesforce takes 16,384 bytes of address and headers together. */
const mostAddress = 12_000;
export const queryAnswer = z.object({
  done: z.boolean(),
  nextRecordsUrl: z.string().nullish(),
  records: z.array(z.record(z.string(), z.unknown())),
});

/** By id as it was asked for; ids that no record can have are not asked for at all. Throws `CallFailed`. */
export async function readRecords(
  api: SalesforceApi,
  named: Named,
  ids: readonly string[],
  fields: ReadonlyMap<string, FieldType>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HeldFields>> {
  const held = new Map<string, HeldFields>();
  const askable = named.externalId === undefined ? ids.filter(isRecordId) : ids;
  const key = named.externalId === undefined ? idKey : (id: string) => id.toLowerCase();
  for (const part of inParts(named, [...new Set(askable)], [...fields.keys()])) {
    const found = new Map<string, HeldFields>();
    let path: string | undefined = pathOf(soql(named, part, [...fields.keys()]));
    while (path !== undefined) {
      const page: z.output<typeof queryAnswer> = await readPage(api, path, signal);
      for (const record of page.records) {
        const values = byName(record);
        found.set(key(textOf(values.get((named.externalId ?? 'Id').toLowerCase()))), heldOf(values, fields));
      }
      path = page.done ? undefined : (page.nextRecordsUrl ?? undefined);
    }
    for (const id of part) {
      const one = found.get(key(id));
      if (one !== undefined) held.set(id, one);
    }
  }
  return held;
}

/** As many ids as an address bears with all its columns: external ids may be long. */
function* inParts(named: Named, ids: readonly string[], fields: readonly string[]): Generator<readonly string[]> {
  const start = pathOf(soql(named, [], fields)).length;
  let part: string[] = [];
  let length = start;
  for (const id of ids) {
    const more = encodeURIComponent(`${quotedText(id)}, `).length;
    if (part.length > 0 && (part.length === idsPerQuery || length + more > mostAddress)) {
      yield part;
      part = [];
      length = start;
    }
    part.push(id);
    length += more;
  }
  if (part.length > 0) yield part;
}

function pathOf(query: string): string {
  return `/query?q=${encodeURIComponent(query)}`;
}

/** Throws for a name that is none: a query is a text, and nothing but names and quoted values may get into it. */
export function soql({ object, externalId }: Named, ids: readonly string[], fields: readonly string[]): string {
  const key = externalId ?? 'Id';
  const columns = [...new Set([key, ...fields])];
  for (const name of [object, ...columns])
    if (!/^[A-Za-z]\w*$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name for a query`);
  return `SELECT ${columns.join(', ')} FROM ${object} WHERE ${key} IN (${ids.map(quotedText).join(', ')})`;
}

function quotedText(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };
  // oxlint-disable-next-line no-control-regex
  return `'${text.replace(/['"\\]/g, '\\$&').replace(/[\n\r\t\u0008\f]/g, (each) => escapes[each] ?? '')}'`;
}

async function readPage(api: SalesforceApi, path: string, signal: AbortSignal): Promise<z.output<typeof queryAnswer>> {
  const answer = await api.call({ method: 'GET', path, signal });
  if (answer.came !== 'answer') throw new CallFailed(answer);
  const page = jsonAs(queryAnswer, answer.text);
  if (page === undefined) throw new CallFailed(nothing('unreadable'));
  return page;
}

/** Salesforce answers with its own spelling of a name, whatever the case it was asked in. */
function byName(record: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));
}

function heldOf(record: ReadonlyMap<string, unknown>, fields: ReadonlyMap<string, FieldType>): HeldFields {
  return new Map(
    [...fields].map(([field, type]) => {
      const value = record.get(field.toLowerCase());
      const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return [field, canonicalText(isPlain ? value : null, type)];
    }),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
