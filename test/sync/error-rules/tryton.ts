/** What a Tryton does not take. */
import type { NoRows } from '../../../scripts/sync/apply/classify.js';
import { tryton } from '../../../scripts/sync/destinations/tryton/kind.js';
import type { ObjectName } from '../../../scripts/sync/rows.js';
import { openAt } from '../open-destination.js';
import { never, rowsOf } from '../sent-row.js';
import type { FaultOrder } from '../servers/fault.js';
import { startTryton, trytonLogin, type TrytonServer } from '../servers/tryton/server.js';
import { types } from '../tryton/behaviours.js';
import { answering, type Case, networkCases, type NetworkAsked, page, patience, refusedIn } from './case.js';

const batch = { runId: 'tryton-1', batchId: 'b1' };

interface Asked extends NetworkAsked {
  readonly object?: ObjectName;
  /** Of the record that is written; one that is there unless given. */
  readonly id?: string;
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly database?: string;
  readonly password?: string;
  /** What happens when the destination has signed in and described the model. */
  readonly signedIn?: (server: TrytonServer) => void;
}

async function sent(asked: Asked): Promise<NoRows> {
  const { object = 'lead', fields = { description: 'hot' }, database = trytonLogin.database } = asked;
  const server = await startTryton();
  const lead = String(server.database.put('sale.opportunity', { state: 'lead', conversion_probability: 0.5 }));
  const destination = await openAt(tryton, asked.url ?? server.url, {
    connection: { database, username: trytonLogin.username, company: 1, timeout: asked.timeout ?? patience },
    environment: { LEADSCORE_TRYTON_PASSWORD: asked.password ?? trytonLogin.password },
    objects: new Map([
      ['lead', 'sale.opportunity'],
      ['contact', 'party.party'],
    ]),
  });
  try {
    if (asked.signedIn !== undefined) {
      await destination.describe(object);
      asked.signedIn(server);
    }
    if (asked.fault !== undefined) server.faults.order(asked.fault);
    if (asked.isClosed) await server.close();
    return refusedIn(await destination.send([rowsOf(object, types)(1, asked.id ?? lead, fields)], batch, never));
  } finally {
    await destination.close();
    await server.close();
  }
}

const byRules = (name: string, asked: Asked): Case => ({ name, by: 'rules', provoke: () => sent(asked) });

/** An answer to the call that writes. */
const writing = (name: string, by: Case['by'], fault: FaultOrder): Case => ({
  name,
  by,
  provoke: () => sent({ signedIn: ({ faults }) => faults.order(fault) }),
});
const told = (status: number, retryAfter?: number): Case =>
  writing(`${status}${retryAfter === undefined ? '' : ', with a wait'}`, 'settings', {
    answers: 'status',
    status,
    ...(retryAfter !== undefined && { retryAfter }),
  });
/** An exception: its arguments. The first call after a describe has the number 2. */
const raising = (name: string, ...content: readonly unknown[]): Case =>
  writing(name, 'scripted', answering(200, { id: 2, error: content }));
/** An exception, or a page, in place of a session. */
const signIn = (name: string, fault: FaultOrder): Case => ({ name, by: 'scripted', provoke: () => sent({ fault }) });

export const trytonCases: readonly Case[] = [
  byRules('another password', { password: 'the-old-password' }),
  signIn(
    'a second factor',
    answering(200, { id: 0, error: ['LoginException', ['sms', 'Code for leadscore', 'char']] }),
  ),
  signIn(
    'a sign-in that a module refuses',
    answering(200, { id: 0, error: ['UserError', ['Not at night.', '', null]] }),
  ),
  signIn('a sign-in that is refused by a page', answering(400, page)),
  byRules('a session that has ended', { signedIn: ({ sessions }) => sessions.endAll() }),
  byRules('a field that is not there', { fields: { lead_scoer: '61' } }),
  byRules('a field that nothing can write', { fields: { currency_digits: '2' } }),
  byRules('a record that is not there', { object: 'contact', id: '2000000000', fields: { name: 'Ann' } }),
  byRules('a record that is not there, or not ours', { id: '2000000000' }),
  { name: 'an id that is none', by: 'ourselves', provoke: () => sent({ id: '00Q1' }) },
  raising('a model that our user may not write', 'UserError', ['You are not allowed to access "Lead".', '', null]),
  byRules('a number out of its domain', { fields: { conversion_probability: '7' } }),
  byRules('a number with too many digits', { fields: { conversion_probability: '0.12345' } }),
  byRules('nothing in a field that must have something', { fields: { conversion_probability: null } }),
  raising('a question', 'UserWarning', ['sale_opportunity_1', 'Are you sure?', 'The lead was won.']),
  raising('a record that was changed meanwhile', 'ConcurrencyException', 'changed meanwhile'),
  raising('two transactions at once', 'could not serialize access due to concurrent update\n', ''),
  raising('a database that restarts', 'terminating connection due to administrator command\n', ''),
  byRules('a text that no field can hold', { fields: { description: 'hot\u0000' } }),
  byRules('a word for a number', { fields: { conversion_probability: 'seventy one' } }),
  raising(
    'a rule of the database',
    'new row for relation "sale_opportunity" violates check constraint "most"\nDETAIL:  Failing row contains (7, Ann).\n',
    '',
  ),
  byRules('a database that is not there', { database: 'another' }),
  ...[400, 403, 405, 408, 413, 500].map((status) => told(status)),
  told(429, 7),
  told(503, 3),
  ...[404, 502].map((status) => writing(`${status} by a page`, 'scripted', answering(status, page))),
  ...[301, 308].map((status) => writing(`${status}, a redirect`, 'scripted', answering(status, page))),
  ...networkCases(sent),
];
