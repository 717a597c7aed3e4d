/** Tasks, owners and campaign members in Salesforce. */
import type { ActionKind, ActionRoute, ActionRule, PlannedAction } from '../../actions/action.js';
import type { Problem } from '../../../problem.js';
import type { CallAnswer } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import { masked } from '../../http/masked.js';
import type { ObjectName } from '../../rows.js';
import type { SalesforceApi } from './api.js';
import { checkActions } from './check-actions.js';
import { isRecordId } from './ids.js';
import { saveResults } from './save-results.js';
import { codeWord } from '../code-word.js';

/** The unique external id of Task by which one is known again, unless the connection names another. */
export const usualTaskKey = 'Leadscore_Transition__c';

export class SalesforceActions implements ActionRoute {
  readonly #api: SalesforceApi;
  readonly #taskKey: string;
  readonly #nameOf: (object: ObjectName) => string;

  constructor(api: SalesforceApi, taskKey: string, nameOf: (object: ObjectName) => string) {
    this.#api = api;
    this.#taskKey = taskKey;
    this.#nameOf = nameOf;
  }

  /** A task is an upsert by its key. An owner that is set anew could take a record from whoever has it by now. */
  isRepeatable(kind: ActionKind): boolean {
    return kind === 'task';
  }

  check(rules: readonly ActionRule[], signal: AbortSignal): Promise<readonly Problem[]> {
    return checkActions(this.#api, this.#taskKey, rules, signal);
  }

  async act(action: PlannedAction, signal: AbortSignal): Promise<CallAnswer> {
    const wrong = [action.crmId, ...(action.to === undefined ? [] : [action.to])].find((id) => !isRecordId(id));
    if (wrong !== undefined)
      return refused('MALFORMED_ID', 'A record id is not 15 or 18 letters and digits; nothing was sent.');
    const { method, path, record } = this.#requestOf(action);
    const answer = await this.#api.call({
      method,
      path,
      body: JSON.stringify({ allOrNone: false, records: [record] }),
      signal,
      sent: [action.crmId],
    });
    if (answer.came !== 'answer') return answer;
    const result = jsonAs(saveResults, answer.text)?.[0];
    if (result === undefined) return nothing('unreadable');
    const [first] = result.errors;
    const code = codeWord(first?.statusCode ?? first?.errorCode ?? 'UNKNOWN');
    if (result.success) return { came: 'rows', rows: [{ seq: 1, said: 'ok' }] };
    // A lead is a member of a campaign once, whoever added it.
    if (action.kind === 'enrol' && code === 'DUPLICATE_VALUE') return { came: 'rows', rows: [{ seq: 1, said: 'ok' }] };
    return refused(code, masked(first?.message ?? '', [action.crmId]));
  }

  #requestOf(action: PlannedAction) {
    const { kind, crmId, subject, description, dueAt, to, key, object } = action;
    const single = { method: 'PATCH', path: '/composite/sobjects' } as const;
    if (kind === 'task')
      return {
        method: 'PATCH',
        path: `/composite/sobjects/Task/${encodeURIComponent(this.#taskKey)}`,
        record: {
          attributes: { type: 'Task' },
          [this.#taskKey]: key,
          WhoId: crmId,
          Subject: subject,
          Description: description,
          Status: 'Not Started',
          ...(dueAt !== undefined && {
            ActivityDate: dueAt.slice(0, 10),
            IsReminderSet: true,
            ReminderDateTime: dueAt,
          }),
          ...(to !== undefined && { OwnerId: to }),
        },
      } as const;
    if (kind === 'assign')
      return { ...single, record: { attributes: { type: this.#nameOf(object) }, id: crmId, OwnerId: to } };
    return {
      method: 'POST',
      path: '/composite/sobjects',
      record: {
        attributes: { type: 'CampaignMember' },
        CampaignId: to,
        [object === 'contact' ? 'ContactId' : 'LeadId']: crmId,
      },
    } as const;
  }
}

function refused(code: string, message: string): CallAnswer {
  return { came: 'rows', rows: [{ seq: 1, said: 'refused', refusal: { code, message } }] };
}
