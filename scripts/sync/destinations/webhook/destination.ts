import type { CallAnswer, Destination, Route } from '../../destination.js';
import { HttpClient } from '../../http/client.js';
import { nothing } from '../../http/failure.js';
import type { PlannedRow } from '../../rows.js';
import { type DestinationSettings, timeoutOf } from '../kind.js';
import { sentValues } from '../sent-values.js';
import { answersOf } from './answer.js';
import { type Batch, bodyOf } from './body.js';
import { refusalOf, webhookErrors } from './errors.js';
import { signatureOf } from './signature.js';

const mostRows = 1_000;

export class WebhookDestination implements Destination {
  readonly name = 'webhook';
  readonly errorClasses = webhookErrors;
  readonly #settings: DestinationSettings;
  readonly #http: HttpClient;

  constructor(settings: DestinationSettings) {
    this.#settings = settings;
    this.#http = new HttpClient({ timeout: timeoutOf(settings.connection), connections: 10 });
  }

  routeFor(): Route {
    const { batch = 100, inFlight = 2 } = this.#settings;
    return {
      name: 'webhook',
      rowsPerCall: Math.min(batch, mostRows),
      callsInFlight: Math.min(inFlight, 10),
      countedCalls: 1,
      isAllOrNothing: true,
      isJob: false,
    };
  }

  /** A batch without rows: the address, the certificate and the signature are tried, and nothing is to be done. */
  greet(): Promise<CallAnswer> {
    return this.#post([], { runId: 'greeting', batchId: 'greeting' }, new AbortController().signal);
  }

  describe(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  check(): readonly [] {
    return [];
  }

  async send(rows: readonly PlannedRow[], batch: Batch, signal: AbortSignal): Promise<CallAnswer> {
    return rows.length === 0 ? { came: 'rows', rows: [] } : this.#post(rows, batch, signal);
  }

  /** The key is read anew for every call, from wherever it was put. */
  renew(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  async #post(rows: readonly PlannedRow[], batch: Batch, signal: AbortSignal): Promise<CallAnswer> {
    const { connection, secret, now } = this.#settings;
    const body = bodyOf(batch, rows);
    const timestamp = Math.floor(now().getTime() / 1000);
    const answer = await this.#http.call({
      method: 'POST',
      url: String(connection.get('url')),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        // Batches are numbered anew in every run.
        'idempotency-key': `${batch.runId}:${batch.batchId}`,
        'leadscore-timestamp': String(timestamp),
        'leadscore-signature': signatureOf(secret('SIGNING_KEY'), timestamp, body),
      },
      body,
      signal,
    });
    if (answer.came !== 'answer') return answer;
    const { status, headers, text } = answer;
    if (status < 200 || status > 299) return { came: 'refusal', refusal: refusalOf(answer, sentValues(rows), now()) };
    const answers = answersOf(rows, text, headers.get('content-type'));
    return answers === undefined ? nothing('unreadable') : { came: 'rows', rows: answers };
  }
}
