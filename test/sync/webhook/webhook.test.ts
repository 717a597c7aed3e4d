/** Rows as signed JSON to an address: the exact call, what the answer says of each row, and what comes twice. */
import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { classify } from '../../../scripts/sync/apply/classify.js';
import type { Destination } from '../../../scripts/sync/destination.js';
import { webhook } from '../../../scripts/sync/destinations/webhook/kind.js';
import { secretReader } from '../../../scripts/sync/destinations/secrets.js';
import type { FieldType, PlannedRow } from '../../../scripts/sync/rows.js';
import { json, scriptedServer } from '../http/server.js';
import { startWebhook, type WebhookServer } from '../servers/webhook/server.js';
import type { SettingsChange } from '../servers/webhook/settings.js';

const key = '0123456789abcdef0123456789abcdef';
const now = new Date('2026-06-23T10:00:00Z');
const never = new AbortController().signal;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function destination(url: string, environment = { LEADSCORE_HOOK_SIGNING_KEY: key }): Promise<Destination> {
  const readFile = () => '';
  const made = await webhook.open({
    syncId: 'hook',
    connection: new Map<string, string | number>([
      ['url', url],
      ['timeout', 2],
    ]),
    secret: secretReader('hook', webhook.secrets, { environment, readFile }),
    objects: new Map([['lead', 'lead']]),
    now: () => now,
  });
  closing.push(() => made.close());
  return made;
}
async function received(settings: SettingsChange = {}): Promise<{ server: WebhookServer; hook: Destination }> {
  const server = await startWebhook({ settings, now: () => now });
  closing.push(() => server.close());
  return { server, hook: await destination(`${server.url}/leads?from=scores`) };
}

const types = new Map<string, FieldType>([
  ['score', 'number'],
  ['reasons', 'text'],
  ['held', 'boolean'],
]);
const row = (seq: number, crmId: string, fields: Readonly<Record<string, string | null>>): PlannedRow => ({
  seq,
  rowKey: `lead/${crmId}`,
  object: 'lead',
  crmId,
  operation: 'changed',
  fields: new Map(Object.entries(fields)),
  types,
  fingerprint: 'f',
});
const batch = { runId: 'hook-20260623', batchId: 'b1' };

test('the call: numbers digit by digit, the key of the batch, and a signature over time and text', async () => {
  const server = await scriptedServer();
  closing.push(() => server.close());
  server.answer(json(204, ''));
  const hook = await destination(`${server.url}/leads`);
  const rows = [
    row(1, '00Q1', { score: '61.50', reasons: '=1+1 "ü"\n', held: 'true' }),
    row(2, '00Q2', { score: null }),
  ];
  expect(await hook.send(rows, batch, never)).toEqual({
    came: 'rows',
    rows: [
      { seq: 1, said: 'ok' },
      { seq: 2, said: 'ok' },
    ],
  });
  const body =
    '{"run_id":"hook-20260623","batch_id":"b1","rows":[' +
    '{"row_key":"lead/00Q1","object":"lead","crm_id":"00Q1","operation":"changed","fields":{"score":61.50,"reasons":"=1+1 \\"ü\\"\\n","held":true}},' +
    '{"row_key":"lead/00Q2","object":"lead","crm_id":"00Q2","operation":"changed","fields":{"score":null}}]}';
  const signature = createHmac('sha256', key).update(`1782208800.${body}`).digest('hex');
  expect(server.received).toMatchObject([
    {
      method: 'POST',
      path: '/leads',
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'hook-20260623:b1',
        'leadscore-timestamp': '1782208800',
        'leadscore-signature': `v1=${signature}`,
      },
    },
  ]);
});

test('each row by its key, where the receiver tells; a code of its own says whether to try again', async () => {
  const { server, hook } = await received({
    rejects: { 'lead/00Q2': 'TOO_HIGH', 'lead/00Q3': 'RETRY', 'lead/00Q4': 'GONE' },
  });
  const rows = ['00Q1', '00Q2', '00Q3', '00Q4'].map((id, n) => row(n, id, { reasons: 'Secret reasons' }));
  const said = await hook.send(rows, batch, never);
  const refused = (seq: number, code: string) => ({
    seq,
    said: 'refused',
    refusal: { code, message: 'not taken: {"reasons":"[value]"}' },
  });
  expect(said).toEqual({
    came: 'rows',
    rows: [{ seq: 0, said: 'ok' }, refused(1, 'TOO_HIGH'), refused(2, 'RETRY'), refused(3, 'GONE')],
  });
  if (said.came !== 'rows') throw new Error('no rows');
  const classes = said.rows.map((each) =>
    each.said === 'refused' ? classify(each.refusal, webhook.errorClasses).class : each.said,
  );
  expect(classes).toEqual(['ok', 'permanent', 'transient', 'gone']);
  expect(server.history.counts()).toEqual({ 'lead/00Q1': 1 });
});

test('the same batch twice is taken once: an answer that was lost costs nothing', async () => {
  const { server, hook } = await received();
  const rows = [row(1, '00Q1', { score: '1' })];
  server.faults.order({ answers: 'reset', carriedOut: true });
  expect(await hook.send(rows, batch, never)).toMatchObject({ came: 'nothing', because: 'reset' });
  expect(await hook.send(rows, batch, never)).toEqual({ came: 'rows', rows: [{ seq: 1, said: 'ok' }] });
  expect(server.history.counts()).toEqual({ 'lead/00Q1': 1 });
});

test.each<[string, string, string]>([
  ['an answer of other words', 'text/plain', 'thanks'],
  ['an answer without content', 'application/json', ''],
  ['JSON without rows', 'application/json', '{"received":1}'],
])('%s stands for all rows', async (_name, type, text) => {
  const server = await scriptedServer();
  closing.push(() => server.close());
  server.answer((_received, response) => response.writeHead(200, { 'content-type': type }).end(text));
  const hook = await destination(server.url);
  expect(await hook.send([row(1, '00Q1', {})], batch, never)).toEqual({ came: 'rows', rows: [{ seq: 1, said: 'ok' }] });
});

test.each<[string, string]>([
  ['JSON that breaks off', '{"rows":[{"row_key":"lead/00Q1","status":"o'],
  ['rows of another shape', '{"rows":[{"row_key":"lead/00Q1"}]}'],
])('%s stands for none', async (_name, text) => {
  const server = await scriptedServer();
  closing.push(() => server.close());
  server.answer(json(200, text));
  const hook = await destination(server.url);
  expect(await hook.send([row(1, '00Q1', {})], batch, never)).toEqual({
    came: 'nothing',
    because: 'unreadable',
    message: 'The answer could not be read.',
  });
});

test('rows that the receiver does not name have no answer, and strange ones are nobody', async () => {
  const server = await scriptedServer();
  closing.push(() => server.close());
  server.answer(
    json(200, {
      rows: [
        { row_key: 'lead/00Q9', status: 'ok' },
        { row_key: 'lead/00Q2', status: 'ok' },
      ],
    }),
  );
  const hook = await destination(server.url);
  const rows = [row(1, '00Q1', {}), row(2, '00Q2', {})];
  expect(await hook.send(rows, batch, never)).toEqual({ came: 'rows', rows: [{ seq: 2, said: 'ok' }] });
});

test.each<[number, Record<string, string>, string]>([
  [301, {}, 'config 0'],
  [400, {}, 'permanent 0'],
  [401, {}, 'auth 0'],
  [403, {}, 'config 0'],
  [404, {}, 'config 0'],
  [409, {}, 'transient 0'],
  [413, {}, 'transient 0 halve'],
  [422, {}, 'permanent 0'],
  [429, { 'retry-after': '9' }, 'transient 9000'],
  [503, { 'retry-after': 'Tue, 23 Jun 2026 10:01:00 GMT' }, 'transient 60000'],
])('an answer of %i', async (status, headers, expected) => {
  const server = await scriptedServer();
  closing.push(() => server.close());
  server.answer(json(status, { code: 'no way', message: 'score was 61.5, of a@example.com' }, headers));
  const hook = await destination(server.url);
  const said = await hook.send([row(1, '00Q1', { score: '61.5' })], batch, never);
  if (said.came !== 'refusal') throw new Error(JSON.stringify(said));
  expect(said.refusal).toMatchObject({ code: 'UNREADABLE_CODE', message: 'score was [value], of [address]' });
  const verdict = classify(said.refusal, webhook.errorClasses);
  expect(`${verdict.class} ${verdict.wait}${verdict.halve ? ' halve' : ''}`).toBe(expected);
});

test('greeting tries the signature and writes nothing; another key is refused', async () => {
  const { server, hook } = await received();
  expect(await hook.greet()).toEqual({ came: 'rows', rows: [] });
  server.receiver.set({ signingKey: 'f'.repeat(32) });
  expect(await hook.greet()).toEqual({
    came: 'refusal',
    refusal: { code: 'UNSIGNED', message: 'The signature is wrong.', httpStatus: 401 },
  });
  expect(server.history.writes).toEqual([]);
});

test('without a key of some length nothing is opened', async () => {
  await expect(destination('http://localhost', { LEADSCORE_HOOK_SIGNING_KEY: 'short' })).rejects.toMatchObject({
    message:
      'sync/secret-malformed: LEADSCORE_HOOK_SIGNING_KEY does not look like a signing key: one word of 32 visible characters or more.',
  });
});
