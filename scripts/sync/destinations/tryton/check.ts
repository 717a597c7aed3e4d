import type { Problem } from '../../../problem.js';
import type { DescribedField } from '../../destination.js';
import type { FieldMapping, ObjectName } from '../../rows.js';
import { fieldProblems } from '../field-problems.js';
import { keyIsWritten, noFieldName } from '../mapping-problems.js';

/** What is wrong with a mapping: names that are none, a record's id among the fields, and what the described models do not take. */
export function checkMapping(
  mapping: readonly FieldMapping[],
  objects: ReadonlyMap<ObjectName, string>,
  described: ReadonlyMap<ObjectName, readonly DescribedField[]> = new Map(),
): readonly Problem[] {
  return [
    ...[...new Set(objects.values())].filter((model) => !isModelName(model)).map(modelProblem),
    ...mapping.flatMap((mapped) => nameProblems(mapped, objects)),
    ...fieldProblems(
      mapping.filter(({ field }) => isFieldName(field) && field !== 'id'),
      described,
      {
        objects,
        missing: () => 'Write the technical name, or have a module of yours add the field.',
        readOnly: 'Take another field: what Tryton fills or works out itself nobody writes.',
      },
    ),
  ];
}

function isModelName(text: string): boolean {
  return /^[a-z_]\w*(?:\.\w+)*$/i.test(text);
}

function isFieldName(text: string): boolean {
  return /^[a-z_]\w{0,62}$/i.test(text);
}

function modelProblem(model: string): Problem {
  return {
    code: 'sync/object-name',
    severity: 'error',
    what: `${JSON.stringify(model)} is no name of a model of Tryton.`,
    todo: 'Write the technical name, such as sale.opportunity or party.party.',
  };
}

function nameProblems(mapped: FieldMapping, objects: ReadonlyMap<ObjectName, string>): readonly Problem[] {
  if (!isFieldName(mapped.field))
    return [
      noFieldName(mapped, 'no name of a field of Tryton', 'Write the technical name, such as conversion_probability.'),
    ];
  return mapped.field === 'id' ? [keyIsWritten(mapped, objects)] : [];
}
