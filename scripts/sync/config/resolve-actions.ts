/** `actions:` of a sync file: what the destination can do, and for whom. */
import type { Problem } from '../../problem.js';
import { error, type Report } from '../../rubric/report.js';
import type { Cursor } from '../../rubric/yaml/cursor.js';
import { actionKinds, type ActionAbility, type ActionRule, usualDirections } from '../actions/action.js';
import type { DestinationKind } from '../destinations/kind.js';
import type { SyncText } from './schema.js';

type RuleText = NonNullable<SyncText['actions']>[string];

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
    const ability = kind.actions?.[rule.do];
    if (ability === undefined) report(unknownAction(rule, kind, here));
    else {
      for (const fault of [receiverFault(name, rule, ability, here), ...recordFaults(value, rule, ability, here)])
        if (fault !== undefined) report(fault);
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
        name: here.place,
        rubric: here.at('rubric').place,
        tiers: rule.tiers.map((_, index) => here.at('tiers').at(index).place),
      },
    };
  });
}

function unknownAction(rule: RuleText, kind: DestinationKind, { place }: Cursor): Problem {
  const can = actionKinds.filter((each) => kind.actions?.[each] !== undefined);
  return error('sync/unknown-action', place, `${kind.name} cannot do "${rule.do}".`, {
    todo:
      can.length === 0
        ? 'It writes fields only; take "actions" out.'
        : `It can do ${can.join(', ')}. What else is to be done stands in a sync of another destination, such as a webhook.`,
  });
}

function receiverFault(name: string, { to }: RuleText, ability: ActionAbility, here: Cursor): Problem | undefined {
  const { is, isNeeded, pattern, looksLike } = ability.to;
  if (to === undefined)
    return isNeeded
      ? error('sync/no-receiver', here.place, `"${name}" does not say to whom: "to" is missing.`, {
          todo: `Add "to:" with ${is}.`,
        })
      : undefined;
  return pattern.test(to)
    ? undefined
    : error('sync/wrong-receiver', here.at('to').place, `"to" must be ${is}: ${looksLike}.`);
}

/** Where it could not be done to any record, or not to those of one object. */
function recordFaults(
  { destination, connection = {}, objects = {} }: SyncText,
  rule: RuleText,
  ability: ActionAbility,
  { place }: Cursor,
): readonly Problem[] {
  const key = ability.notWith?.find((each) => connection[each] !== undefined);
  const other = Object.values(objects).find(
    (each) => ability.objects !== undefined && !ability.objects.includes(each.toLowerCase()),
  );
  return [
    ...(key === undefined
      ? []
      : [
          error(
            'sync/action-without-id',
            place,
            `"${rule.do}" needs record ids, and "${key}" names records otherwise.`,
            {
              todo: `Take "${key}" out of the connection, or "actions" into a sync of its own.`,
            },
          ),
        ]),
    ...(other === undefined
      ? []
      : [
          error('sync/action-of-object', place, `${destination} does no "${rule.do}" to records of "${other}".`, {
            todo: `Take "${other}" out of "objects", or the action into a sync of its own.`,
          }),
        ]),
  ];
}
