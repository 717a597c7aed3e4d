import type { Portal, PortalRecord } from './portal.js';
import { isUnique } from './portal.js';
import type { ObjectType } from './properties.js';
import { stored, type Invalid } from './value.js';

/** Why a record is not written: HTTP status, and the error as a batch answer lists it. */
export interface Fault {
  readonly status: number;
  readonly category: string;
  readonly message: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export type Prepared = { readonly save: () => PortalRecord; readonly isNew: boolean } | { readonly fault: Fault };

/** Asks every rule before anything is written. Without a record it will be a new one. */
export function prepare(
  portal: Portal,
  type: ObjectType,
  record: PortalRecord | undefined,
  sent: Readonly<Record<string, string>>,
  by: string,
): Prepared {
  const values: Record<string, string | null> = {};
  const invalid: Invalid[] = [];
  for (const [name, value] of Object.entries(sent)) {
    const property = type.properties.get(name);
    if (property === undefined) {
      invalid.push({ name, error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` });
      continue;
    }
    const kept = stored(property, value);
    if ('invalid' in kept) invalid.push(kept.invalid);
    else values[name] = kept.value;
  }
  if (invalid.length > 0) return { fault: notValid(invalid) };
  if (record === undefined) {
    const missing = [...type.properties.values()].filter(
      ({ name, isNeeded }) => isNeeded === true && (values[name] ?? '') === '',
    );
    if (missing.length > 0) return { fault: notThere(missing.map(({ name }) => name)) };
  }
  for (const [name, value] of Object.entries(values)) {
    if (value === null || !isUnique(type, name)) continue;
    const holder = portal.holder(type, name, value);
    if (holder !== undefined && holder.id !== record?.id) return { fault: taken(name, value, holder.id) };
  }
  return {
    isNew: record === undefined,
    save: () => {
      const saved = record ?? portal.put(type, {});
      portal.change(type, saved, values);
      const what = record === undefined ? 'create' : 'update';
      portal.history.write({ object: type.name, id: saved.id, what, by, fields: values });
      return saved;
    },
  };
}

/** A record that is not there: archived, merged away, or never was. */
export function notFound(type: ObjectType, id: string): Fault {
  return {
    status: 404,
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${type.scope.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids: [id] },
  };
}

function notThere(names: readonly string[]): Fault {
  return {
    status: 400,
    category: 'VALIDATION_ERROR',
    message: `Error creating the object. Some required properties were not set: ${names.join(', ')}`,
    context: { properties: names },
  };
}

function notValid(invalid: readonly Invalid[]): Fault {
  const listed = invalid.map(({ name, error, message }) => ({ isValid: false, message, error, name }));
  return {
    status: 400,
    category: 'VALIDATION_ERROR',
    message: `Property values were not valid: ${JSON.stringify(listed)}`,
    context: { propertyName: invalid.map(({ name }) => name) },
  };
}

function taken(name: string, value: string, holder: string): Fault {
  const message =
    name === 'email'
      ? `Contact already exists. Existing ID: ${holder}`
      : `Cannot set PropertyValueCoordinates{name=${name}, value=${value}}: ${holder} already has that value.`;
  return { status: 409, category: 'CONFLICT', message, context: { existingId: [holder] } };
}
