/** Sending as a job of Bulk API 2.0. No job has an assignment rule. */
import { z } from 'zod';
import { type CallAnswer, CallFailed, type JobRoute, type JobState, type Refusal } from '../../../destination.js';
import { StreamBroken } from '../../../http/client.js';
import { nothing } from '../../../http/failure.js';
import { jsonAs } from '../../../http/json.js';
import type { ObjectName, PlannedRow } from '../../../rows.js';
import type { SalesforceApi } from '../api.js';
import type { Named } from '../collections.js';
import { idKey } from '../ids.js';
import { csvRows } from './csv-rows.js';
import { jobRefusal, rowRefusal, unprocessed } from './results.js';
import { uploadCsv, UploadTooLarge } from './upload.js';

export const job = z.object({
  id: z.string().regex(/^[a-zA-Z0-9]{15,18}$/),
  state: z.string(),
  errorMessage: z.string().nullish(),
});
const jobList = z.object({
  done: z.boolean(),
  nextRecordsUrl: z.string().nullish(),
  records: z.array(
    job.extend({
      createdById: z.string().default(''),
      createdDate: z.string().default(''),
      jobType: z.string().default(''),
      object: z.string().default(''),
      operation: z.string().default(''),
    }),
  ),
});
type ListedJob = z.output<typeof jobList>['records'][number];

/** By how much Salesforce's clock may be behind ours. */
const mostSkew = 10 * 60 * 1000;

/** 100 MB take their time on a slow line. */
const uploadTimeout = 15 * 60 * 1000;

export class BulkJobs implements JobRoute {
  readonly #api: SalesforceApi;
  readonly #named: (object: ObjectName) => Named;
  /** What the jobs of this process were created for: no other process takes up an upload. */
  readonly #created = new Map<string, { readonly named: Named; readonly fields: readonly string[] }>();

  constructor(api: SalesforceApi, named: (object: ObjectName) => Named) {
    this.#api = api;
    this.#named = named;
  }

  async create(object: ObjectName, fields: readonly string[]): Promise<{ readonly jobId: string } | Refusal> {
    const named = this.#named(object);
    const answer = await this.#json('POST', '/jobs/ingest', jobBody(named));
    if (answer.came === 'refusal') return answer.refusal;
    // A job may have been made all the same: it has no data, and stands among `openJobs`.
    if (answer.came === 'nothing')
      return { code: `NO_ANSWER_${answer.because.toUpperCase()}`, message: answer.message };
    this.#created.set(answer.job.id, { named, fields });
    return { jobId: answer.job.id };
  }

  async upload(jobId: string, rows: AsyncIterable<PlannedRow>, signal: AbortSignal): Promise<CallAnswer> {
    const created = this.#created.get(jobId);
    if (created === undefined) throw new Error('a job is uploaded by the process that created it');
    const { named, fields } = created;
    try {
      const put = await this.#api.call({
        method: 'PUT',
        path: `/jobs/ingest/${jobId}/batches`,
        body: uploadCsv(named.externalId ?? 'Id', fields, rows),
        contentType: 'text/csv; charset=UTF-8',
        signal,
        timeout: uploadTimeout,
      });
      if (put.came !== 'answer') return put;
    } catch (error) {
      if (!(error instanceof UploadTooLarge)) throw error;
      await this.abandon(jobId);
      return { came: 'refusal', refusal: { code: 'JOB_TOO_LARGE', message: error.message, httpStatus: 413 } };
    }
    const closed = await this.#json('PATCH', `/jobs/ingest/${jobId}`, { state: 'UploadComplete' }, signal);
    if (closed.came !== 'job') return closed;
    this.#created.delete(jobId);
    return { came: 'rows', rows: [], ...(this.#api.limits !== undefined && { limits: this.#api.limits }) };
  }

  async state(jobId: string): Promise<JobState> {
    const answer = await this.#json('GET', `/jobs/ingest/${checkedJobId(jobId)}`);
    if (answer.came !== 'job') throw new CallFailed(answer);
    const { state, errorMessage } = answer.job;
    if (state === 'Open') return { is: 'open' };
    if (state === 'JobComplete') return { is: 'done' };
    if (state === 'Aborted') return { is: 'failed', refusal: { code: 'JOB_ABORTED', message: 'The job was aborted.' } };
    if (state === 'Failed') return { is: 'failed', refusal: jobRefusal(errorMessage ?? '') };
    return { is: 'running' };
  }

  async *answers(
    jobId: string,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly crmId: string; readonly said: 'ok' | Refusal }> {
    for await (const { key } of this.#results(jobId, 'successfulResults', signal)) yield { crmId: key, said: 'ok' };
    for await (const { key, error, sent } of this.#results(jobId, 'failedResults', signal))
      yield { crmId: key, said: rowRefusal(error, sent) };
    for await (const { key } of this.#results(jobId, 'unprocessedrecords', signal))
      yield { crmId: key, said: unprocessed };
  }

  async abandon(jobId: string): Promise<void> {
    this.#created.delete(jobId);
    const answer = await this.#json('PATCH', `/jobs/ingest/${checkedJobId(jobId)}`, { state: 'Aborted' });
    if (answer.came === 'job') return;
    const isOver = answer.came === 'refusal' && /^(?:INVALIDJOBSTATE|NOT_FOUND)$/.test(answer.refusal.code);
    if (!isOver) throw new CallFailed(answer);
  }

  /** Open jobs of our own user that are as ours would be; a job has no place for a mark of ours. */
  async openJobs(since: ReadonlyMap<ObjectName, number>): Promise<readonly string[]> {
    const { signal } = new AbortController();
    const session = await this.#api.session.get(signal);
    if (session.came !== 'session') throw new CallFailed(session);
    const open: string[] = [];
    let path: string | undefined = '/jobs/ingest?jobType=V2Ingest';
    while (path !== undefined) {
      const answer = await this.#api.call({ method: 'GET', path, signal });
      if (answer.came !== 'answer') throw new CallFailed(answer);
      const list: z.output<typeof jobList> | undefined = jsonAs(jobList, answer.text);
      if (list === undefined) throw new CallFailed(nothing('unreadable'));
      for (const each of list.records)
        if (idKey(each.createdById) === idKey(session.userId) && this.#mayBeOurs(each, since)) open.push(each.id);
      path = list.done ? undefined : (list.nextRecordsUrl ?? undefined);
    }
    return open;
  }

  #mayBeOurs(
    { state, jobType, object, operation, createdDate }: ListedJob,
    since: ReadonlyMap<ObjectName, number>,
  ): boolean {
    if (state !== 'Open' || jobType !== 'V2Ingest') return false;
    return [...since].some(([name, moment]) => {
      const wanted = jobBody(this.#named(name));
      const isMadeSince = !(Date.parse(createdDate) < moment - mostSkew);
      return object === wanted.object && operation === wanted.operation && isMadeSince;
    });
  }

  async #json(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown, signal = new AbortController().signal) {
    const answer = await this.#api.call({
      method,
      path,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
    if (answer.came !== 'answer') return answer;
    const read = jsonAs(job, answer.text);
    return read === undefined ? nothing('unreadable') : { came: 'job' as const, job: read };
  }

  async *#results(jobId: string, file: string, signal: AbortSignal) {
    const path = `/jobs/ingest/${checkedJobId(jobId)}/${file}/`;
    const answer = await this.#api.stream({ method: 'GET', path, signal });
    if (answer.came !== 'stream') throw new CallFailed(answer);
    let columns: { readonly count: number; readonly key: number; readonly error: number } | undefined;
    try {
      for await (const row of csvRows(answer.chunks)) {
        if (columns === undefined) {
          // Behind what Salesforce adds, the first column that was sent names the record.
          const key = row.findIndex((name) => !name.startsWith('sf__'));
          columns = { count: row.length, key, error: row.indexOf('sf__Error') };
          continue;
        }
        // A last line that was cut off tells of nobody.
        if (row.length !== columns.count) throw new StreamBroken(nothing('unreadable'));
        const [key = '', ...sent] = row.slice(columns.key);
        yield { key, error: row[columns.error] ?? '', sent };
      }
    } catch (error) {
      throw error instanceof StreamBroken ? new CallFailed(error.failed) : error;
    }
  }
}

/** What creates a job; none has an assignment rule. */
export function jobBody({ object, externalId }: Named) {
  return {
    object,
    operation: externalId === undefined ? ('update' as const) : ('upsert' as const),
    ...(externalId !== undefined && { externalIdFieldName: externalId }),
    contentType: 'CSV' as const,
    columnDelimiter: 'COMMA' as const,
    lineEnding: 'LF' as const,
  };
}

function checkedJobId(id: string): string {
  if (!/^[a-zA-Z0-9]{15,18}$/.test(id)) throw new Error('what stands in the journal is no id of a job');
  return id;
}
