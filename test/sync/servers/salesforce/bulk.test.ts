/** Jobs of Bulk API 2.0. */
import { describe, expect, test } from 'vitest';
import { AskedOrg, type Said } from './asked.js';

const at = new AskedOrg();

describe('bulk 2.0', () => {
  async function job(csv: string, more: object = {}): Promise<string> {
    const created = await at.call('POST', '/jobs/ingest', {
      object: 'Lead',
      operation: 'update',
      contentType: 'CSV',
      lineEnding: 'LF',
      ...more,
    });
    expect([created.status, created.body.state]).toEqual([200, 'Open']);
    expect((await at.call('PUT', `/jobs/ingest/${created.body.id}/batches`, csv)).status).toBe(201);
    const closed = await at.call('PATCH', `/jobs/ingest/${created.body.id}`, { state: 'UploadComplete' });
    expect(closed.body.state).toBe('UploadComplete');
    return created.body.id;
  }
  const look = async (id: string): Promise<Said['body']> => (await at.call('GET', `/jobs/ingest/${id}`)).body;
  const results = async (id: string, which: string): Promise<string> =>
    (await at.call('GET', `/jobs/ingest/${id}/${which}`)).body;

  test('a job runs through its states; rows succeed and fail one by one; an empty cell changes nothing', async () => {
    const [a = '', b = ''] = at.leads('A', 'B');
    await at.update([{ id: a, Lead_Grade__c: 'A', Recommended_Action__c: 'Call' }]);
    const long = 'y'.repeat(11);
    const id = await job(
      `Id,Lead_Score__c,Lead_Grade__c,Recommended_Action__c\n${a},7.25,,#N/A\n${b},1,${long},"a ""quoted"",\ncell"\n`,
    );
    expect((await at.call('GET', `/jobs/ingest/${id}/successfulResults`)).status).toBe(400);
    expect([(await look(id)).state, (await look(id)).state]).toEqual(['InProgress', 'JobComplete']);
    expect(await look(id)).toMatchObject({ numberRecordsProcessed: 2, numberRecordsFailed: 1 });
    expect(await results(id, 'successfulResults')).toBe(
      `"sf__Id","sf__Created","Id","Lead_Score__c","Lead_Grade__c","Recommended_Action__c"\n"${a}","false","${a}","7.25","","#N/A"\n`,
    );
    expect(await results(id, 'failedResults')).toBe(
      `"sf__Id","sf__Error","Id","Lead_Score__c","Lead_Grade__c","Recommended_Action__c"\n"","STRING_TOO_LONG:Lead Grade: data value too large: ${long} (max length=10):Lead_Grade__c --","${b}","1","${long}","a ""quoted"",\ncell"\n`,
    );
    expect(await results(id, 'unprocessedrecords')).toBe(
      '"Id","Lead_Score__c","Lead_Grade__c","Recommended_Action__c"\n',
    );
    expect(at.server.org.record('Lead', a)?.fields).toMatchObject({
      Lead_Score__c: 7.3,
      Lead_Grade__c: 'A',
      Recommended_Action__c: null,
    });
  });

  test('a job that fails halfway leaves the rest unprocessed', async () => {
    const ids = at.leads('A', 'B', 'C');
    at.server.org.set({ bulk: { batchRows: 1, failsAfter: 2 } });
    const id = await job(`Id,Lead_Score__c\n${ids.map((each) => `${each},5\n`).join('')}`);
    const states = [await look(id), await look(id), await look(id)].map(({ state }) => state);
    expect(states).toEqual(['InProgress', 'InProgress', 'Failed']);
    expect(await results(id, 'unprocessedrecords')).toBe(`"Id","Lead_Score__c"\n"${ids[2]}","5"\n`);
    expect(at.server.history.writes.map((write) => write.id)).toEqual(ids.slice(0, 2));
  });

  test('a header or line ending that is wrong fails the job before any row', async () => {
    const [a] = at.leads('A');
    const unknown = await job(`Id,Nope__c\n${a},1\n`);
    await look(unknown);
    expect(await look(unknown)).toMatchObject({
      state: 'Failed',
      errorMessage: 'InvalidBatch : Field name not found : Nope__c',
    });
    const ending = await job(`Id,Lead_Score__c\r\n${a},1\r\n`);
    expect((await look(ending)).errorMessage).toBe(
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    );
    expect(at.server.history.writes).toEqual([]);
  });

  test('data is taken once and only while the job is open; a job with an assignment rule is refused', async () => {
    const [a] = at.leads('A');
    const id = await job(`Id,Lead_Score__c\n${a},1\n`);
    expect((await at.call('PUT', `/jobs/ingest/${id}/batches`, 'Id\n')).body[0].errorCode).toBe('INVALIDJOBSTATE');
    const rule = await at.call('POST', '/jobs/ingest', {
      object: 'Lead',
      operation: 'update',
      assignmentRuleId: '01Q000000000001',
    });
    expect(rule.status).toBe(400);
    const open = await at.call('POST', '/jobs/ingest', { object: 'Lead', operation: 'update' });
    const aborted = await at.call('PATCH', `/jobs/ingest/${open.body.id}`, { state: 'Aborted' });
    expect(aborted.body.state).toBe('Aborted');
    const { body } = await at.call('GET', '/jobs/ingest');
    expect(body.records.map(({ state }: { state: string }) => state)).toEqual(['UploadComplete', 'Aborted']);
  });
});
