/** `actions:` of a sync file: what the destination can do, and for whom. */
import { error, type Report } from '../../rubric/report.js';
import type { Cursor } from '../../rubric/yaml/cursor.js';
import { type ActionRule, usualDirections } from '../actions/action.js';
import type { DestinationKind } from '../destinations/kind.js';
import type { SyncText } from './schema.js';

/** In the order of the file. */
export function resolveActions(
  value: SyncText,
  kind: DestinationKind,
  cursor: Cursor,
  report: Report,
): readonly ActionRule[] {
  const rules = Object.entries(value.actions ?? {});
  if (value.stage === 'fields+actions' && rules.length === 0) {
    report(
      error('sync/no-actions', cursor.at('stage').place, 'The stage is "fields+actions", and there are no "actions".', {
        todo: 'Add such as "actions: { call: { do: task, tiers: [hot] } }", or set "stage: fields".',
      }),
    );
  }
  return rules.map(([name, rule]): ActionRule => {
    const here = cursor.at('actions').at(name);
    const { place } = here;
    const can = kind.actions ?? [];
    if (!can.includes(rule.do)) {
      report(
        error('sync/unknown-action', place, `${value.destination} cannot do "${rule.do}".`, {
          todo:
            can.length === 0
              ? 'It writes fields only; take "actions" out.'
              : `It can do ${can.join(', ')}. What else is to be done stands in a sync of another destination, such as a webhook.`,
        }),
      );
    }
    if ((rule.do === 'assign' || rule.do === 'enrol') && rule.to === undefined) {
      report(
        error('sync/no-receiver', place, `"${name}" does not say to whom: "to" is missing.`, {
          todo:
            rule.do === 'assign'
              ? 'Add "to:" with the CRM\'s id of the owner.'
              : 'Add "to:" with the CRM\'s id of the campaign, list or programme.',
        }),
      );
    }
    return {
      name,
      kind: rule.do,
      tiers: rule.tiers,
      directions: rule.directions ?? usualDirections,
      ...(rule.rubric !== undefined && { rubric: rule.rubric }),
      ...(rule.subject !== undefined && { subject: rule.subject }),
      ...(rule.to !== undefined && { to: rule.to }),
      at: {
        name: place,
        rubric: here.at('rubric').place,
        tiers: rule.tiers.map((_, index) => here.at('tiers').at(index).place),
      },
    };
  });
}
