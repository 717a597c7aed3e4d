import { Refused } from '../call.js';
import { fieldNamed, type Field, type ObjectType } from './fields.js';
import { isId } from './ids.js';
import type { Org, OrgRecord } from './org.js';
import { wrongMember, wrongReferences } from './references.js';
import { notSaved, rowError, type RowError, type SaveResult } from './row-error.js';
import { refusal } from './refusal.js';
import { stored, type Value } from './value.js';

/** Fields as they were sent, without `attributes` and the id. */
export type Sent = Readonly<Record<string, unknown>>;

/** A record that may be saved, or why not: all rules are asked before anything is changed. */
export type Prepared = { readonly save: () => SaveResult } | { readonly errors: readonly RowError[] };

/** How a write came in, for the history, and how many rows of the object came with it in one transaction. */
export interface Way {
  readonly by: string;
  readonly rows: number;
}

/** @throws Refused where a value is of a kind that its field cannot be read from: the whole call falls with it. */
export function assertReadable(type: ObjectType, sent: Sent): void {
  for (const [name, value] of Object.entries(sent)) {
    const field = fieldNamed(type, name);
    const kept = field === undefined || field.readOnly === true ? undefined : stored(field, value);
    if (kept !== undefined && 'unreadable' in kept)
      throw new Refused(refusal(400, 'JSON_PARSER_ERROR', kept.unreadable));
  }
}

export function prepareUpdate(org: Org, type: ObjectType, id: unknown, sent: Sent, way: Way): Prepared {
  if (id === undefined || id === null || id === '') {
    return { errors: [rowError('MISSING_ARGUMENT', 'Id not specified in an update call')] };
  }
  if (typeof id !== 'string' || !isId(id) || !id.startsWith(type.prefix)) {
    return { errors: [rowError('MALFORMED_ID', `${type.name} ID: id value of incorrect type: ${String(id)}`, 'Id')] };
  }
  const unknown = unknownFields(type, sent);
  if (unknown.length > 0) return { errors: unknown };
  const record = org.record(type.name, id);
  if (record === undefined) return { errors: [rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')] };
  return prepareChange(org, type, record, sent, way);
}

export function prepareInsert(org: Org, type: ObjectType, sent: Sent, way: Way): Prepared {
  const unknown = unknownFields(type, sent);
  if (unknown.length > 0) return { errors: unknown };
  const { values, errors } = checked(org, type, undefined, sent, way);
  const missing = type.fields.filter((field) => field.required === true && (values[field.name] ?? null) === null);
  if (errors.length === 0 && missing.length > 0) return { errors: [requiredMissing(missing)] };
  if (errors.length > 0) return { errors };
  return {
    save: () => {
      const record = org.put(type, values);
      org.history.write({ object: type.name, id: record.id, what: 'create', by: way.by, fields: values });
      return { id: record.id, success: true, errors: [], created: true };
    },
  };
}

/** By an external id: creates where none has it, updates the one that has it, and refuses where several do. */
export function prepareUpsert(org: Org, type: ObjectType, key: Field, value: unknown, sent: Sent, way: Way): Prepared {
  const kept = stored(key, value);
  if (!('value' in kept) || kept.value === null) {
    return { errors: [rowError('MISSING_ARGUMENT', `${key.name} not specified`, key.name)] };
  }
  const found = org.holders(type, key, kept.value);
  const [only, ...others] = found;
  if (only === undefined) return prepareInsert(org, type, { ...sent, [key.name]: value }, way);
  if (others.length > 0) {
    const ids = found.map((record) => record.id).join(', ');
    const message = `${key.name}: more than one record found for external id field: [${ids}]`;
    return { errors: [rowError('DUPLICATE_EXTERNAL_ID', message, key.name)] };
  }
  const unknown = unknownFields(type, sent);
  if (unknown.length > 0) return { errors: unknown };
  const change = prepareChange(org, type, only, sent, way);
  return 'errors' in change ? change : { save: () => ({ ...change.save(), created: false }) };
}

/** Saves what may be saved, in order; with `allOrNone` nothing unless everything may. */
export function saveAll(prepare: readonly (() => Prepared)[], allOrNone: boolean): readonly SaveResult[] {
  if (!allOrNone) {
    return prepare.map((each) => {
      const prepared = each();
      return 'errors' in prepared ? notSaved(...prepared.errors) : prepared.save();
    });
  }
  const prepared = prepare.map((each) => each());
  if (prepared.every((each) => 'save' in each)) return prepared.map((each) => each.save());
  const rolledBack = rowError(
    'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    'Record rolled back because not all records were valid and the request was using AllOrNone header',
  );
  return prepared.map((each) => notSaved(...('errors' in each ? each.errors : [rolledBack])));
}

function prepareChange(org: Org, type: ObjectType, record: OrgRecord, sent: Sent, way: Way): Prepared {
  if (record.isDeleted) return { errors: [rowError('ENTITY_IS_DELETED', 'entity is deleted')] };
  if (record.fields['IsConverted'] === true) {
    return { errors: [rowError('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')] };
  }
  const { values, errors } = checked(org, type, record, sent, way);
  if (errors.length > 0) return { errors };
  return {
    save: () => {
      org.change(type, record, values);
      org.history.write({ object: type.name, id: record.id, what: 'update', by: way.by, fields: values });
      return { id: record.id, success: true, errors: [] };
    },
  };
}

function unknownFields(type: ObjectType, sent: Sent): readonly RowError[] {
  const unknown = Object.keys(sent).find((name) => fieldNamed(type, name) === undefined);
  if (unknown === undefined) return [];
  return [rowError('INVALID_FIELD', `No such column '${unknown}' on sobject of type ${type.name}`, unknown)];
}

function requiredMissing(fields: readonly Field[]): RowError {
  const names = fields.map((field) => field.name);
  return rowError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, ...names);
}

/** The values as they will stand, and every rule that one of them breaks. */
function checked(
  org: Org,
  type: ObjectType,
  record: OrgRecord | undefined,
  sent: Sent,
  way: Way,
): { readonly values: Record<string, Value>; readonly errors: readonly RowError[] } {
  const fields = Object.keys(sent).flatMap((name) => fieldNamed(type, name) ?? []);
  const readOnly = fields.filter((field) => field.readOnly === true).map((field) => field.name);
  if (readOnly.length > 0) {
    const message = `Unable to create/update fields: ${readOnly.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
    return { values: {}, errors: [rowError('INVALID_FIELD_FOR_INSERT_UPDATE', message, ...readOnly)] };
  }
  const onDemand = refusedOnDemand(org, type, record);
  if (onDemand !== undefined) return { values: {}, errors: [onDemand] };
  const bears = org.settings.triggerRows[type.name];
  if (bears !== undefined && way.rows > bears) {
    const message = `${type.name}Scores: System.LimitException: Too many SOQL queries: 101`;
    return { values: {}, errors: [rowError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message)] };
  }
  const values: Record<string, Value> = {};
  const errors: RowError[] = [];
  for (const [name, value] of Object.entries(sent)) {
    const field = fieldNamed(type, name);
    if (field === undefined) continue;
    const kept = stored(field, value);
    if ('error' in kept) errors.push(kept.error);
    else if ('unreadable' in kept) throw new Error(`${field.name} was to be looked at before: ${kept.unreadable}`);
    else values[field.name] = kept.value;
  }
  const emptied = fields.filter((field) => field.required === true && values[field.name] === null);
  if (emptied.length > 0) errors.push(requiredMissing(emptied));
  if (errors.length > 0) return { values, errors };
  return {
    values,
    errors: [
      ...wrongReferences(org, type, values),
      ...validations(org, type, values),
      ...duplicates(org, type, record, values),
      ...(record === undefined ? wrongMember(org, type, values) : []),
    ],
  };
}

function refusedOnDemand(org: Org, type: ObjectType, record: OrgRecord | undefined): RowError | undefined {
  const rule = org.settings.refusedRows.find(
    ({ object, id, times }) =>
      object === type.name && (id === undefined || id.slice(0, 15) === record?.id.slice(0, 15)) && times !== 0,
  );
  if (rule === undefined) return undefined;
  if (rule.times !== undefined) rule.times -= 1;
  return rowError(rule.statusCode, rule.message);
}

function validations(org: Org, type: ObjectType, values: Readonly<Record<string, Value>>): readonly RowError[] {
  return org.settings.validationRules
    .filter(({ object, field, above }) => object === type.name && Number(values[field] ?? above) > above)
    .map(({ field, message }) => rowError('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, field));
}

function duplicates(
  org: Org,
  type: ObjectType,
  record: OrgRecord | undefined,
  values: Readonly<Record<string, Value>>,
): readonly RowError[] {
  return type.fields.flatMap((field) => {
    const value = values[field.name];
    if (field.unique !== true || value === undefined || value === null) return [];
    const other = org.holders(type, field, value).find(({ id }) => id !== record?.id);
    if (other === undefined) return [];
    const message = `duplicate value found: ${field.name} duplicates value on record with id: ${other.id}`;
    return [rowError('DUPLICATE_VALUE', message, field.name)];
  });
}
