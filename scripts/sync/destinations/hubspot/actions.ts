/** Tasks and owners in HubSpot. */
import type { ActionKind, ActionRoute, PlannedAction } from '../../actions/action.js';
import type { CallAnswer } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { ObjectName } from '../../rows.js';
import type { HubSpotApi } from './api.js';
import { batchAnswer } from './batch.js';
import { refusalIn } from './errors.js';
import { isRecordId } from './ids.js';

export const hubspotActions: readonly ActionKind[] = ['task', 'assign'];

/** The unique property of tasks by which one is known again, unless the connection names another. */
export const usualTaskProperty = 'leadscore_transition';

/** HubSpot's own kind of association from a task to a contact. */
const taskToContact = 204;

export class HubSpotActions implements ActionRoute {
  readonly kinds = hubspotActions;
  readonly #api: HubSpotApi;
  readonly #taskProperty: string;
  readonly #nameOf: (object: ObjectName) => string;

  constructor(api: HubSpotApi, taskProperty: string, nameOf: (object: ObjectName) => string) {
    this.#api = api;
    this.#taskProperty = taskProperty;
    this.#nameOf = nameOf;
  }

  /** A second task with the same value of a unique property is refused. An owner that is set anew could take a record from whoever has it by now. */
  isRepeatable(kind: ActionKind): boolean {
    return kind === 'task';
  }

  async act(action: PlannedAction, signal: AbortSignal): Promise<CallAnswer> {
    const { kind, crmId, to } = action;
    if (!isRecordId(crmId) || (to !== undefined && !isRecordId(to)))
      return refused('MALFORMED_ID', 'A record id is no number of digits; nothing was sent.');
    const answer = await this.#api.call({
      method: 'POST',
      part: 'objects',
      path:
        kind === 'task' ? '/tasks/batch/create' : `/${encodeURIComponent(this.#nameOf(action.object))}/batch/update`,
      body: {
        inputs: [kind === 'task' ? this.#task(action) : { id: crmId, properties: { hubspot_owner_id: to } }],
      },
      signal,
      sent: [crmId],
    });
    if (answer.came === 'refusal' && kind === 'task' && answer.refusal.httpStatus === 409) return done;
    if (answer.came !== 'answer') return answer;
    const read = jsonAs(batchAnswer, answer.text);
    const [error] = read?.errors ?? [];
    if (error !== undefined)
      return { came: 'rows', rows: [{ seq: 1, said: 'refused', refusal: refusalIn(error, [crmId]) }] };
    return read === undefined || read.results.length !== 1 ? nothing('unreadable') : done;
  }

  #task({ crmId, subject, description, dueAt, to, key }: PlannedAction) {
    return {
      properties: {
        hs_task_subject: subject,
        hs_task_body: description,
        hs_task_status: 'NOT_STARTED',
        [this.#taskProperty]: key,
        ...(dueAt !== undefined && { hs_timestamp: dueAt }),
        ...(to !== undefined && { hubspot_owner_id: to }),
      },
      associations: [
        {
          to: { id: crmId },
          types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: taskToContact }],
        },
      ],
    };
  }
}

const done: CallAnswer = { came: 'rows', rows: [{ seq: 1, said: 'ok' }] };

function refused(code: string, message: string): CallAnswer {
  return { came: 'rows', rows: [{ seq: 1, said: 'refused', refusal: { code, message } }] };
}
