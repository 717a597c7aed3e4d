/** One way in which a row is not taken, by a server that answers it so. */
import { isDeepStrictEqual } from 'node:util';
import type { NoRows } from '../../../scripts/sync/apply/classify.js';
import { type CallAnswer, CallFailed } from '../../../scripts/sync/destination.js';
import { untrustedServer } from '../http/untrusted.js';
import type { FaultOrder } from '../servers/fault.js';

/** Who decides that it is refused. */
export const deciders = {
  rules: 'by a rule of the test server',
  settings: 'by the test server, which is set up to',
  system: 'by the file system',
  scripted: 'by an answer written for it',
  network: 'by the network',
  ourselves: 'before it is sent',
} as const;

export interface Case {
  /** What is tried. */
  readonly name: string;
  readonly by: keyof typeof deciders;
  /** Sends it, by a destination of its own to a server of its own. Throws where it is taken. */
  provoke(): Promise<NoRows>;
}

/** Why an answer took no row; of rows that were refused, that of each. Throws where they were taken, or not refused alike. */
export function refusedIn(answer: CallAnswer): NoRows {
  if (answer.came !== 'rows') return answer;
  const refused = answer.rows.flatMap((row): NoRows[] =>
    row.said === 'refused' ? [{ came: 'refusal', refusal: row.refusal }] : [],
  );
  return alike(refused);
}

/** The first of some ends that must be the same in code, words and fields: a status has only a call as a whole. */
export function alike(ends: readonly NoRows[]): NoRows {
  const [first, ...others] = ends;
  if (first === undefined) throw new Error('nothing was refused');
  for (const other of others)
    if (!isDeepStrictEqual(wordsOf(other), wordsOf(first)))
      throw new Error(`refused in two ways: ${JSON.stringify(first)} and ${JSON.stringify(other)}`);
  return first;
}

function wordsOf(end: NoRows): readonly unknown[] {
  if (end.came === 'nothing') return [end.because, end.message];
  const { code, message, fields } = end.refusal;
  return [code, message, fields];
}

/** The answer that a method throws where it has no other way to give it. */
export async function thrownBy(ask: () => Promise<unknown>): Promise<NoRows> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof CallFailed) return error.answer;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** What a server answers one call with, whatever is asked. */
export function answering(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FaultOrder {
  return { answers: 'this', answer: { status, body, headers: { ...headers } } };
}

/** A page in place of an answer, as a gateway has it. */
export const page = '<html><head><title>Answered by something in between</title></head></html>\n';

/** Seconds until a call counts as never answered: more than a busy machine takes, and few where one hangs. */
export const patience = 60;
const impatience = 0.1;

/** What an answer of the network is provoked with: the fault, or nobody there (`closed`), or the address of another server. */
export interface NetworkAsked {
  readonly fault?: FaultOrder;
  /** Seconds; `patience` unless given. */
  readonly timeout?: number;
  readonly isClosed?: true;
  readonly url?: string;
}

/** What a network does to a call: the same for every destination behind one. */
export function networkCases(provoke: (asked: NetworkAsked) => Promise<NoRows>): readonly Case[] {
  const faulty = (name: string, fault: FaultOrder): Case => ({
    name,
    by: 'network',
    provoke: () => provoke({ fault }),
  });
  return [
    {
      name: 'a certificate that nobody vouches for',
      by: 'network',
      provoke: async () => {
        const untrusted = await untrustedServer();
        try {
          return await provoke({ url: untrusted.url });
        } finally {
          await untrusted.close();
        }
      },
    },
    { name: 'nobody listens', by: 'network', provoke: () => provoke({ isClosed: true }) },
    {
      name: 'no answer in time',
      by: 'network',
      provoke: () => provoke({ fault: { answers: 'hang' }, timeout: impatience }),
    },
    faulty('a connection that is reset', { answers: 'reset' }),
    faulty('half an answer', { answers: 'truncated' }),
    faulty('half an answer that refuses', {
      answers: 'truncated',
      answer: { status: 503, body: page },
    }),
    faulty('an answer that is cut off within its JSON', {
      answers: 'this',
      answer: { status: 200, headers: { 'content-type': 'application/json' }, body: '[{"success":tr' },
    }),
  ];
}
