/** What of a sync's actions Salesforce would not do, or would do twice. */
import type { Problem } from '../../../problem.js';
import { error } from '../../../rubric/report.js';
import type { ActionRule } from '../../actions/action.js';
import type { SalesforceApi } from './api.js';
import { describeObject } from './describe.js';
import { readRecords } from './read-back.js';

/** Characters of an action's key. */
const keyLength = 32;

/** Throws `CallFailed`. */
export async function checkActions(
  api: SalesforceApi,
  taskKey: string,
  rules: readonly ActionRule[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const task = rules.find(({ kind }) => kind === 'task');
  return [
    ...(task === undefined ? [] : await taskProblems(api, taskKey, task, signal)),
    ...(await campaignProblems(
      api,
      rules.filter(({ kind }) => kind === 'enrol'),
      signal,
    )),
  ];
}

async function taskProblems(
  api: SalesforceApi,
  name: string,
  { at }: ActionRule,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const fields = await describeObject(api, 'Task', signal);
  const field = fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (field?.isUnique === true && field.type === 'text' && (field.length ?? keyLength) >= keyLength) return [];
  return [
    error(
      'sync/task-key',
      at.name,
      field === undefined
        ? `Task has no field ${name} that our user can see.`
        : `${name} of Task is not a text of ${keyLength} characters or more that is both unique and an external id.`,
      {
        why: 'By it a task is known again; without it a task whose answer is lost would be made twice.',
        todo: 'Create such a field on Activity, tick "External ID" and "Unique", and let our user edit it; or name another as "task_external_id" in the connection.',
      },
    ),
  ];
}

async function campaignProblems(
  api: SalesforceApi,
  rules: readonly ActionRule[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const ids = rules.flatMap(({ to }) => to ?? []);
  if (ids.length === 0) return [];
  const found = await readRecords(api, { object: 'Campaign' }, ids, new Map(), signal);
  return rules
    .filter(({ to = '' }) => !found.has(to))
    .map(({ to = '', at }) =>
      error('sync/unknown-campaign', at.name, `Salesforce has no campaign ${to} that our user can see.`),
    );
}
