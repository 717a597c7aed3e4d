import type { JsonObject } from '../../call.js';
import { inputsOf, propertiesOf, typeNamed } from '../batch-input.js';
import { writeBatch } from '../batch-answer.js';
import type { Endpoint } from '../endpoint.js';
import { associationsOf } from '../associations.js';
import type { Portal } from '../portal.js';
import type { ObjectType } from '../properties.js';
import { prepare, type Prepared } from '../save.js';

/** POST /objects/{type}/batch/create; with an objectWriteTraceId of its own on every input, row by row. */
export const batchCreate: Endpoint = {
  method: 'POST',
  path: /^\/objects\/(?<object>[\w-]+)\/batch\/create$/,
  scope: (object) => `crm.objects.${object}.write`,
  answer(portal, call, { object = '' }) {
    const type = typeNamed(portal, object);
    const inputs = inputsOf(call);
    const traces = inputs.flatMap(({ objectWriteTraceId }) =>
      typeof objectWriteTraceId === 'string' ? objectWriteTraceId : [],
    );
    const multiStatus = inputs.length > 0 && new Set(traces).size === inputs.length;
    const rows = inputs.map((input, at) => ({
      id: traces[at] ?? '',
      prepared: prepareNew(portal, type, input),
    }));
    const answer = writeBatch(portal, rows, { showsNew: false, multiStatus });
    return answer.status === 200 ? { ...answer, status: 201 } : answer;
  },
};

function prepareNew(portal: Portal, type: ObjectType, input: JsonObject): Prepared {
  const prepared = prepare(portal, type, undefined, propertiesOf(input), 'batch/create');
  const associations = associationsOf(portal, type, input['associations']);
  if ('fault' in prepared) return prepared;
  return {
    ...prepared,
    save: () => {
      const record = prepared.save();
      portal.associations.set(record.id, associations);
      return record;
    },
  };
}
