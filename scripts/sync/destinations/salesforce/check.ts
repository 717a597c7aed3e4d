import type { Problem } from '../../../problem.js';
import type { DescribedField } from '../../destination.js';
import type { FieldMapping, ObjectName } from '../../rows.js';
import { fieldProblems } from '../field-problems.js';
import { keyIsWritten, noFieldName } from '../mapping-problems.js';

/**
 * What is wrong with a mapping: names that are none, an external id that does not tell records apart, and whatever the
 * described objects do not take.
 */
export function checkMapping(
  mapping: readonly FieldMapping[],
  objects: ReadonlyMap<ObjectName, string>,
  externalId: string | undefined,
  described: ReadonlyMap<ObjectName, readonly DescribedField[]> = new Map(),
): readonly Problem[] {
  return [
    ...mapping.flatMap((mapped) => ownProblems(mapped, objects, externalId)),
    ...(externalId === undefined ? [] : externalIdProblems(externalId, objects, described)),
    ...fieldProblems(
      mapping.filter((mapped) => isName(mapped) && !isKey(mapped, externalId)),
      described,
      {
        objects,
        missing: () =>
          'Create it in the object manager, or give the permission set of our user the right to read and edit it.',
        readOnly:
          'Give the permission set of our user the right to edit it; what Salesforce fills itself nobody writes.',
      },
    ),
  ];
}

function isName({ field }: FieldMapping): boolean {
  return /^[A-Za-z]\w{0,79}$/.test(field);
}

function isKey({ field }: FieldMapping, externalId = 'Id'): boolean {
  return field.toLowerCase() === externalId.toLowerCase();
}

function ownProblems(
  mapped: FieldMapping,
  objects: ReadonlyMap<ObjectName, string>,
  externalId: string | undefined,
): readonly Problem[] {
  return [
    ...(isName(mapped)
      ? []
      : [
          noFieldName(
            mapped,
            'no API name of a Salesforce field',
            'Write the name that stands under "Field Name" in the object manager, such as Lead_Score__c.',
          ),
        ]),
    ...(isKey(mapped, externalId) ? [keyIsWritten(mapped, objects)] : []),
  ];
}

function externalIdProblems(
  externalId: string,
  objects: ReadonlyMap<ObjectName, string>,
  described: ReadonlyMap<ObjectName, readonly DescribedField[]>,
): readonly Problem[] {
  return [...described].flatMap(([object, fields]): readonly Problem[] => {
    const field = fields.find(({ name }) => name.toLowerCase() === externalId.toLowerCase());
    const name = objects.get(object) ?? object;
    if (field?.isUnique === true) return [];
    return [
      {
        code: 'sync/external-id',
        severity: 'error',
        what:
          field === undefined
            ? `${name} has no field ${externalId} that our user can see.`
            : `${externalId} of ${name} is not both unique and an external id.`,
        why: 'By any other field an upsert may write to the wrong record, or make a second one.',
        todo: 'Tick "External ID" and "Unique" in its definition, or take "external_id" out of the connection.',
      },
    ];
  });
}
