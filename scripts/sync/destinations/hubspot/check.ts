import type { Problem } from '../../../problem.js';
import type { DescribedField } from '../../destination.js';
import type { FieldMapping, ObjectName } from '../../rows.js';
import { fieldProblems } from '../field-problems.js';
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
    ...mapping.flatMap((mapped) => [...nameProblems(mapped), ...keyProblems(mapped, objects, uniqueProperty)]),
    ...(uniqueProperty === undefined ? [] : uniqueProblems(uniqueProperty, objects, described)),
    ...fieldProblems(
      mapping.filter((mapped) => isPropertyName(mapped.field) && !isKey(mapped, uniqueProperty)),
      described,
      {
        objects,
        missing: () => 'Create it in the settings of the account, or let it be made: `sync plan --create-fields`.',
        readOnly: 'Take another property: what HubSpot fills or calculates itself nobody writes.',
      },
    ),
  ];
}

function isKey({ field }: FieldMapping, uniqueProperty: string | undefined): boolean {
  return field === 'hs_object_id' || field === uniqueProperty;
}

function nameProblems({ field, at }: FieldMapping): readonly Problem[] {
  if (isPropertyName(field)) return [];
  return [
    {
      code: 'sync/field-name',
      severity: 'error',
      ...(at !== undefined && { place: at }),
      what: `${JSON.stringify(field)} is no internal name of a HubSpot property.`,
      todo: 'Write the internal name, in small letters, digits and _, such as lead_score; it stands under </> beside the label.',
    },
  ];
}

function keyProblems(
  mapped: FieldMapping,
  objects: ReadonlyMap<ObjectName, string>,
  uniqueProperty: string | undefined,
): readonly Problem[] {
  if (!isKey(mapped, uniqueProperty)) return [];
  const { field, object, at } = mapped;
  return [
    {
      code: 'sync/key-is-written',
      severity: 'error',
      ...(at !== undefined && { place: at }),
      what: `${field} of ${objects.get(object) ?? object} is what records are found by, and is written as well.`,
      todo: 'Take it out of the fields.',
    },
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
