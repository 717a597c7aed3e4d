/** Faults of a mapping that every CRM has in the same words. */
import type { Problem } from '../../problem.js';
import type { FieldMapping, ObjectName } from '../rows.js';

/** `is`: "no API name of a Salesforce field". */
export function noFieldName({ field, at }: FieldMapping, is: string, todo: string): Problem {
  return {
    code: 'sync/field-name',
    severity: 'error',
    ...(at !== undefined && { place: at }),
    what: `${JSON.stringify(field)} is ${is}.`,
    todo,
  };
}

/** A field by which records are found, and that is mapped all the same. */
export function keyIsWritten({ field, object, at }: FieldMapping, objects: ReadonlyMap<ObjectName, string>): Problem {
  return {
    code: 'sync/key-is-written',
    severity: 'error',
    ...(at !== undefined && { place: at }),
    what: `${field} of ${objects.get(object) ?? object} is what records are found by, and is written as well.`,
    todo: 'Take it out of the fields.',
  };
}
