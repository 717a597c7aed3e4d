/** Rows as Collections: 200 a call, or five times that in one Composite call. */
import { z } from 'zod';
import type { CallAnswer, RowAnswer } from '../../destination.js';
import type { HttpAnswer } from '../../http/client.js';
import { jsonAs } from '../../http/json.js';
import { nothing } from '../../http/failure.js';
import type { PlannedRow } from '../../rows.js';
import { noAssignment, type SalesforceApi } from './api.js';
import { refusalOf } from './errors.js';
import { answersOf, saveResults } from './save-results.js';
import { fieldsJson } from './values.js';
import { sentValues } from '../sent-values.js';

export const rowsPerCollection = 200;

/** How records of one object are named: by their id, or by a unique external id. */
export interface Named {
  /** Salesforce's name of the object. */
  readonly object: string;
  readonly externalId?: string;
}

/** One call with up to 200 rows. */
export async function sendCollection(
  api: SalesforceApi,
  named: Named,
  rows: readonly PlannedRow[],
  signal: AbortSignal,
): Promise<CallAnswer> {
  const answer = await api.call({
    method: 'PATCH',
    path: pathOf(named),
    body: bodyOf(named, rows),
    signal,
    sent: sentValues(rows),
  });
  if (answer.came !== 'answer') return answer;
  const results = jsonAs(saveResults, answer.text);
  if (results === undefined) return nothing('unreadable');
  return { came: 'rows', rows: answersOf(rows, results, named.externalId === undefined), ...about(api, answer) };
}

const compositeAnswer = z.object({
  compositeResponse: z.array(z.object({ body: z.unknown(), httpStatusCode: z.number(), referenceId: z.string() })),
});

/**
 * One counted call with up to five collections. Where one of them was refused as a whole, so is the call: rows of the
 * others are then sent again, to the same values.
 */
export async function sendComposite(
  api: SalesforceApi,
  named: Named,
  rows: readonly PlannedRow[],
  perCollection: number,
  { signal, now }: { readonly signal: AbortSignal; readonly now: Date },
): Promise<CallAnswer> {
  const parts = new Map<string, readonly PlannedRow[]>();
  for (let at = 0; at < rows.length; at += perCollection) parts.set(`rows${at}`, rows.slice(at, at + perCollection));
  const requests = [...parts].map(
    ([referenceId, part]) =>
      // A subrequest takes over no header but those of the session.
      `{"method":"PATCH","url":${JSON.stringify(api.prefix + pathOf(named))},"referenceId":"${referenceId}",` +
      `"httpHeaders":${JSON.stringify(noAssignment)},"body":${bodyOf(named, part)}}`,
  );
  const answer = await api.call({
    method: 'POST',
    path: '/composite',
    body: `{"allOrNone":false,"compositeRequest":[${requests.join(',')}]}`,
    signal,
    sent: sentValues(rows),
  });
  if (answer.came !== 'answer') return answer;
  const read = jsonAs(compositeAnswer, answer.text);
  if (read === undefined) return nothing('unreadable');
  const answered: RowAnswer[] = [];
  for (const { body, httpStatusCode, referenceId } of read.compositeResponse) {
    const part = parts.get(referenceId) ?? [];
    const inner: HttpAnswer = { ...answer, status: httpStatusCode, text: JSON.stringify(body) };
    if (httpStatusCode !== 200)
      return { came: 'refusal', refusal: refusalOf(inner, sentValues(part), now), ...about(api, answer) };
    const results = saveResults.safeParse(body);
    if (results.success) answered.push(...answersOf(part, results.data, named.externalId === undefined));
  }
  return { came: 'rows', rows: answered, ...about(api, answer) };
}

function pathOf({ object, externalId }: Named): string {
  return externalId === undefined
    ? '/composite/sobjects'
    : `/composite/sobjects/${encodeURIComponent(object)}/${encodeURIComponent(externalId)}`;
}

function bodyOf({ object, externalId }: Named, rows: readonly PlannedRow[]): string {
  const type = `"attributes":{"type":${JSON.stringify(object)}}`;
  const key = JSON.stringify(externalId ?? 'id');
  const records = rows.map((row) => `{${[type, `${key}:${JSON.stringify(row.crmId)}`, ...fieldsJson(row)].join(',')}}`);
  return `{"allOrNone":false,"records":[${records.join(',')}]}`;
}

function about(api: SalesforceApi, { headers }: HttpAnswer) {
  const requestId = headers.get('x-sfdc-request-id');
  return {
    ...(api.limits !== undefined && { limits: api.limits }),
    ...(requestId !== undefined && { requestId }),
  };
}
