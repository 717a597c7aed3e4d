import type { Problem } from '../../../problem.js';
import type { DescribedField } from '../../destination.js';
import type { FieldMapping, ObjectName } from '../../rows.js';
import { fieldProblems } from '../field-problems.js';
import { keyIsWritten, noFieldName } from '../mapping-problems.js';
import { isPropertyName } from './kind.js';

/**
 * What is wrong with a mapping: names that are none, a unique property that is not unique, and whatever the described
 * objects do not take.
 */
export function checkMapping(
  mapping: readonly FieldMapping[],
  objects: ReadonlyMap<ObjectName, string>,
  uniqueProperty: string | undefined,
  described: ReadonlyMap<ObjectName, readonly DescribedField[]> = new Map(),
): readonly Problem[] {
  return [
    ...mapping.flatMap((mapped) => ownProblems(mapped, objects, uniqueProperty)),
    ...(uniqueProperty === undefined ? [] : uniqueProblems(uniqueProperty, objects, described)),
    ...fieldProblems(
      mapping.filter((mapped) => isPropertyName(mapped.field) && !isKey(mapped, uniqueProperty)),
      described,
      {
        objects,
        missing: () =>
          'Create it in the settings of the account, or let it be made: `npx leadscore sync plan --create-fields`.',
        readOnly: 'Take another property: what HubSpot fills or calculates itself nobody writes.',
      },
    ),
  ];
}

function isKey({ field }: FieldMapping, uniqueProperty: string | undefined): boolean {
  return field === 'hs_object_id' || field === uniqueProperty;
}

function ownProblems(
  mapped: FieldMapping,
  objects: ReadonlyMap<ObjectName, string>,
  uniqueProperty: string | undefined,
): readonly Problem[] {
  return [
    ...(isPropertyName(mapped.field)
      ? []
      : [
          noFieldName(
            mapped,
            'no internal name of a HubSpot property',
            'Write the internal name, in small letters, digits and _, such as lead_score; it stands under </> beside the label.',
          ),
        ]),
    ...(isKey(mapped, uniqueProperty) ? [keyIsWritten(mapped, objects)] : []),
  ];
}

function uniqueProblems(
  uniqueProperty: string,
  objects: ReadonlyMap<ObjectName, string>,
  described: ReadonlyMap<ObjectName, readonly DescribedField[]>,
): readonly Problem[] {
  return [...described].flatMap(([object, fields]): readonly Problem[] => {
    const field = fields.find(({ name }) => name === uniqueProperty);
    const name = objects.get(object) ?? object;
    if (field?.isUnique === true) return [];
    return [
      {
        code: 'sync/unique-property',
        severity: 'error',
        what:
          field === undefined
            ? `${name} has no property ${uniqueProperty}.`
            : `${uniqueProperty} of ${name} does not require unique values.`,
        why: 'HubSpot finds records only by a property that does, which is settled when it is created.',
        todo: 'Create one that does, or take "unique_property" out of the connection.',
      },
    ];
  });
}
