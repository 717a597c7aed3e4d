import { Refused, type Answer } from '../../call.js';
import { anyBodyOf } from '../batch-input.js';
import type { Endpoint } from '../endpoint.js';
import type { Portal, RecordList } from '../portal.js';
import { refusal } from '../refusal.js';

/** @throws Refused where there is no such list. */
function listNamed(portal: Portal, id: string): RecordList {
  const list = portal.lists.get(id);
  if (list !== undefined) return list;
  throw new Refused(refusal(404, 'OBJECT_NOT_FOUND', `List does not exist with ID ${id}.`));
}

const listRead: Endpoint = {
  method: 'GET',
  path: /^\/lists\/(?<list>[^/]+)$/,
  scope: () => 'crm.lists.read',
  answer(portal, _call, { list = '' }) {
    const { listId, name, objectTypeId, processingType, members } = listNamed(portal, list);
    const additionalProperties = { hs_list_size: String(members.size) };
    return {
      status: 200,
      body: {
        list: { listId, name, objectTypeId, processingType, processingStatus: 'COMPLETE', additionalProperties },
      },
    };
  },
};

/** PUT /lists/{id}/memberships/add: ids as strings. Members stay, and records that are not there are passed over. */
const membersAdd: Endpoint = {
  method: 'PUT',
  path: /^\/lists\/(?<list>[^/]+)\/memberships\/add$/,
  scope: () => 'crm.lists.write',
  answer(portal, call, { list = '' }): Answer {
    const found = listNamed(portal, list);
    const ids = anyBodyOf(call);
    if (!Array.isArray(ids) || !ids.every((id): id is string => typeof id === 'string'))
      throw new Refused(refusal(400, 'VALIDATION_ERROR', 'Invalid input JSON: a list of record ids was expected.'));
    if (found.processingType === 'DYNAMIC')
      throw new Refused(
        refusal(
          400,
          'VALIDATION_ERROR',
          `List ${list} is DYNAMIC: records are put into MANUAL and SNAPSHOT lists only.`,
        ),
      );
    const type = portal.objectNamed(found.objectTypeId);
    const isThere = (id: string): boolean => type !== undefined && portal.record(type, id)?.archived === false;
    const added = ids.filter((id) => isThere(id) && !found.members.has(id));
    for (const id of added) {
      found.members.add(id);
      portal.history.write({
        object: 'lists',
        id: list,
        what: 'update',
        by: 'memberships/add',
        fields: { member: id },
      });
    }
    return {
      status: 200,
      body: { recordsIdsAdded: added, recordIdsRemoved: [], recordIdsMissing: ids.filter((id) => !isThere(id)) },
    };
  },
};

export const lists: readonly Endpoint[] = [listRead, membersAdd];
