/** An action as a call of its own, signed like every other, that the receiver knows again by its key. */
import type { PlannedAction } from '../../actions/action.js';

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
