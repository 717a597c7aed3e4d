/** The employee of an opportunity in Tryton. */
import type { ActionRoute, PlannedAction } from '../../actions/action.js';
import type { CallAnswer } from '../../destination.js';
import type { ObjectName } from '../../rows.js';
import type { TrytonApi } from './api.js';
import { isRecordId } from './ids.js';

export class TrytonActions implements ActionRoute {
  readonly #api: TrytonApi;
  readonly #modelOf: (object: ObjectName) => string;

  constructor(api: TrytonApi, modelOf: (object: ObjectName) => string) {
    this.#api = api;
    this.#modelOf = modelOf;
  }

  /** Somebody else may have taken the opportunity by then. */
  isRepeatable(): boolean {
    return false;
  }

  async act({ kind, crmId, to = '', object }: PlannedAction, signal: AbortSignal): Promise<CallAnswer> {
    if (kind !== 'assign') throw new Error(`Tryton does no ${kind}`);
    if (!isRecordId(crmId) || !isRecordId(to)) {
      const refusal = { code: 'MALFORMED_ID', message: 'A record id is no whole number above 0; nothing was sent.' };
      return { came: 'rows', rows: [{ seq: 1, said: 'refused', refusal }] };
    }
    const model = this.#modelOf(object);
    const answer = await this.#api.call({
      method: `model.${model}.write`,
      params: [`[${crmId}]`, `{"employee":${to}}`],
      signal,
      names: new Set([model, 'employee']),
    });
    return answer.came === 'result' ? { came: 'rows', rows: [{ seq: 1, said: 'ok' }] } : answer;
  }
}
