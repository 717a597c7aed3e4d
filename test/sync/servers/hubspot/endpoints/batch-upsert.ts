import { Refused } from '../../call.js';
import { assertOnce, idOf, idPropertyOf, inputsOf, named, propertiesOf, typeNamed } from '../batch-input.js';
import { writeBatch } from '../batch-answer.js';
import type { Endpoint } from '../endpoint.js';
import { refusal } from '../refusal.js';
import { prepare } from '../save.js';

/**
 * POST /objects/{type}/batch/upsert: by a unique property of the portal's own. By address the documents allow no partial
 * upsert; what a partial one does they leave open, so it is refused here.
 */
export const batchUpsert: Endpoint = {
  method: 'POST',
  path: /^\/objects\/(?<object>[\w-]+)\/batch\/upsert$/,
  scope: (object) => `crm.objects.${object}.write`,
  answer(portal, call, { object = '' }) {
    const type = typeNamed(portal, object);
    const inputs = inputsOf(call);
    const idProperty = idPropertyOf(portal, type, inputs);
    if (idProperty === undefined && inputs.length > 0) {
      throw new Refused(refusal(400, 'VALIDATION_ERROR', 'An upsert needs the idProperty of its inputs.'));
    }
    const asked = inputs.map((input) => ({ id: idOf(input), sent: propertiesOf(input) }));
    assertOnce(asked.map(({ id }) => id));
    const rows = asked.map(({ id, sent }) => {
      const record = named(portal, type, idProperty, id);
      const whole = idProperty === undefined ? sent : { [idProperty]: id, ...sent };
      return { id, prepared: prepare(portal, type, record, whole, 'batch/upsert') };
    });
    return writeBatch(portal, rows, { showsNew: true, multiStatus: portal.settings.multiStatus });
  },
};
