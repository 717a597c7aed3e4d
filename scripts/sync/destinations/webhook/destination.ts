import type { ActionRoute, PlannedAction } from '../../actions/action.js';
import type { CallAnswer, Destination, Route } from '../../destination.js';
import { type HttpAnswer, HttpClient, type HttpFailed } from '../../http/client.js';
import { nothing } from '../../http/failure.js';
import type { PlannedRow } from '../../rows.js';
import { type DestinationSettings, timeoutOf } from '../kind.js';
import { sentValues } from '../sent-values.js';
import { actionBody } from './actions.js';
import { answersOf } from './answer.js';
import { type Batch, bodyOf } from './body.js';
import { refusalOf, webhookErrors } from './errors.js';
import { signatureOf } from './signature.js';

const mostRows = 1_000;

export class WebhookDestination implements Destination {
  readonly name = 'webhook';
  readonly errorClasses = webhookErrors;
  /** The receiver takes each key once. */
  readonly actions: ActionRoute = {
    isRepeatable: () => true,
    act: (action, signal) => this.#act(action, signal),
  };
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
    // Batches are numbered anew in every run.
    const answer = await this.#call(bodyOf(batch, rows), `${batch.runId}:${batch.batchId}`, signal);
    if (answer.came !== 'answer') return answer;
    const { status, headers, text } = answer;
    if (status < 200 || status > 299)
      return { came: 'refusal', refusal: refusalOf(answer, sentValues(rows), this.#settings.now()) };
    const answers = answersOf(rows, text, headers.get('content-type'));
    return answers === undefined ? nothing('unreadable') : { came: 'rows', rows: answers };
  }

  async #act(action: PlannedAction, signal: AbortSignal): Promise<CallAnswer> {
    const answer = await this.#call(actionBody(action), `action:${action.key}`, signal);
    if (answer.came !== 'answer') return answer;
    return answer.status < 200 || answer.status > 299
      ? { came: 'refusal', refusal: refusalOf(answer, [action.crmId], this.#settings.now()) }
      : { came: 'rows', rows: [{ seq: 1, said: 'ok' }] };
  }

  async #call(body: string, idempotencyKey: string, signal: AbortSignal): Promise<HttpAnswer | HttpFailed> {
    const { connection, secret, now } = this.#settings;
    const timestamp = Math.floor(now().getTime() / 1000);
    return this.#http.call({
      method: 'POST',
      url: String(connection.get('url')),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': idempotencyKey,
        'leadscore-timestamp': String(timestamp),
        'leadscore-signature': signatureOf(secret('SIGNING_KEY'), timestamp, body),
      },
      body,
      signal,
    });
  }
}
