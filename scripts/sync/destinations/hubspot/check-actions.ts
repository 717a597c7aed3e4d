/** What of a sync's actions HubSpot would not do, or would do twice. */
import { z } from 'zod';
import type { Problem } from '../../../problem.js';
import { error } from '../../../rubric/report.js';
import type { ActionRule } from '../../actions/action.js';
import { CallFailed } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { HubSpotApi } from './api.js';
import { describeObject } from './describe.js';

export const listAnswer = z.object({ list: z.object({ processingType: z.string(), objectTypeId: z.string() }) });

const contactType = '0-1';

/** Throws `CallFailed`. */
export async function checkActions(
  api: HubSpotApi,
  taskProperty: string,
  rules: readonly ActionRule[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const task = rules.find(({ kind }) => kind === 'task');
  if (task !== undefined) problems.push(...(await taskProblems(api, taskProperty, task, signal)));
  for (const rule of rules) if (rule.kind === 'enrol') problems.push(...(await listProblems(api, rule, signal)));
  return problems;
}

async function taskProblems(
  api: HubSpotApi,
  name: string,
  { at }: ActionRule,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const property = (await describeObject(api, 'tasks', signal)).find((each) => each.name === name);
  if (property?.isUnique === true && property.type === 'text') return [];
  return [
    error(
      'sync/task-key',
      at.name,
      property === undefined
        ? `tasks has no property ${name}.`
        : `${name} of tasks is no text that requires unique values.`,
      {
        why: 'By it a task is known again; without it a task whose answer is lost would be made twice.',
        todo: 'Create such a property of tasks, of the type single-line text, and require unique values; or name another as "task_property" in the connection.',
      },
    ),
  ];
}

async function listProblems(api: HubSpotApi, rule: ActionRule, signal: AbortSignal): Promise<readonly Problem[]> {
  const { to = '', at } = rule;
  const answer = await api.call({ method: 'GET', part: 'lists', path: `/${encodeURIComponent(to)}`, signal });
  if (answer.came === 'refusal' && answer.refusal.httpStatus === 404)
    return [error('sync/unknown-list', at.name, `HubSpot has no list with the id ${to}.`)];
  if (answer.came !== 'answer') throw new CallFailed(answer);
  const read = jsonAs(listAnswer, answer.text);
  if (read === undefined) throw new CallFailed(nothing('unreadable'));
  const { processingType, objectTypeId } = read.list;
  if (objectTypeId !== contactType)
    return [
      error('sync/wrong-list', at.name, `The list ${to} is not one of contacts.`, { todo: 'Name another list.' }),
    ];
  if (processingType !== 'DYNAMIC') return [];
  return [
    error('sync/wrong-list', at.name, `The list ${to} is an active one: HubSpot itself finds who is in it.`, {
      todo: 'Name a static list.',
    }),
  ];
}
