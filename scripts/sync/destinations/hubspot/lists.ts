/** A record into a static list, on which a workflow of the account may enrol. */
import { z } from 'zod';
import type { CallAnswer } from '../../destination.js';
import { nothing } from '../../http/failure.js';
import { jsonAs } from '../../http/json.js';
import type { ApiCall } from './api.js';

/** A record that is a member already stands in none of these. */
export const membersChanged = z.object({ recordIdsMissing: z.array(z.string()) });

export function addCall(list: string, record: string): Pick<ApiCall, 'method' | 'part' | 'path' | 'body'> {
  return { method: 'PUT', part: 'lists', path: `/${encodeURIComponent(list)}/memberships/add`, body: [record] };
}

/** Records that do not exist are passed over without an error: the answer names them. */
export function memberAnswer(text: string, record: string): CallAnswer {
  const read = jsonAs(membersChanged, text);
  if (read === undefined) return nothing('unreadable');
  if (!read.recordIdsMissing.includes(record)) return { came: 'rows', rows: [{ seq: 1, said: 'ok' }] };
  const refusal = { code: 'OBJECT_NOT_FOUND', message: 'There is no such record to put into the list.' };
  return { came: 'rows', rows: [{ seq: 1, said: 'refused', refusal }] };
}
