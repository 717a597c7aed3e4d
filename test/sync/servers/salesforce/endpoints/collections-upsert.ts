import { Refused } from '../../call.js';
import type { Endpoint } from '../endpoint.js';
import { fieldNamed } from '../fields.js';
import { bodyOf, recordOf, recordsOf, typeNamed } from '../record-input.js';
import { refusal } from '../refusal.js';
import { rowError } from '../row-error.js';
import { assertReadable, prepareUpsert, saveAll } from '../save.js';

/** PATCH /composite/sobjects/{object}/{external id}: up to 200 of one type; never by record id. */
export const collectionsUpsert: Endpoint = {
  method: 'PATCH',
  path: /^\/composite\/sobjects\/(?<object>\w+)\/(?<key>\w+)\/?$/,
  isWrite: true,
  answer(org, call, { object = '', key = '' }) {
    const type = typeNamed(org, object);
    const field = fieldNamed(type, key);
    if (field?.externalId !== true) {
      throw new Refused(refusal(400, 'INVALID_FIELD', `${key} is no external id of ${type.name}`));
    }
    const rows = recordsOf(call).map(recordOf);
    const allOrNone = bodyOf(call)['allOrNone'] === true;
    const others = rows.find((row) => row.type !== undefined && org.objectNamed(row.type) !== type);
    if (others !== undefined) throw new Refused(refusal(400, 'INVALID_TYPE', 'All records must be of the same type.'));
    for (const { sent } of rows) assertReadable(type, sent);
    const seen = new Set<string>();
    const results = saveAll(
      rows.map(({ sent }) => () => {
        const [name, value] =
          Object.entries(sent).find(([each]) => each.toLowerCase() === field.name.toLowerCase()) ?? [];
        const rest = Object.fromEntries(Object.entries(sent).filter(([each]) => each !== name));
        if (seen.has(String(value))) {
          return {
            errors: [rowError('DUPLICATE_VALUE', `Duplicate external id specified: ${String(value)}`, field.name)],
          };
        }
        seen.add(String(value));
        return prepareUpsert(org, type, field, value, rest, { by: 'collections', rows: rows.length });
      }),
      allOrNone,
    );
    return { status: 200, body: results };
  },
};
