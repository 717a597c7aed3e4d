import { isObject, Refused } from '../call.js';
import type { Portal } from './portal.js';
import type { ObjectType } from './properties.js';
import { refusal } from './refusal.js';

/** HubSpot's own kinds of association that are known here: from which object to which. */
const kinds: Readonly<Record<number, readonly [from: string, to: string]>> = {
  204: ['tasks', 'contacts'],
  192: ['tasks', 'companies'],
};

export interface Association {
  readonly typeId: number;
  readonly to: string;
}

/** @throws Refused where one is of no kind that there is between the objects, or to a record that is not there. */
export function associationsOf(portal: Portal, type: ObjectType, asked: unknown): readonly Association[] {
  if (asked === undefined) return [];
  if (!Array.isArray(asked)) throw invalid('associations is a list.');
  return asked.flatMap((each: unknown) => {
    const { to, types } = isObject(each) ? each : {};
    const id = isObject(to) ? to['id'] : undefined;
    if (typeof id !== 'string' || !Array.isArray(types))
      throw invalid('an association has "to" with an id, and types.');
    return types.map((kind: unknown) => {
      const { associationCategory, associationTypeId } = isObject(kind) ? kind : {};
      const [from, object = ''] = kinds[Number(associationTypeId)] ?? [];
      if (associationCategory !== 'HUBSPOT_DEFINED' || from !== type.name)
        throw invalid(`there is no association ${String(associationTypeId)} of ${type.name}.`);
      const target = portal.objectNamed(object);
      if (target === undefined || portal.record(target, id)?.archived !== false)
        throw new Refused(refusal(404, 'OBJECT_NOT_FOUND', `No ${object} object exists with id ${id}.`));
      return { typeId: Number(associationTypeId), to: id };
    });
  });
}

function invalid(message: string): Refused {
  return new Refused(refusal(400, 'VALIDATION_ERROR', `Invalid input JSON: ${message}`));
}
