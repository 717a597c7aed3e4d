/** The destination against the test server: the behaviours it shares with a real Tryton, and what only a network does. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Destination } from '../../../scripts/sync/destination.js';
import { startTryton, trytonLogin, type TrytonServer } from '../servers/tryton/server.js';
import { batch, behaviours, never, opened, rows, type TrytonUnderTest } from './behaviours.js';

let server: TrytonServer;
let under: TrytonUnderTest;
let destination: Destination;

beforeEach(async () => {
  server = await startTryton();
  under = underTest(server);
  destination = await opened(under);
});
afterEach(async () => {
  await destination.close();
  await server.close();
});

function underTest({ url, database, history, sessions }: TrytonServer): TrytonUnderTest {
  const created = {
    __class__: 'datetime',
    year: 2026,
    month: 6,
    day: 23,
    hour: 9,
    minute: 5,
    second: 0,
    microsecond: 7,
  };
  const lead = { state: 'lead', conversion_probability: 0.5, create_date: created };
  return {
    url,
    login: trytonLogin,
    company: 1,
    leads: (count) =>
      Promise.resolve(Array.from({ length: count }, () => String(database.put('sale.opportunity', lead)))),
    parties: (...named) =>
      Promise.resolve(named.map((each) => String(database.put('party.party', { ...each, active: true })))),
    employees: (count) =>
      Promise.resolve(Array.from({ length: count }, () => String(database.put('company.employee', {})))),
    writes: (ids) => {
      const counts = history.counts();
      return Promise.resolve(ids.map((id) => counts[`sale.opportunity/${id}`] ?? 0));
    },
    endSessions: () => Promise.resolve(sessions.endAll()),
    openSessions: () => Promise.resolve(sessions.open),
  };
}

describe('what holds of a real Tryton too', () => {
  for (const { name, run } of behaviours) test(name, () => run(under, destination));
});

test('a session that ends during a call leaves open whether the call was carried out', async () => {
  const [id = ''] = await under.leads(1);
  const planned = rows('lead', [id, { conversion_probability: '0.25' }]);
  await destination.send(planned, batch, never);
  server.sessions.endDuringNextCall();
  expect(await destination.send(planned, batch, never)).toMatchObject({ came: 'nothing', because: 'unreadable' });
  expect(await under.writes([id])).toEqual([2]);
});

describe('what a network does', () => {
  const planned = async () => {
    const [id = ''] = await under.leads(1);
    return rows('lead', [id, { conversion_probability: '0.25' }]);
  };

  test.each([
    ['reset', { came: 'nothing', because: 'reset' }],
    ['truncated', { came: 'nothing', because: 'reset' }],
    ['empty', { came: 'nothing', because: 'unreadable' }],
    ['no results', { came: 'nothing', because: 'unreadable' }],
  ] as const)('%s: whether it was carried out is not known, and reading back tells', async (answers, expected) => {
    const sent = await planned();
    await destination.greet();
    server.faults.order({ answers, carriedOut: true });
    expect(await destination.send(sent, batch, never)).toMatchObject(expected);
    const [{ crmId } = { crmId: '' }] = sent;
    const read = await destination.readBack?.('lead', [crmId], new Map([['conversion_probability', 'number']]), never);
    expect(read?.get(crmId)?.get('conversion_probability')).toBe('0.25');
  });

  test('503 with Retry-After: how long to wait', async () => {
    const sent = await planned();
    await destination.greet();
    server.faults.order({ answers: 'status', status: 503, retryAfter: 7 });
    expect(await destination.send(sent, batch, never)).toEqual({
      came: 'refusal',
      refusal: {
        code: 'HTTP_503',
        message: 'Tryton answered 503 without saying why.',
        httpStatus: 503,
        retryAfter: 7000,
      },
    });
  });

  test('a call that hangs ends when the run stops', async () => {
    const sent = await planned();
    await destination.greet();
    server.faults.order({ answers: 'hang' });
    const stopping = new AbortController();
    const answer = destination.send(sent, batch, stopping.signal);
    await delay(20);
    stopping.abort();
    expect(await answer).toMatchObject({ came: 'nothing', because: 'stopped' });
  });

  test('calls at once sign in and describe once; a description that failed is asked for again', async () => {
    const ids = await under.leads(4);
    server.faults.order({ answers: 'reset', after: 1 });
    const each = ids.map((id) => rows('lead', [id, { conversion_probability: '0.25' }]));
    const first = await Promise.all(each.map((one) => destination.send(one, batch, never)));
    expect(first.map(({ came }) => came)).toEqual(['nothing', 'nothing', 'nothing', 'nothing']);
    expect(server.history.calls.length).toBe(2);
    const second = await Promise.all(each.map((one) => destination.send(one, batch, never)));
    expect(second.map(({ came }) => came)).toEqual(['rows', 'rows', 'rows', 'rows']);
    expect(server.history.calls.length).toBe(2 + 1 + 4);
    expect(server.sessions.open).toBe(1);
  });
});

test('the kind: what its keys may be', async () => {
  const { tryton } = await import('../../../scripts/sync/destinations/tryton/kind.js');
  const faults = (...pairs: readonly (readonly [string, string | number])[]) =>
    tryton.faults?.(new Map(pairs)).map(({ key }) => key);
  expect(faults(['database', 'crm'], ['username', 'leadscore@example.com'], ['company', 1])).toEqual([]);
  expect(faults(['database', '../x'], ['username', 'a:b'], ['company', 1.5])).toEqual([
    'database',
    'username',
    'company',
  ]);
});

test('check: names that are none, the id, and what the model does not take', async () => {
  const mapping = [
    { ...field, field: 'conversion_probability', scale: 4 },
    { ...field, field: 'conversion_probability', scale: 5 },
    { ...field, field: 'bad name' },
    { ...field, field: 'id' },
    { ...field, field: 'description' },
    { ...field, field: 'conversion_probabilty' },
    { ...field, field: 'currency_digits' },
  ];
  const described = new Map([['lead', (await destination.describe('lead')) ?? []] as const]);
  expect(destination.check(mapping, described).map(({ what }) => what)).toEqual([
    '"bad name" is no name of a field of Tryton.',
    'id of sale.opportunity is what records are found by, and is written as well.',
    'sale.opportunity.conversion_probability keeps 4 digits after the point, and "score" is written with 5.',
    'sale.opportunity.description is a text, and "score" is a number.',
    'sale.opportunity has no field "conversion_probabilty" that our user can see.',
    'sale.opportunity.currency_digits cannot be written by our user.',
  ]);
  expect(destination.check(mapping)).toHaveLength(2);
});

const field = {
  rubric: 'icp',
  object: 'lead',
  from: 'score',
  type: 'number',
  whenNull: 'skip',
  write: 'always',
} as const;
