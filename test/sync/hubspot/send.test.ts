/** Batches by record id and by a unique property: what arrives, and what each answer says of each row. */
import { afterEach, expect, test } from 'vitest';
import { classify } from '../../../scripts/sync/apply/classify.js';
import { hubspot } from '../../../scripts/sync/destinations/hubspot/kind.js';
import { batch, never, opened, type Opened, row, type Wanted } from './opened.js';

let at: Opened | undefined;
afterEach(async () => {
  await at?.close();
  at = undefined;
});
const open = async (wanted?: Wanted): Promise<Opened> => (at = await opened(wanted));

test.each(['v3', '2026-03'])('values arrive as strings, null empties a property, by version %s', async (version) => {
  const { destination, server, contacts, held } = await open({ connection: { api_version: version } });
  const [a = '', b = ''] = contacts('amber', 'birk');
  const said = await destination.send(
    [
      row(7, a, {
        lead_score: '61.5',
        lead_tier: 'hot',
        last_meaningful_activity: '2026-06-23',
        action_due: '2026-06-24T08:00:00Z',
        is_held_out: 'true',
      }),
      row(8, b, { lead_score: null, lead_score_reasons: '' }),
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
    limits: { usedToday: 1, allowedToday: 650_000, allowedInWindow: 190, leftInWindow: 189, window: 10_000 },
  });
  expect(held(a)).toMatchObject({
    email: 'amber@example.com',
    lead_score: '61.5',
    lead_tier: 'hot',
    last_meaningful_activity: '2026-06-23',
    action_due: '2026-06-24T08:00:00Z',
    is_held_out: 'true',
  });
  expect(held(b)).toMatchObject({ email: 'birk@example.com', lead_score: null, lead_score_reasons: null });
  expect(server.history.calls.map(({ path }) => path)).toEqual([
    version === 'v3' ? '/crm/v3/objects/contacts/batch/update' : '/crm/objects/2026-03/contacts/batch/update',
  ]);
});

test('one bad record refuses the call, its value masked and its property named', async () => {
  const { destination, server, contacts } = await open();
  const [a = '', b = ''] = contacts('amber', 'birk');
  const rows = [row(1, a, { lead_score: '1' }), row(2, b, { lead_tier: 'Lukewarm Tier' })];
  const said = await destination.send(rows, batch, never);
  expect(said).toMatchObject({
    came: 'refusal',
    refusal: {
      code: 'INVALID_OPTION',
      message: '[value] was not one of the allowed options: [hot, warm, cold, a, b, c, d]',
      fields: ['lead_tier'],
      httpStatus: 400,
      requestId: '00000000-0000-4000-8000-000000000000',
    },
  });
  expect(server.history.writes).toEqual([]);
  if (said.came !== 'refusal') throw new Error('it was not refused');
  expect(classify(said.refusal, hubspot.errorClasses).class).toBe('permanent');
});

test('where HubSpot tells row by row, each has its own answer', async () => {
  const { destination, server, contacts } = await open({ settings: { multiStatus: true } });
  const [a = '', b = '', c = ''] = contacts('amber', 'birk', 'cole');
  const said = await destination.send(
    [
      row(1, a, { lead_score: '1' }),
      row(2, b, { lead_score: 'high' }),
      row(3, '999999', { lead_score: '3' }),
      row(4, "4' or 1", { lead_score: '4' }),
      row(5, c, { lead_score: '5' }),
    ],
    batch,
    never,
  );
  expect(said).toMatchObject({
    came: 'rows',
    rows: [
      { seq: 1, said: 'ok' },
      {
        seq: 2,
        said: 'refused',
        refusal: { code: 'INVALID_LONG', message: '[value] was not a valid number.', fields: ['lead_score'] },
      },
      {
        seq: 3,
        said: 'refused',
        refusal: {
          code: 'OBJECT_NOT_FOUND',
          message: 'Could not get some CONTACTS objects, they may be deleted or not exist. Check that ids are valid.',
        },
      },
      { seq: 5, said: 'ok' },
      {
        seq: 4,
        said: 'refused',
        refusal: { code: 'MALFORMED_ID', message: 'The record id is no number of digits; it was not sent.' },
      },
    ],
  });
  expect(server.history.counts()).toEqual({ [`contacts/${a}`]: 1, [`contacts/${c}`]: 1 });
});

test('COMPLETE without results is no success of any row', async () => {
  const { destination, server, contacts } = await open();
  const [a = ''] = contacts('amber');
  server.faults.order({ answers: 'no results' });
  expect(await destination.send([row(1, a, { lead_score: '1' })], batch, never)).toMatchObject({
    came: 'rows',
    rows: [],
  });
});

test('by a unique property a record is found, in whatever case, or made', async () => {
  const { destination, server } = await open({ connection: { unique_property: 'leadscore_id' } });
  const send = (key: string) => destination.send([row(1, key, { lead_score: '5' })], batch, never);
  expect(await send('Key "1"')).toMatchObject({ rows: [{ seq: 1, said: 'ok' }] });
  expect(await send('KEY "1"')).toMatchObject({ rows: [{ seq: 1, said: 'ok' }] });
  expect(server.history.writes.map(({ what, by }) => `${what} by ${by}`)).toEqual([
    'create by batch/upsert',
    'update by batch/upsert',
  ]);
  const read = await destination.readBack?.(
    'contact',
    ['key "1"', 'nobody'],
    new Map([['lead_score', 'number']]),
    never,
  );
  expect(read).toEqual(new Map([['key "1"', new Map([['lead_score', '5']])]]));
});

test.each<[string, Wanted['settings'], { status: number; retryAfter?: number } | undefined, object, string]>([
  ['the day is used up', { dailyCalls: 0 }, undefined, { httpStatus: 429, policy: 'DAILY' }, 'quota 0'],
  [
    'ten seconds are used up',
    undefined,
    { status: 429 },
    { httpStatus: 429, policy: 'TEN_SECONDLY_ROLLING' },
    'transient 1000',
  ],
  ['ten seconds, with a time', undefined, { status: 429, retryAfter: 7 }, { retryAfter: 7_000 }, 'transient 7000'],
  ['a lock', undefined, { status: 423 }, { httpStatus: 423 }, 'transient 2000'],
  ['a move of the account', undefined, { status: 477, retryAfter: 3_600 }, { httpStatus: 477 }, 'quota 3600000'],
  ['a gateway', undefined, { status: 504 }, { httpStatus: 504 }, 'transient 0'],
])('%s', async (_name, settings, fault, refusal, verdict) => {
  const { destination, server, contacts } = await open({ ...(settings && { settings }) });
  const [a = ''] = contacts('amber');
  if (fault !== undefined) server.faults.order({ answers: 'status', ...fault });
  const said = await destination.send([row(1, a, { lead_score: '1' })], batch, never);
  expect(said).toMatchObject({ came: 'refusal', refusal });
  if (said.came !== 'refusal') throw new Error('it was not refused');
  const { class: found, wait } = classify(said.refusal, hubspot.errorClasses);
  expect(`${found} ${wait}`).toBe(verdict);
});

test('calls a second follow what the account may, once it has told', async () => {
  const { destination, server } = await open();
  expect(destination.routeFor(1)).toMatchObject({ rowsPerCall: 100, callsPerSecond: 9.5, isAllOrNothing: true });
  await destination.greet();
  expect(destination.routeFor(1).callsPerSecond).toBeCloseTo(18.05);
  server.portal.set({ burst: { calls: 250, window: 10_000 } });
  await destination.greet();
  expect(destination.routeFor(1).callsPerSecond).toBeCloseTo(23.75);
});

test('what is held comes back as it was planned; who is not there is absent', async () => {
  const { destination, server, contacts } = await open();
  const ids = contacts(...Array.from({ length: 230 }, (_, n) => `c${n}`));
  const [a = '', b = ''] = ids;
  const sent = { lead_score: '61.5', lead_score_reasons: 'ünïcode ✓ "q"', last_meaningful_activity: '2026-06-23' };
  await destination.send([row(1, a, sent)], batch, never);
  const type = server.portal.objectNamed('contacts');
  if (type !== undefined) server.portal.put(type, { hs_object_id: b }, true);
  const fields = new Map([
    ['lead_score', 'number' as const],
    ['lead_score_reasons', 'text' as const],
    ['last_meaningful_activity', 'date' as const],
  ]);
  const read = await destination.readBack?.('contact', [...ids, ...ids, '1', "1' or"], fields, never);
  expect([read?.size, read?.get(a), read?.has(b)]).toEqual([229, new Map(Object.entries(sent)), false]);
  expect(server.history.calls.filter(({ path }) => path.endsWith('/batch/read'))).toHaveLength(3);
  server.faults.order({ answers: 'status', status: 502 }, { answers: 'truncated' });
  const again = () => destination.readBack?.('contact', [a], fields, never);
  await expect(again()).rejects.toThrow('BAD_GATEWAY: Bad gateway');
  await expect(again()).rejects.toThrow('The connection broke before the whole answer had come.');
});
