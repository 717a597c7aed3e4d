import { inputsOf, propertiesOf, typeNamed } from '../batch-input.js';
import { writeBatch } from '../batch-answer.js';
import type { Endpoint } from '../endpoint.js';
import { prepare } from '../save.js';

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
      prepared: prepare(portal, type, undefined, propertiesOf(input), 'batch/create'),
    }));
    const answer = writeBatch(portal, rows, { showsNew: false, multiStatus });
    return answer.status === 200 ? { ...answer, status: 201 } : answer;
  },
};
