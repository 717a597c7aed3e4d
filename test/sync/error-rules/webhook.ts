/** What a receiver of rows does not take. */
import type { NoRows } from '../../../scripts/sync/apply/classify.js';
import { webhook } from '../../../scripts/sync/destinations/webhook/kind.js';
import { openAt } from '../open-destination.js';
import { never, rowsOf } from '../sent-row.js';
import type { FaultOrder } from '../servers/fault.js';
import { startWebhook } from '../servers/webhook/server.js';
import type { SettingsChange } from '../servers/webhook/settings.js';
import { answering, type Case, networkCases, type NetworkAsked, page, patience, refusedIn } from './case.js';

const signingKey = '0123456789abcdef0123456789abcdef';
const row = rowsOf('lead', new Map([['score', 'number']]));
const batch = { runId: 'webhook-1', batchId: 'b1' };

interface Asked extends NetworkAsked {
  readonly settings?: SettingsChange;
  readonly key?: string;
  /** Rows that went with the same key before. */
  readonly first?: string;
}

async function sent({ settings = {}, key = signingKey, first, ...network }: Asked): Promise<NoRows> {
  const { fault, timeout = patience, isClosed, url } = network;
  const server = await startWebhook({ settings: { signingKey, ...settings } });
  const destination = await openAt(webhook, url ?? server.url, {
    connection: { timeout },
    environment: { LEADSCORE_WEBHOOK_SIGNING_KEY: key },
    objects: new Map([['lead', 'lead']]),
  });
  try {
    if (first !== undefined) await destination.send([row(1, '00Q1', { score: first })], batch, never);
    if (fault !== undefined) server.faults.order(fault);
    if (isClosed) await server.close();
    return refusedIn(await destination.send([row(1, '00Q1', { score: '61' })], batch, never));
  } finally {
    await destination.close();
    await server.close();
  }
}

const webhookCase = (name: string, by: Case['by'], asked: Asked): Case => ({ name, by, provoke: () => sent(asked) });
/** A row that the receiver answers with that code. */
const rejected = (name: string, code: string): Case =>
  webhookCase(name, 'settings', { settings: { rejects: { 'lead/00Q1': code } } });
const told = (status: number, retryAfter?: number): Case =>
  webhookCase(`${status}${retryAfter === undefined ? '' : ', with a wait'}`, 'settings', {
    fault: { answers: 'status', status, ...(retryAfter !== undefined && { retryAfter }) },
  });
const scripted = (name: string, fault: FaultOrder): Case => webhookCase(name, 'scripted', { fault });

export const webhookCases: readonly Case[] = [
  rejected('a row for later', 'RETRY'),
  rejected('a row of a record that is gone', 'GONE'),
  rejected('a row with a code that is no word', 'not a word'),
  webhookCase('a row with a score that is too high', 'settings', { settings: { rejectsAbove: 60 } }),
  webhookCase('a batch with such a row', 'settings', { settings: { rejectsAbove: 60, refusesWhole: true } }),
  webhookCase('another signing key', 'rules', { key: 'f'.repeat(40) }),
  webhookCase('other rows with the same key', 'rules', { first: '60' }),
  ...[401, 413, 408, 409, 425, 500, 410, 415, 400].map((status) => told(status)),
  told(429, 7),
  told(503, 3),
  scripted('a redirect', answering(302, page, { location: 'https://example.com/elsewhere' })),
  ...[402, 404, 407, 504].map((status) => scripted(`${status} by a page`, answering(status, page))),
  ...networkCases(sent),
];
