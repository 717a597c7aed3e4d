/** Actions as lines for a person and as JSON. */
import { terminalText } from '../../run/terminal-text.js';
import type { ActionPlan } from '../../sync/actions/plan-actions.js';
import type { ActionToLookAt } from '../../sync/actions/records.js';
import type { RefusedActions } from '../../sync/actions/refused.js';
import type { ActionSummary } from '../../sync/actions/send-actions.js';
import { countOf, number } from './plan-text.js';

export function actionPlanLines(plan: ActionPlan | undefined): readonly string[] {
  if (plan === undefined) return [];
  const { byRule, planned, again, notAgain, most, isOverLimit, withoutRecord, newRules } = plan;
  const parts = [...byRule].filter(([, actions]) => actions > 0).map(([rule, actions]) => `${number(actions)} ${rule}`);
  return [
    '',
    isOverLimit
      ? `Actions: none is done, since ${number(planned)} are more than ${number(most)}, the most of one run (actions_per_run).`
      : planned === 0
        ? 'Actions: none.'
        : `Actions: ${parts.join(', ')}, once the fields are written.`,
    ...(again > 0 ? [`  ${number(again)} of them ${again === 1 ? 'was' : 'were'} refused before.`] : []),
    ...(notAgain > 0
      ? [
          `  ${countOf(notAgain, 'refused action')} ${notAgain === 1 ? 'is' : 'are'} not tried again: the lead has moved on, or no rule or record of it is left, or its change was found more than two days ago.`,
        ]
      : []),
    ...(withoutRecord > 0 ? [`  ${number(withoutRecord)} more are of people without a record to write.`] : []),
    ...(newRules.length > 0 ? [`  From now on: ${newRules.join(', ')}; what changed before does not count.`] : []),
  ];
}

export function actionPlanJson(plan: ActionPlan | undefined): object | null {
  if (plan === undefined) return null;
  return {
    planned: plan.planned,
    by_rule: Object.fromEntries(plan.byRule),
    again: plan.again,
    not_again: plan.notAgain,
    most: plan.most,
    over_limit: plan.isOverLimit,
    without_record: plan.withoutRecord,
    new_rules: plan.newRules,
  };
}

export function actionLines({ done, refused, unknown, waiting, stop }: ActionSummary): readonly string[] {
  const parts = [
    `${number(done)} done`,
    ...(refused > 0 ? [`${number(refused)} refused`] : []),
    ...(unknown > 0 ? [`${number(unknown)} unknown`] : []),
    ...(waiting > 0 ? [`${number(waiting)} waiting`] : []),
  ];
  return [`Actions: ${parts.join(', ')}${stop === undefined ? '' : `; ${terminalText(stop)}`}`];
}

export function actionsToLookAtLines(actions: readonly ActionToLookAt[]): readonly string[] {
  if (actions.length === 0) return [];
  return [
    `${countOf(actions.length, 'action')} to look at:`,
    ...actions.map(({ rule, record, status, code, message, intendedAt }) => {
      const when = intendedAt === undefined ? '' : ` ${intendedAt}`;
      return status === 'unknown'
        ? `  ${rule} of ${terminalText(record)}${when}: look whether it was done; it is not sent again (${terminalText(code)})`
        : `  ${rule} of ${terminalText(record)}${when}: refused, ${terminalText(code)}: ${terminalText(message)}`;
    }),
  ];
}

/** What can be done about those that were refused. */
export function refusedActionsLines({ refused, retryable, due }: RefusedActions): readonly string[] {
  if (refused === 0) return [];
  const left = refused - retryable - due;
  return [
    `${countOf(refused, 'action')} refused:`,
    ...(due > 0 ? [`  ${number(due)} the next plan takes up`] : []),
    ...(retryable > 0
      ? [`  ${number(retryable)} \`npx leadscore sync retry\` takes up, once the cause is mended`]
      : []),
    ...(left > 0
      ? [`  ${number(left)} no more: the change was found more than two days ago, or its rule is gone`]
      : []),
  ];
}

export function refusedActionsJson({ refused, retryable, due }: RefusedActions): object {
  return { refused, retryable, due };
}
