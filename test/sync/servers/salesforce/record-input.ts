import { isObject, jsonOf, Refused, type Call, type JsonObject } from '../call.js';
import type { ObjectType } from './fields.js';
import type { Org } from './org.js';
import { refusal } from './refusal.js';
import type { Sent } from './save.js';

/** @throws Refused where the body is no JSON object. */
export function bodyOf(call: Call): JsonObject {
  const body = jsonOf(call);
  if (isObject(body)) return body;
  throw new Refused(
    refusal(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.'),
  );
}

/** @throws Refused where the org has no such object. */
export function typeNamed(org: Org, name: string): ObjectType {
  const type = org.objectNamed(name);
  if (type !== undefined) return type;
  throw new Refused(refusal(404, 'NOT_FOUND', 'The requested resource does not exist'));
}

/** What a record in a body holds: its type and id, and the fields without them. */
export function recordOf(record: JsonObject): { readonly type?: string; readonly id: unknown; readonly sent: Sent } {
  const attributes = record['attributes'];
  const type = isObject(attributes) ? attributes['type'] : undefined;
  const isId = (name: string): boolean => name.toLowerCase() === 'id';
  const id = Object.entries(record).find(([name]) => isId(name))?.[1];
  const sent = Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes' && !isId(name)));
  return { ...(typeof type === 'string' && { type }), id, sent };
}

/** The records of a collection: 200 at most, of no more than ten runs of one type after another. */
export function recordsOf(call: Call): readonly JsonObject[] {
  const { records } = bodyOf(call);
  if (!Array.isArray(records) || !records.every(isObject)) {
    throw new Refused(refusal(400, 'JSON_PARSER_ERROR', 'The request has no list of records.'));
  }
  if (records.length > 200) {
    throw new Refused(
      refusal(400, 'EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 200 records into this call'),
    );
  }
  const types = records.map((record) => recordOf(record).type);
  const runs = types.filter((type, at) => at === 0 || type !== types[at - 1]).length;
  if (runs > 10) throw new Refused(refusal(400, 'LIMIT_EXCEEDED', 'Operation has more than 10 chunks'));
  return records;
}
