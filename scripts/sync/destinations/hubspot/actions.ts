/** Tasks, owners and lists in HubSpot. */
import type { ActionKind, ActionRoute, ActionRule, PlannedAction } from '../../actions/action.js';
import type { Problem } from '../../../problem.js';
import type { CallAnswer } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { ObjectName } from '../../rows.js';
import type { ApiCall, HubSpotApi } from './api.js';
import { batchAnswer } from './batch.js';
import { checkActions } from './check-actions.js';
import { refusalIn } from './errors.js';
import { isRecordId } from './ids.js';
import { addCall, memberAnswer } from './lists.js';

/** The unique property of tasks by which one is known again, unless the connection names another. */
export const usualTaskProperty = 'leadscore_transition';

/** HubSpot's own kind of association from a task to a contact. */
const taskToContact = 204;

export class HubSpotActions implements ActionRoute {
  readonly #api: HubSpotApi;
  readonly #taskProperty: string;
  readonly #nameOf: (object: ObjectName) => string;

  constructor(api: HubSpotApi, taskProperty: string, nameOf: (object: ObjectName) => string) {
    this.#api = api;
    this.#taskProperty = taskProperty;
    this.#nameOf = nameOf;
  }

  /**
   * A second task with the same value of a unique property is refused. An owner that is set anew could take a record from
   * whoever has it by now, and a list could take back whom a workflow has moved on.
   */
  isRepeatable(kind: ActionKind): boolean {
    return kind === 'task';
  }

  check(rules: readonly ActionRule[], signal: AbortSignal): Promise<readonly Problem[]> {
    return checkActions(this.#api, this.#taskProperty, rules, signal);
  }

  async act(action: PlannedAction, signal: AbortSignal): Promise<CallAnswer> {
    const { kind, crmId, to } = action;
    if (!isRecordId(crmId) || (to !== undefined && !isRecordId(to)))
      return refused('MALFORMED_ID', 'A record id is no number of digits; nothing was sent.');
    const answer = await this.#api.call({ ...this.#callOf(action), signal, sent: [crmId] });
    if (answer.came === 'refusal' && kind === 'task' && answer.refusal.httpStatus === 409) return done;
    if (answer.came !== 'answer') return answer;
    if (kind === 'enrol') return memberAnswer(answer.text, crmId);
    const read = jsonAs(batchAnswer, answer.text);
    const [error] = read?.errors ?? [];
    if (error !== undefined)
      return { came: 'rows', rows: [{ seq: 1, said: 'refused', refusal: refusalIn(error, [crmId]) }] };
    return read === undefined || read.results.length !== 1 ? nothing('unreadable') : done;
  }

  #callOf(action: PlannedAction): Pick<ApiCall, 'method' | 'part' | 'path' | 'body'> {
    const { kind, crmId, to = '', object } = action;
    if (kind === 'enrol') return addCall(to, crmId);
    if (kind === 'task')
      return { method: 'POST', part: 'objects', path: '/tasks/batch/create', body: { inputs: [this.#task(action)] } };
    return {
      method: 'POST',
      part: 'objects',
      path: `/${encodeURIComponent(this.#nameOf(object))}/batch/update`,
      body: { inputs: [{ id: crmId, properties: { hubspot_owner_id: to } }] },
    };
  }

  /** HubSpot asks each task for a due time; without one of its own it is due when the change was found. */
  #task({ crmId, subject, description, dueAt, foundAt, to, key }: PlannedAction) {
    return {
      properties: {
        hs_task_subject: subject,
        hs_task_body: description,
        hs_task_status: 'NOT_STARTED',
        hs_timestamp: dueAt ?? foundAt,
        [this.#taskProperty]: key,
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
