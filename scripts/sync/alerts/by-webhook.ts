import { createHash } from 'node:crypto';
import { backoff } from '../apply/backoff.js';
import type { Clock } from '../apply/clock.js';
import { signatureOf } from '../destinations/webhook/signature.js';
import { HttpClient } from '../http/client.js';

export interface WebhookOrder {
  readonly url: string;
  readonly key: string;
  readonly body: string;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Milliseconds until a call counts as never answered. */
  readonly timeout: number;
}

const mostTries = 3;
/** What it answers is not read. */
const mostBytes = 64 * 1024;

/** Signed as rows are. Undefined where it arrived, else why not: the end of a sentence, without a word of the receiver's. */
export async function alertByWebhook(order: WebhookOrder): Promise<string | undefined> {
  const { url, key, body, clock, random, signal, timeout } = order;
  const http = new HttpClient({ timeout, connections: 1, mostBytes });
  try {
    let fault = '';
    for (let tries = 1; tries <= mostTries; tries += 1) {
      const timestamp = Math.floor(clock.now() / 1000);
      const answer = await http.call({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `alert:${createHash('sha256').update(body).digest('hex').slice(0, 32)}`,
          'leadscore-timestamp': String(timestamp),
          'leadscore-signature': signatureOf(key, timestamp, body),
        },
        body,
        signal,
      });
      if (answer.came === 'answer' && answer.status >= 200 && answer.status <= 299) return undefined;
      fault =
        answer.came === 'answer' ? `HTTP ${answer.status}` : answer.came === 'nothing' ? answer.because : 'refused';
      const isWorthIt = answer.came === 'nothing' || (answer.came === 'answer' && isForNow(answer.status));
      if (!isWorthIt || tries === mostTries || signal.aborted) break;
      await clock.sleep(backoff(tries, 0, random), signal);
    }
    return fault;
  } finally {
    await http.close();
  }
}

function isForNow(status: number): boolean {
  return status === 429 || status >= 500;
}
