/** An action as a call of its own, signed like every other, that the receiver knows again by its key. */
import type { ActionAbilities, PlannedAction } from '../../actions/action.js';

const whom = { isNeeded: false, pattern: /^[A-Za-z0-9][A-Za-z0-9_.@-]*$/, looksLike: 'letters, digits, _, ., @ and -' };

/** What reads the call does it; it knows what its own ids look like. */
export const webhookActions = {
  task: { to: { ...whom, is: 'the id of whom the task is for' } },
  alert: { to: { ...whom, is: 'the id of whom to tell' } },
  assign: { to: { ...whom, is: 'the id of the owner', isNeeded: true } },
  enrol: { to: { ...whom, is: 'the id of the programme', isNeeded: true } },
} satisfies ActionAbilities;

/** The same action is the same text. */
export function actionBody(action: PlannedAction): string {
  const { key, rule, kind, transitionId, object, crmId, subject, description, foundAt, dueAt, to } = action;
  return JSON.stringify({
    action: {
      key,
      rule,
      do: kind,
      transition_id: transitionId,
      object,
      crm_id: crmId,
      subject,
      description,
      found_at: foundAt,
      due_at: dueAt ?? null,
      to: to ?? null,
    },
  });
}
