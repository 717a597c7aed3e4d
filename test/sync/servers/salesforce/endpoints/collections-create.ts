import type { Endpoint } from '../endpoint.js';
import { bodyOf, recordOf, recordsOf, typeNamed } from '../record-input.js';
import { assertReadable, prepareInsert, saveAll } from '../save.js';

/** POST /composite/sobjects: up to 200 new records. */
export const collectionsCreate: Endpoint = {
  method: 'POST',
  path: /^\/composite\/sobjects\/?$/,
  isWrite: true,
  answer(org, call) {
    const rows = recordsOf(call)
      .map(recordOf)
      .map(({ type, sent }) => ({ type: typeNamed(org, type ?? ''), sent }));
    for (const { type, sent } of rows) assertReadable(type, sent);
    const results = saveAll(
      rows.map(
        ({ type, sent }) =>
          () =>
            prepareInsert(org, type, sent, { by: 'collections', rows: rows.length }),
      ),
      bodyOf(call)['allOrNone'] === true,
    );
    return { status: 200, body: results.map(({ id, success, errors }) => ({ id, success, errors })) };
  },
};
