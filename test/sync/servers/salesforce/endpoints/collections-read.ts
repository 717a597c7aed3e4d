import { Refused } from '../../call.js';
import type { Endpoint } from '../endpoint.js';
import { fieldNamed } from '../fields.js';
import { bodyOf, typeNamed } from '../record-input.js';
import { refusal } from '../refusal.js';
import { shown } from '../shown.js';

/** POST /composite/sobjects/{object}: up to 2,000 records by id, in order, null where there is none. */
export const collectionsRead: Endpoint = {
  method: 'POST',
  path: /^\/composite\/sobjects\/(?<object>\w+)\/?$/,
  isWrite: false,
  answer(org, call, { object = '' }) {
    const type = typeNamed(org, object);
    const { ids, fields } = bodyOf(call);
    if (!Array.isArray(ids) || !Array.isArray(fields)) {
      throw new Refused(refusal(400, 'JSON_PARSER_ERROR', 'The request names no ids and fields.'));
    }
    if (ids.length > 2000) throw new Refused(refusal(400, 'EXCEEDED_ID_LIMIT', 'More than 2000 records asked for.'));
    const columns = fields.map((name) => {
      const field = fieldNamed(type, String(name));
      if (field !== undefined) return field;
      throw new Refused(
        refusal(400, 'INVALID_FIELD', `No such column '${String(name)}' on sobject of type ${type.name}`),
      );
    });
    const body = ids.map((id) => {
      const record = org.record(type.name, String(id));
      return record === undefined || record.isDeleted ? null : shown(org, record, columns, call.path);
    });
    return { status: 200, body };
  },
};
