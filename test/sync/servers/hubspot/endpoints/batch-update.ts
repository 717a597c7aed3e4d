import { assertOnce, idOf, idPropertyOf, inputsOf, named, propertiesOf, typeNamed } from '../batch-input.js';
import { writeBatch } from '../batch-answer.js';
import type { Endpoint } from '../endpoint.js';
import { notFound, prepare } from '../save.js';

/** POST /objects/{type}/batch/update: by record id, or by a unique property. */
export const batchUpdate: Endpoint = {
  method: 'POST',
  path: /^\/objects\/(?<object>[\w-]+)\/batch\/update$/,
  scope: (object) => `crm.objects.${object}.write`,
  answer(portal, call, { object = '' }) {
    const type = typeNamed(portal, object);
    const inputs = inputsOf(call);
    const idProperty = idPropertyOf(portal, type, inputs);
    const asked = inputs.map((input) => ({ id: idOf(input), sent: propertiesOf(input) }));
    assertOnce(asked.map(({ id }) => id));
    const rows = asked.map(({ id, sent }) => {
      const record = named(portal, type, idProperty, id);
      if (record === undefined) return { id, prepared: { fault: notFound(type, id) } };
      return { id, prepared: prepare(portal, type, record, sent, 'batch/update') };
    });
    return writeBatch(portal, rows, { showsNew: false, multiStatus: portal.settings.multiStatus });
  },
};
