import type { Endpoint } from '../endpoint.js';
import { bodyOf, recordOf, recordsOf } from '../record-input.js';
import { rowError } from '../row-error.js';
import { assertReadable, prepareUpdate, saveAll } from '../save.js';

/** PATCH /composite/sobjects: up to 200 updates, answered row by row in the order of the request. */
export const collectionsUpdate: Endpoint = {
  method: 'PATCH',
  path: /^\/composite\/sobjects\/?$/,
  isWrite: true,
  answer(org, call) {
    const rows = recordsOf(call).map(recordOf);
    const allOrNone = bodyOf(call)['allOrNone'] === true;
    for (const { type, sent } of rows) {
      const known = org.objectNamed(type ?? '');
      if (known !== undefined) assertReadable(known, sent);
    }
    const seen = new Set<string>();
    const results = saveAll(
      rows.map(({ type, id, sent }) => () => {
        const known = org.objectNamed(type ?? '');
        if (known === undefined) {
          return { errors: [rowError('INVALID_TYPE', `sObject type '${type ?? ''}' is not supported.`)] };
        }
        // The documents do not say what an id given twice does; refusing the second is the stricter reading.
        const key = typeof id === 'string' ? id.slice(0, 15) : '';
        if (key !== '' && seen.has(key))
          return { errors: [rowError('DUPLICATE_VALUE', `duplicate id in list: ${key}`, 'Id')] };
        seen.add(key);
        const ofType = rows.filter((row) => row.type === type).length;
        return prepareUpdate(org, known, id, sent, { by: 'collections', rows: ofType });
      }),
      allOrNone,
    );
    return { status: 200, body: results };
  },
};
