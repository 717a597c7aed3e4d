import { isObject, jsonOf, Refused, type Call, type JsonObject } from '../call.js';
import { isUnique, type Portal, type PortalRecord } from './portal.js';
import type { ObjectType } from './properties.js';
import { refusal } from './refusal.js';

/** @throws Refused where the body is not sent as JSON. */
export function anyBodyOf(call: Call): unknown {
  if (!(call.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new Refused(refusal(415, 'VALIDATION_ERROR', 'Unsupported media type: send application/json.'));
  }
  return jsonOf(call);
}

/** @throws Refused where the body is no JSON object, or not sent as JSON. */
export function bodyOf(call: Call): JsonObject {
  const body = anyBodyOf(call);
  if (isObject(body)) return body;
  throw new Refused(invalid('Invalid input JSON: an object was expected.'));
}

/** The inputs of a batch, 100 at most. A body without them is a batch of nothing, which the portal calls complete. */
export function inputsOf(call: Call): readonly JsonObject[] {
  const { inputs } = bodyOf(call);
  if (inputs === undefined) return [];
  if (!Array.isArray(inputs) || !inputs.every(isObject))
    throw new Refused(invalid('Invalid input JSON: inputs is a list of objects.'));
  if (inputs.length > 100) {
    throw new Refused(
      invalid(`The maximum number of inputs supported in a batch request is 100, but this has ${inputs.length}.`),
    );
  }
  return inputs;
}

/** @throws Refused where the portal has no such object. */
export function typeNamed(portal: Portal, name: string): ObjectType {
  const type = portal.objectNamed(name);
  if (type !== undefined) return type;
  throw new Refused(refusal(404, 'OBJECT_NOT_FOUND', `Unable to infer object type from: ${name}`));
}

/** The id of an input: a string always. */
export function idOf(input: JsonObject): string {
  const { id } = input;
  if (typeof id === 'string' && id !== '') return id;
  throw new Refused(invalid('Invalid input JSON: an input has an id, which is a string.'));
}

/** The properties of an input: strings, '' to empty one. */
export function propertiesOf(input: JsonObject): Readonly<Record<string, string>> {
  const { properties } = input;
  if (!isObject(properties)) throw new Refused(invalid('Invalid input JSON: an input has properties.'));
  const strings = Object.entries(properties).map(([name, value]) => {
    if (typeof value === 'string') return [name, value] as const;
    throw new Refused(invalid(`Invalid input JSON: the value of ${name} is not a string.`));
  });
  return Object.fromEntries(strings);
}

/** By which property the inputs name their records: the same for all of a batch; undefined for record ids. */
export function idPropertyOf(portal: Portal, type: ObjectType, inputs: readonly JsonObject[]): string | undefined {
  const [first, ...others] = new Set(inputs.map(({ idProperty }) => idProperty));
  if (others.length > 0) throw new Refused(invalid('All inputs of a batch must have the same idProperty.'));
  if (first === undefined || first === null) return undefined;
  const name = String(first);
  if (type.properties.get(name)?.hasUniqueValue !== true) {
    throw new Refused(
      invalid(`Unable to perform update/upsert by non-unique ${type.typeId} property ${name} in portal ID 1`),
    );
  }
  return name;
}

/** The live record that an id names, by the record's own id or by a unique property. */
export function named(
  portal: Portal,
  type: ObjectType,
  idProperty: string | undefined,
  id: string,
): PortalRecord | undefined {
  if (idProperty !== undefined && isUnique(type, idProperty)) return portal.holder(type, idProperty, id);
  const record = portal.record(type, id);
  return record?.archived === true ? undefined : record;
}

/** @throws Refused where an id comes twice. */
export function assertOnce(ids: readonly string[]): void {
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length > 0)
    throw new Refused(
      invalid(`Duplicate IDs found in batch input: [${[...new Set(twice)].join(', ')}]. IDs must be unique`),
    );
}

function invalid(message: string): ReturnType<typeof refusal> {
  return refusal(400, 'VALIDATION_ERROR', message);
}
