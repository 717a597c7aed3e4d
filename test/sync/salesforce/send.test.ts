/** Rows as Collections and as Composite: what arrives, what each answer says of each row, what it costs. */
import { afterEach, expect, test } from 'vitest';
import { batch, never, opened, type Opened, row, type Wanted } from './opened.js';

let at: Opened;
afterEach(() => at.close());
const open = async (wanted?: Wanted): Promise<Opened> => (at = await opened(wanted));

test('a number keeps its digits, null and an empty text empty a field, what is not named stays', async () => {
  const { destination, server, leads, held } = await open();
  const [a = '', b = ''] = leads('Amber', 'Birk');
  const said = await destination.send(
    [
      row(7, a, {
        Lead_Score__c: '61.5',
        Score_Band__c: 'hot',
        Last_Meaningful_Activity__c: '2026-06-23',
        Action_Due__c: '2026-06-24T08:00:00Z',
        Is_Held_Out__c: 'false',
      }),
      row(8, b, { Lead_Score__c: null, Lead_Score_Reasons__c: '' }),
    ],
    batch,
    never,
  );
  expect(said).toEqual({
    came: 'rows',
    rows: [
      { seq: 7, said: 'ok' },
      { seq: 8, said: 'ok' },
    ],
    limits: { usedToday: 1, allowedToday: 100_000 },
  });
  expect(held(a)).toMatchObject({
    LastName: 'Amber',
    Lead_Score__c: 61.5,
    Score_Band__c: 'hot',
    Last_Meaningful_Activity__c: '2026-06-23',
    Action_Due__c: '2026-06-24T08:00:00.000+0000',
    Is_Held_Out__c: false,
  });
  expect(held(b)).toMatchObject({ Lead_Score__c: null, Lead_Score_Reasons__c: null, Company: 'Acme' });
  expect(server.history.writes.map(({ by }) => by)).toEqual(['collections', 'collections']);
});

test('each refusal is told of its own row, in a code, without the value that was sent', async () => {
  const { destination, server, leads } = await open();
  const [a = '', b = '', c = '', d = '', e = ''] = leads('Amber', 'Birk', 'Cole', 'Dahl', 'Egli');
  server.org.set({ refusedRows: [{ object: 'Lead', id: d }] });
  const type = server.org.objectNamed('Lead');
  if (type !== undefined) server.org.put(type, { Id: e, IsDeleted: true });
  const said = await destination.send(
    [
      row(1, a, { Lead_Score__c: '1' }),
      row(2, b, { Score_Band__c: 'lukewarm' }),
      row(3, c.slice(0, 15), { Lead_Score__c: '3' }),
      row(4, d, { Lead_Score__c: '4' }),
      row(5, e, { Lead_Score__c: '5' }),
      row(6, '00Q9', { Lead_Score__c: '6' }),
      row(7, '00Q00000000ZZZZ', { Lead_Score__c: '7' }),
      row(8, a.slice(0, 15), { Lead_Score__c: '8' }),
    ],
    batch,
    never,
  );
  const refused = (seq: number, code: string, message: string, ...fields: readonly string[]) => ({
    seq,
    said: 'refused',
    refusal: { code, message, ...(fields.length > 0 && { fields }) },
  });
  expect(said).toMatchObject({
    came: 'rows',
    rows: [
      { seq: 1, said: 'ok' },
      refused(
        2,
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        'Score Band: bad value for restricted picklist field: [value]',
        'Score_Band__c',
      ),
      { seq: 3, said: 'ok' },
      refused(
        4,
        'UNABLE_TO_LOCK_ROW',
        'unable to obtain exclusive access to this record or 1 records: 001000000000001AAA',
      ),
      refused(5, 'ENTITY_IS_DELETED', 'entity is deleted'),
      refused(7, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'),
      refused(8, 'DUPLICATE_VALUE', `duplicate id in list: ${a.slice(0, 15)}`, 'Id'),
      refused(6, 'MALFORMED_ID', 'The record id is not 15 or 18 letters and digits; it was not sent.'),
    ],
  });
  expect(server.history.counts()).toEqual({ [`Lead/${a}`]: 1, [`Lead/${c}`]: 1 });
});

test('a call of a kind that the org cannot read is refused as a whole, its values masked', async () => {
  const { destination, server, leads } = await open();
  const [a = '', b = ''] = leads('Amber', 'Birk');
  const wrong = {
    ...row(2, b, { Lead_Score__c: 'seventy one' }),
    types: new Map([['Lead_Score__c', 'number' as const]]),
  };
  expect(await destination.send([row(1, a, { Lead_Score__c: '1' }), wrong], batch, never)).toEqual({
    came: 'refusal',
    refusal: {
      code: 'JSON_PARSER_ERROR',
      message: 'Cannot deserialize instance of double from VALUE_STRING value [value]',
      httpStatus: 400,
    },
    limits: { usedToday: 1, allowedToday: 100_000 },
  });
  expect(server.history.writes).toEqual([]);
});

test('a thousand rows are one counted call, and each row has its answer', async () => {
  const { destination, server, leads } = await open({ connection: { route: 'composite' } });
  const ids = leads(...Array.from({ length: 1_000 }, (_, n) => `Lead ${n}`));
  const route = destination.routeFor(1_000);
  expect(route).toMatchObject({ name: 'composite', rowsPerCall: 1_000, countedCalls: 1 });
  const rows = ids.map((id, n) =>
    row(n + 1, id, n === 642 ? { Score_Band__c: 'odd' } : { Lead_Score__c: String(n % 90) }),
  );
  const said = await destination.send(rows, batch, never);
  if (said.came !== 'rows') throw new Error(JSON.stringify(said));
  expect([said.rows.length, said.rows.filter((each) => each.said === 'refused').map(({ seq }) => seq)]).toEqual([
    1_000,
    [643],
  ]);
  expect(new Set(said.rows.map(({ seq }) => seq)).size).toBe(1_000);
  expect([server.org.settings.usedCalls, server.history.writes.length]).toEqual([1, 999]);
});

test('a part of a composite call that is refused as a whole refuses the call', async () => {
  const { destination, leads } = await open({ connection: { route: 'composite' }, batch: 1 });
  const [a = '', b = ''] = leads('Amber', 'Birk');
  const wrong = { ...row(2, b, { Lead_Score__c: 'high' }), types: new Map([['Lead_Score__c', 'number' as const]]) };
  expect(await destination.send([row(1, a, { Lead_Score__c: '1' }), wrong], batch, never)).toMatchObject({
    came: 'refusal',
    refusal: { code: 'JSON_PARSER_ERROR', httpStatus: 400 },
  });
});

test('which way is taken for how many rows', async () => {
  const { destination, server } = await open();
  const names = () => [1, 2_000, 2_001].map((rows) => destination.routeFor(rows).name);
  expect(names()).toEqual(['collections', 'collections', 'bulk2']);
  // Nine calls left: ten collections would take more than a hundredth of them.
  server.org.set({ dailyCalls: 900, usedCalls: 0 });
  await destination.greet();
  expect(names()).toEqual(['collections', 'composite', 'bulk2']);
});

test('by an external id a record is found, or made', async () => {
  const { destination, server } = await open({ connection: { external_id: 'Leadscore_Id__c' } });
  const fields = { LastName: 'Amber', Company: 'Acme', Lead_Score__c: '5' };
  const send = () => destination.send([row(1, 'o\'hara, "x"', fields)], batch, never);
  expect(await send()).toMatchObject({ rows: [{ seq: 1, said: 'ok' }] });
  expect(await send()).toMatchObject({ rows: [{ seq: 1, said: 'ok' }] });
  expect(server.history.writes.map(({ what }) => what)).toEqual(['create', 'update']);
  const read = await destination.readBack?.(
    'lead',
    ['O\'Hara, "x"', 'nobody'],
    new Map([['Lead_Score__c', 'number']]),
    never,
  );
  expect(read).toEqual(new Map([['O\'Hara, "x"', new Map([['Lead_Score__c', '5']])]]));
});

test('calls of the day run out: concurrent calls are another matter', async () => {
  const { destination, server, leads } = await open();
  const [a = ''] = leads('Amber');
  server.org.set({ dailyCalls: 1 });
  const send = () => destination.send([row(1, a, { Lead_Score__c: '1' })], batch, never);
  await send();
  expect(await send()).toEqual({
    came: 'refusal',
    refusal: { code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.', httpStatus: 403 },
    limits: { usedToday: 1, allowedToday: 1 },
  });
});
