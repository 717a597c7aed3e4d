/** An action as columns: what is done, its details in words, by when, and by which playbook. */
import type { Tier } from '../../rubric/model.js';
import { minutesOf } from '../../rubric/duration.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';

export const actionColumns = ['action', 'action_details', 'action_due_minutes', 'playbook'] as const;

/** `playbook` is a text for people, and no detail. */
function detailsOf({ details }: Tier['action']): string {
  return [...details]
    .filter(([name]) => name !== 'playbook')
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}

/** Of a STRUCT, in the order of `actionColumns`. */
export function actionFields(action: Tier['action']): string {
  const minutes = minutesOf(String(action.details.get('within') ?? ''));
  const playbook = action.details.get('playbook');
  return [
    `${sqlxText(action.do)} AS action`,
    `${sqlxText(detailsOf(action))} AS action_details`,
    `${minutes ?? typedNull('INT64')} AS action_due_minutes`,
    `${playbook === undefined ? typedNull('STRING') : sqlxText(String(playbook))} AS playbook`,
  ].join(', ');
}
