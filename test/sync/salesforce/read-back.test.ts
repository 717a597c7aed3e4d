/** What records hold now, as canonical text. */
import { afterEach, expect, test } from 'vitest';
import { soql } from '../../../scripts/sync/destinations/salesforce/read-back.js';
import { batch, never, opened, type Opened, row, types, type Wanted } from './opened.js';

let at: Opened | undefined;
afterEach(async () => {
  await at?.close();
  at = undefined;
});
const open = async (wanted?: Wanted): Promise<Opened> => (at = await opened(wanted));

test('what was sent comes back as it was planned, by the id that was asked for', async () => {
  const { destination, leads, server } = await open();
  const [a = '', b = '', gone = ''] = leads('Amber', 'Birk', 'Cole');
  const sent = {
    Lead_Score__c: '61.5',
    Score_Band__c: 'hot',
    Lead_Score_Reasons__c: 'ünïcode ✓ "quoted", it\'s',
    Last_Meaningful_Activity__c: '2026-06-23',
    Action_Due__c: '2026-06-24T08:00:00Z',
    Is_Held_Out__c: 'true',
  };
  await destination.send([row(1, a, sent)], batch, never);
  const type = server.org.objectNamed('Lead');
  if (type !== undefined) server.org.put(type, { Id: gone, IsDeleted: true });
  const short = b.slice(0, 15);
  const read = await destination.readBack?.('lead', [a, short, gone, '00Q00000000ZZZZ', "x' OR Id != '"], types, never);
  const empty = { ...Object.fromEntries([...types.keys()].map((name) => [name, null])), Is_Held_Out__c: 'false' };
  expect(read).toEqual(
    new Map([
      [a, new Map(Object.entries(sent))],
      [short, new Map(Object.entries(empty))],
    ]),
  );
});

test('any number of ids, in calls whose address stays short enough', async () => {
  const { destination, leads, server } = await open();
  const ids = leads(...Array.from({ length: 450 }, (_, n) => `Lead ${n}`));
  const read = await destination.readBack?.('lead', [...ids, ...ids], types, never);
  expect(read?.size).toBe(450);
  expect(server.history.calls.filter(({ path }) => path.endsWith('/query'))).toHaveLength(3);
});

test('long external ids go in more calls', async () => {
  const { destination, server } = await open({ connection: { external_id: 'Leadscore_Id__c' } });
  const keys = Array.from({ length: 150 }, (_, n) => `${'ü'.repeat(40)}${n}`);
  const type = server.org.objectNamed('Lead');
  for (const key of keys) if (type !== undefined) server.org.put(type, { LastName: key, Leadscore_Id__c: key });
  expect((await destination.readBack?.('lead', keys, types, never))?.size).toBe(150);
  expect(server.history.calls.map(({ status }) => status).every((status) => status === 200)).toBe(true);
});

test('an answer that does not come, or cannot be read, is thrown', async () => {
  const { destination, leads, server } = await open();
  const ids = leads('Amber');
  const read = () => destination.readBack?.('lead', ids, types, never);
  server.faults.order({ answers: 'status', status: 503, on: 'query' }, { answers: 'empty', on: 'query' });
  await expect(read()).rejects.toThrow('SERVER_UNAVAILABLE: Server is too busy, please try again later.');
  await expect(read()).rejects.toThrow('The answer could not be read.');
  await expect(destination.readBack?.('lead', ids, new Map([['Nope__c', 'text']]), never)).rejects.toThrow(
    "INVALID_FIELD: No such column 'Nope__c' on entity 'Lead'.",
  );
});

test('a query is made of names and quoted texts only', () => {
  const named = { object: 'Lead', externalId: 'Key__c' };
  expect(soql(named, ["a'b\\c\n"], ['Score__c'])).toBe(
    "SELECT Key__c, Score__c FROM Lead WHERE Key__c IN ('a\\'b\\\\c\\n')",
  );
  expect(() => soql(named, ['a'], ['Id FROM User'])).toThrow('"Id FROM User" is no name for a query');
});
