/** Rows as a job of Bulk API 2.0, from its creation to the last of its results. */
import { afterEach, expect, test } from 'vitest';
import { CallFailed, type JobRoute, type Refusal } from '../../../scripts/sync/destination.js';
import { uploadCsv, UploadTooLarge } from '../../../scripts/sync/destinations/salesforce/bulk/upload.js';
import { csvRows } from '../../../scripts/sync/destinations/salesforce/bulk/csv-rows.js';
import type { PlannedRow } from '../../../scripts/sync/rows.js';
import { never, opened, type Opened, row, type Wanted } from './opened.js';

let at: Opened;
afterEach(() => at.close());
async function open(wanted?: Wanted): Promise<Opened & { readonly jobs: JobRoute }> {
  at = await opened(wanted);
  const { jobs } = at.destination;
  if (jobs === undefined) throw new Error('there is no job route');
  return { ...at, jobs };
}

async function* inOrder<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield item;
}
async function created(jobs: JobRoute, fields: readonly string[]): Promise<string> {
  const job = await jobs.create('lead', fields);
  if (!('jobId' in job)) throw new Error(job.message);
  return job.jobId;
}
async function answers(jobs: JobRoute, jobId: string): Promise<Record<string, 'ok' | Refusal>> {
  const all: Record<string, 'ok' | Refusal> = {};
  for await (const { crmId, said } of jobs.answers(jobId, never)) all[crmId] = said;
  return all;
}

/** The server's org was made after this moment. */
const ours = new Map([['lead', 0]] as const);

test('rows go up as one CSV, and every row is told of as it was sent', async () => {
  const { jobs, server, leads, held } = await open();
  const [a = '', b = '', c = ''] = leads('Amber', 'Birk', 'Cole');
  const short = c.slice(0, 15);
  const jobId = await created(jobs, ['Lead_Score__c', 'Lead_Score_Reasons__c', 'Score_Band__c']);
  expect(await jobs.openJobs(ours)).toEqual([jobId]);
  expect(await jobs.state(jobId)).toEqual({ is: 'open' });
  const rows: readonly PlannedRow[] = [
    row(1, a, { Lead_Score__c: '61.5', Lead_Score_Reasons__c: '=1+1, "twice"\r\nthen' }),
    row(2, b, { Lead_Score__c: null, Score_Band__c: 'odd' }),
    row(3, short, { Lead_Score__c: null, Lead_Score_Reasons__c: '#N/A' }),
  ];
  expect(await jobs.upload(jobId, inOrder(rows), never)).toMatchObject({ came: 'rows', rows: [] });
  expect(await jobs.openJobs(ours)).toEqual([]);
  expect(await jobs.state(jobId)).toEqual({ is: 'running' });
  expect(await jobs.state(jobId)).toEqual({ is: 'done' });
  expect(await answers(jobs, jobId)).toEqual({
    [a]: 'ok',
    [short]: 'ok',
    [b]: {
      code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      message: 'Score Band: bad value for restricted picklist field: [value]',
      fields: ['Score_Band__c'],
    },
  });
  expect(held(a)).toMatchObject({ Lead_Score__c: 61.5, Lead_Score_Reasons__c: '=1+1, "twice"\nthen' });
  expect(held(b)['Lead_Score__c']).toBeUndefined();
  // The text is the text, and did not empty the field.
  expect(held(c)).toMatchObject({ Lead_Score__c: null, Lead_Score_Reasons__c: '#N/A' });
  expect(server.history.writes.map(({ by }) => by)).toEqual(['bulk2', 'bulk2']);
});

test('what a job that failed did not come to is told as not processed', async () => {
  const { jobs, leads } = await open({ settings: { bulk: { batchRows: 2, failsAfter: 2 } } });
  const ids = leads('Amber', 'Birk', 'Cole', 'Dahl');
  const jobId = await created(jobs, ['Lead_Score__c']);
  await jobs.upload(jobId, inOrder(ids.map((id, n) => row(n, id, { Lead_Score__c: '1' }))), never);
  await jobs.state(jobId);
  expect(await jobs.state(jobId)).toEqual({
    is: 'failed',
    refusal: { code: 'InternalServerError', message: 'The job failed because a batch was retried too often.' },
  });
  const unprocessed = { code: 'UNPROCESSED', message: 'The job ended before it came to this record.' };
  expect(Object.values(await answers(jobs, jobId))).toEqual(['ok', 'ok', unprocessed, unprocessed]);
});

test('a job with a column that the object lacks fails as a whole', async () => {
  const { jobs, leads } = await open();
  const [a = ''] = leads('Amber');
  const jobId = await created(jobs, ['Nope__c']);
  await jobs.upload(jobId, inOrder([row(1, a, { Nope__c: '1' })]), never);
  expect(await jobs.state(jobId)).toEqual({
    is: 'failed',
    refusal: { code: 'InvalidBatch', message: 'Field name not found : Nope__c' },
  });
});

test('an open job is given up; one that is over already is no fault', async () => {
  const { jobs, server, leads } = await open();
  const [a = ''] = leads('Amber');
  const left = await created(jobs, ['Lead_Score__c']);
  await jobs.abandon(left);
  expect([await jobs.openJobs(ours), server.org.jobs.get(left)?.state]).toEqual([[], 'Aborted']);
  expect(await jobs.state(left)).toEqual({
    is: 'failed',
    refusal: { code: 'JOB_ABORTED', message: 'The job was aborted.' },
  });
  const done = await created(jobs, ['Lead_Score__c']);
  await jobs.upload(done, inOrder([row(1, a, { Lead_Score__c: '1' })]), never);
  await jobs.state(done);
  await jobs.state(done);
  await jobs.abandon(done);
  await jobs.abandon('750000000000ZZZAAA');
  expect(server.org.jobs.get(done)?.state).toBe('JobComplete');
});

test('an upload that breaks, and results that break off, are told and can be asked again', async () => {
  const { jobs, server, leads } = await open();
  const ids = leads(...Array.from({ length: 50 }, (_, n) => `Lead ${n}`));
  const jobId = await created(jobs, ['Lead_Score__c']);
  const rows = ids.map((id, n) => row(n, id, { Lead_Score__c: '1' }));
  server.faults.order({ answers: 'reset', on: 'PUT' });
  expect(await jobs.upload(jobId, inOrder(rows), never)).toMatchObject({ came: 'nothing', because: 'reset' });
  expect(await jobs.upload(jobId, inOrder(rows), never)).toMatchObject({ came: 'rows' });
  await jobs.state(jobId);
  await jobs.state(jobId);
  server.faults.order({ answers: 'truncated', carriedOut: true, on: 'successfulResults' });
  const seen: string[] = [];
  const broken = (async () => {
    for await (const { crmId } of jobs.answers(jobId, never)) seen.push(crmId);
  })();
  await expect(broken).rejects.toThrow(
    new CallFailed({
      came: 'nothing',
      because: 'reset',
      message: 'The connection broke before the whole answer had come.',
    }),
  );
  expect([seen.length > 0, seen.length < 50]).toEqual([true, true]);
  expect(Object.keys(await answers(jobs, jobId))).toHaveLength(50);
  server.faults.order({ answers: 'status', status: 503, on: 'successfulResults' });
  await expect(answers(jobs, jobId)).rejects.toThrow('SERVER_UNAVAILABLE: Server is too busy, please try again later.');
});

test('a create without an answer is told as one, and the job that may be there is found among the open ones', async () => {
  const { jobs, server } = await open();
  server.faults.order({ answers: 'reset', carriedOut: true, on: 'POST /services/data/v62.0/jobs/ingest' });
  expect(await jobs.create('lead', ['Lead_Score__c'])).toEqual({
    code: 'NO_ANSWER_RESET',
    message: 'The connection broke before the whole answer had come.',
  });
  expect(await jobs.openJobs(ours)).toHaveLength(1);
});

test('of open jobs only those may be ours that were made for the same object, in the same way, since we began', async () => {
  const { jobs, server } = await open();
  const leads = await created(jobs, ['Lead_Score__c']);
  const others = await jobs.create('contact', ['Lead_Score__c']);
  expect(others).toHaveProperty('jobId');
  const made = Date.parse(server.org.jobs.get(leads)?.createdDate ?? '');
  const minutes = (count: number): number => made + count * 60_000;
  expect(await jobs.openJobs(new Map([['lead', minutes(9)]]))).toEqual([leads]);
  expect(await jobs.openJobs(new Map([['lead', minutes(11)]]))).toEqual([]);
  expect(await jobs.openJobs(new Map())).toEqual([]);
  const job = server.org.jobs.get(leads);
  if (job === undefined) throw new Error('the job is gone');
  server.org.jobs.set(leads, { ...job, operation: 'insert' });
  expect(await jobs.openJobs(ours)).toEqual([]);
});

test('more than a job takes gives the job up', async () => {
  const rows = inOrder([row(1, '00Q000000000001', { Lead_Score__c: '1' })]);
  const csv = async () => {
    for await (const _part of uploadCsv('Id', ['Lead_Score__c'], rows, 10)) continue;
  };
  at = await opened();
  await expect(csv()).rejects.toThrow(UploadTooLarge);
});

test('rows of a CSV however it is cut', async () => {
  at = await opened();
  const text = '"a","b ""x"""\r\n"ü\n,",""\nplain,\n';
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 7, 100]) {
    const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    const rows: (readonly string[])[] = [];
    for await (const each of csvRows(inOrder(parts))) rows.push(each);
    expect(rows).toEqual([
      ['a', 'b "x"'],
      ['ü\n,', ''],
      ['plain', ''],
    ]);
  }
});
