import { bodyOf, idOf, inputsOf, named, typeNamed } from '../batch-input.js';
import { completed, listed, shown } from '../batch-answer.js';
import type { Endpoint } from '../endpoint.js';
import { notFound } from '../save.js';

/** POST /objects/{type}/batch/read: by record id, or by a unique property or address; 207 where some are not there. */
export const batchRead: Endpoint = {
  method: 'POST',
  path: /^\/objects\/(?<object>[\w-]+)\/batch\/read$/,
  scope: (object) => `crm.objects.${object}.read`,
  answer(portal, call, { object = '' }) {
    const type = typeNamed(portal, object);
    const { properties = [], idProperty } = bodyOf(call);
    const names = Array.isArray(properties) ? properties.map(String) : [];
    const ids = [...new Set(inputsOf(call).map(idOf))];
    const by = typeof idProperty === 'string' ? idProperty : undefined;
    const found = ids.map((id) => ({ id, record: named(portal, type, by, id) }));
    const results = found.flatMap(({ record }) => (record === undefined ? [] : [shown(record, names)]));
    const missing = found.filter(({ record }) => record === undefined);
    return completed(
      portal,
      results,
      missing.map(({ id }) => listed(id, notFound(type, id))),
    );
  },
};
