import type { Problem } from '../../../problem.js';
import type { FieldMapping, ObjectName } from '../../rows.js';

/** What only Tryton forbids: names that are none, and a record's id among the fields. */
export function checkMapping(
  mapping: readonly FieldMapping[],
  objects: ReadonlyMap<ObjectName, string>,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const model of new Set(objects.values()))
    if (!/^[a-z_]\w*(?:\.\w+)*$/i.test(model))
      problems.push({
        code: 'sync/object-name',
        severity: 'error',
        what: `${JSON.stringify(model)} is no name of a model of Tryton.`,
        todo: 'Write the technical name, such as sale.opportunity or party.party.',
      });
  for (const { field, object } of mapping) {
    if (!/^[a-z_]\w{0,62}$/i.test(field))
      problems.push({
        code: 'sync/field-name',
        severity: 'error',
        what: `${JSON.stringify(field)} is no name of a field of Tryton.`,
        todo: 'Write the technical name, such as conversion_probability.',
      });
    if (field === 'id')
      problems.push({
        code: 'sync/key-is-written',
        severity: 'error',
        what: `id of ${objects.get(object) ?? object} is what records are found by, and is written as well.`,
        todo: 'Take it out of the fields.',
      });
  }
  return problems;
}
