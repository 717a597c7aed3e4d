import { Refused, type Answer } from '../../call.js';
import type { Endpoint } from '../endpoint.js';
import { fieldNamed } from '../fields.js';
import { bodyOf, recordOf, typeNamed } from '../record-input.js';
import { refusal } from '../refusal.js';
import { assertReadable, prepareInsert, prepareUpdate, prepareUpsert, type Prepared } from '../save.js';
import { shown } from '../shown.js';

/** POST /sobjects/{object}: one new record. */
export const recordCreate: Endpoint = {
  method: 'POST',
  path: /^\/sobjects\/(?<object>\w+)\/?$/,
  isWrite: true,
  answer(org, call, { object = '' }) {
    const type = typeNamed(org, object);
    const { sent } = recordOf(bodyOf(call));
    assertReadable(type, sent);
    return oneSaved(prepareInsert(org, type, sent, { by: 'record', rows: 1 }), 201);
  },
};

/** PATCH /sobjects/{object}/{id}: one update, answered with 204. */
export const recordUpdate: Endpoint = {
  method: 'PATCH',
  path: /^\/sobjects\/(?<object>\w+)\/(?<id>\w+)\/?$/,
  isWrite: true,
  answer(org, call, { object = '', id = '' }) {
    const type = typeNamed(org, object);
    const { sent } = recordOf(bodyOf(call));
    assertReadable(type, sent);
    return oneSaved(prepareUpdate(org, type, id, sent, { by: 'record', rows: 1 }), 204);
  },
};

/** PATCH /sobjects/{object}/{external id}/{value}: 201 created, 200 updated, 300 where several records have it. */
export const recordUpsert: Endpoint = {
  method: 'PATCH',
  path: /^\/sobjects\/(?<object>\w+)\/(?<key>\w+)\/(?<value>[^/]+)$/,
  isWrite: true,
  answer(org, call, { object = '', key = '', value = '' }) {
    const type = typeNamed(org, object);
    const field = fieldNamed(type, key);
    if (field?.externalId !== true)
      throw new Refused(
        refusal(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${key}`),
      );
    const { sent } = recordOf(bodyOf(call));
    assertReadable(type, sent);
    const found = org.holders(type, field, value);
    if (found.length > 1) {
      const version = /^\/services\/data\/v[\d.]+/.exec(call.path)?.[0] ?? '';
      return { status: 300, body: found.map(({ id }) => `${version}/sobjects/${type.name}/${id}`) };
    }
    const status = found.length === 0 ? 201 : 200;
    return oneSaved(prepareUpsert(org, type, field, value, sent, { by: 'record', rows: 1 }), status);
  },
};

/** GET /sobjects/{object}/{id}: one record, all of its fields. */
export const recordRead: Endpoint = {
  method: 'GET',
  path: /^\/sobjects\/(?<object>\w+)\/(?<id>\w{15,18})\/?$/,
  isWrite: false,
  answer(org, call, { object = '', id = '' }) {
    const type = typeNamed(org, object);
    const record = org.record(type.name, id);
    if (record === undefined)
      throw new Refused(
        refusal(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible: Id'),
      );
    if (record.isDeleted) throw new Refused(refusal(404, 'ENTITY_IS_DELETED', 'entity is deleted'));
    return { status: 200, body: shown(org, record, type.fields, call.path) };
  },
};

function oneSaved(prepared: Prepared, status: number): Answer {
  if ('save' in prepared) {
    const { id, success, errors, created } = prepared.save();
    return status === 204 ? { status } : { status, body: { id, success, errors, created: created ?? false } };
  }
  const [first] = prepared.errors;
  const isGone = first?.statusCode === 'ENTITY_IS_DELETED' || first?.statusCode === 'INVALID_CROSS_REFERENCE_KEY';
  const body = prepared.errors.map(({ statusCode, message, fields }) => ({ errorCode: statusCode, message, fields }));
  return { status: isGone ? 404 : 400, body };
}
