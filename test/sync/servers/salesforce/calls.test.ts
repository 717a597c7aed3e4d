/** Composite calls, limits, what an object says of itself, and queries. */
import { expect, test } from 'vitest';
import { AskedOrg, saved, type Said } from './asked.js';

const at = new AskedOrg();

test('a composite call takes 25 subrequests, five of them collections or queries, and counts as one', async () => {
  const [id] = at.leads('Amber');
  const heavy = (n: number): object => ({
    method: 'PATCH',
    url: '/services/data/v60.0/composite/sobjects',
    referenceId: `h${n}`,
    httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' },
    body: { records: [{ attributes: { type: 'Lead' }, id, Lead_Score__c: n }] },
  });
  const light = (n: number): object => ({
    method: 'GET',
    url: '/services/data/v60.0/limits',
    referenceId: `l${n}`,
    httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' },
  });
  const send = (heavies: number, lights: number): Promise<Said> =>
    at.call('POST', '/composite', {
      compositeRequest: [
        ...Array.from({ length: heavies }, (_, n) => heavy(n)),
        ...Array.from({ length: lights }, (_, n) => light(n)),
      ],
    });
  const before = at.server.org.settings.usedCalls;
  const { body, headers } = await send(5, 20);
  expect(body.compositeResponse).toHaveLength(25);
  expect(body.compositeResponse[4]).toEqual({
    body: [saved(id)],
    httpHeaders: {},
    httpStatusCode: 200,
    referenceId: 'h4',
  });
  expect(headers.get('sforce-limit-info')).toBe(`api-usage=${before + 1}/100000`);
  expect([(await send(6, 0)).status, (await send(0, 26)).status]).toEqual([400, 400]);
});

test('the day’s calls and those at once have a limit', async () => {
  at.server.org.set({ dailyCalls: at.server.org.settings.usedCalls + 1 });
  const [first, second] = [await at.call('GET', '/limits'), await at.call('GET', '/limits')];
  expect([first.status, first.headers.get('sforce-limit-info')]).toEqual([200, 'api-usage=1/1']);
  expect([second.status, second.body]).toEqual([
    403,
    [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
  ]);
  at.server.org.set({ dailyCalls: 100, concurrentCalls: 2, latency: 50 });
  const atOnce = await Promise.all([1, 2, 3].map(() => at.call('GET', '/limits')));
  expect(atOnce.map(({ status }) => status).sort()).toEqual([200, 200, 403]);
  expect(atOnce.find(({ status }) => status === 403)?.body[0].message).toBe(
    'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  );
});

test('describe tells what a field takes', async () => {
  const { body } = await at.call('GET', '/sobjects/Lead/describe');
  const named = (name: string): object => body.fields.find((field: { name: string }) => field.name === name);
  expect(named('Lead_Score__c')).toMatchObject({ type: 'double', precision: 6, scale: 1, updateable: true });
  expect(named('IsConverted')).toMatchObject({ type: 'boolean', updateable: false });
  expect(named('Leadscore_Id__c')).toMatchObject({ externalId: true, unique: true, length: 64 });
  expect(named('Score_Band__c')).toMatchObject({ restrictedPicklist: true });
  expect((await at.call('GET', '/sobjects/Nope/describe')).status).toBe(404);
});

test.each([
  ['SELECT Id FROM Lead WHERE Nope = 1', 'INVALID_FIELD'],
  ['SELECT Id FROM Nope', 'INVALID_TYPE'],
  ['DELETE FROM Lead', 'MALFORMED_QUERY'],
  ["SELECT Id FROM Lead WHERE Id IN ('x') OR Id = 'y'", 'MALFORMED_QUERY'],
  ["SELECT Id FROM Lead WHERE Id = 'x'", 'INVALID_QUERY_FILTER_OPERATOR'],
])('a query that the org cannot answer is refused: %s', async (soql, code) => {
  const { status, body } = await at.call('GET', `/query?q=${encodeURIComponent(soql)}`);
  expect([status, body[0].errorCode]).toEqual([400, code]);
});

test('deleted records are in queryAll only; a long answer comes in pages', async () => {
  const ids = at.leads(...Array.from({ length: 2001 }, (_, n) => `L${n}`));
  const type = at.server.org.objectNamed('Lead');
  if (type === undefined) throw new Error('The org has no leads.');
  at.server.org.put(type, { Id: ids[0] ?? '', IsDeleted: true, MasterRecordId: ids[1] ?? '' });
  const live = await at.call('GET', `/query?q=${encodeURIComponent('SELECT Id FROM Lead')}`);
  expect([live.body.totalSize, live.body.done]).toEqual([2000, true]);
  const all = await at.call('GET', `/queryAll?q=${encodeURIComponent('SELECT Id, IsDeleted FROM Lead')}`);
  expect([all.body.totalSize, all.body.done, all.body.records.length]).toEqual([2001, false, 2000]);
  const rest = await at.call('GET', all.body.nextRecordsUrl.replace('/services/data/v60.0', ''));
  expect([rest.body.done, rest.body.records.length]).toEqual([true, 1]);
});
