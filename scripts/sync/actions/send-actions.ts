/** Carries planned actions out, each at most once: written down before it is sent, and never sent again in the dark. */
import { backoff, longestRetryAfter } from '../apply/backoff.js';
import type { Clock } from '../apply/clock.js';
import { classify, classifyCall, mayBeCarriedOut, refusalOf } from '../apply/classify.js';
import { type CallAnswer, CallFailed, type Destination, type Refusal } from '../destination.js';
import type { ErrorClass } from '../rows.js';
import type { SyncStore } from '../store/store.js';
import type { ActionRoute, PlannedAction } from './action.js';
import {
  type ActionCounts,
  countActions,
  endAction,
  intend,
  openActionRows,
  putBack,
  unknownWithoutAnswer,
} from './records.js';

export interface SendOrder {
  readonly store: SyncStore;
  readonly destination: Destination;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export interface ActionSummary extends ActionCounts {
  readonly calls: number;
  /** Why the rest waits; absent where nothing does. */
  readonly stop?: string;
}

const mostTries = 5;
const never = new AbortController().signal;

/**
 * Whatever is planned, and whatever an earlier process intended. An action that the CRM knows by its key is sent again where
 * its answer never came; any other is `unknown` then, for a person to look at. Rejects only for faults of our own and of
 * the store.
 */
export async function sendActions(order: SendOrder): Promise<ActionSummary> {
  const { store, destination, signal } = order;
  const route = destination.actions;
  const sender = route === undefined ? undefined : new Sender(order, route);
  let stop: string | undefined;
  for (const { action, isIntended } of sender === undefined ? [] : await openActionRows(store)) {
    if (signal.aborted) stop = 'interrupted';
    if (stop !== undefined || sender === undefined || route === undefined) break;
    if (isIntended && !route.isRepeatable(action.kind))
      await unknownWithoutAnswer(store, action.key, order.clock.now());
    else stop = await sender.send(action, isIntended);
  }
  const counts = await countActions(store);
  return { ...counts, calls: sender?.calls ?? 0, ...(stop !== undefined && { stop }) };
}

/** What an answer to one action means. */
type Verdict =
  | { readonly is: 'done' }
  | { readonly is: 'refused' | 'renew' | 'stop'; readonly refusal: Refusal; readonly class: ErrorClass }
  /** It was not carried out, and may be sent again. */
  | { readonly is: 'again'; readonly refusal: Refusal; readonly wait: number }
  /** Nobody knows whether it was carried out. */
  | { readonly is: 'dark'; readonly refusal: Refusal };

class Sender {
  calls = 0;
  readonly #order: SendOrder;
  readonly #route: ActionRoute;

  constructor(order: SendOrder, route: ActionRoute) {
    this.#order = order;
    this.#route = route;
  }

  /** Why nothing more is to be sent; undefined where the next one may go. */
  async send(action: PlannedAction, mayHaveBeenSent: boolean): Promise<string | undefined> {
    const { store, clock, random, signal, destination } = this.#order;
    const isRepeatable = this.#route.isRepeatable(action.kind);
    await intend(store, action.key, clock.now());
    let hasRenewed = false;
    let mayBeDone = mayHaveBeenSent;
    for (let tries = 1; ; tries += 1) {
      this.calls += 1;
      const verdict = verdictOf(await this.#route.act(action, never), destination);
      if (verdict.is === 'done') {
        await endAction(store, action.key, 'done', clock.now());
        return undefined;
      }
      const { refusal } = verdict;
      if (verdict.is === 'refused') {
        await endAction(store, action.key, 'refused', clock.now(), { ...refusal, class: verdict.class });
        return undefined;
      }
      if (verdict.is === 'dark') {
        if (!isRepeatable) {
          await endAction(store, action.key, 'unknown', clock.now(), { ...refusal, class: 'unknown' });
          return undefined;
        }
        mayBeDone = true;
      }
      if (verdict.is === 'renew' && !hasRenewed) {
        hasRenewed = true;
        const failed = await renewed(destination);
        if (failed === undefined) continue;
        return this.#later(action, mayBeDone, failed);
      }
      if (verdict.is === 'renew' || verdict.is === 'stop' || tries >= mostTries || signal.aborted)
        return this.#later(action, mayBeDone, signal.aborted ? undefined : refusal);
      const wait = verdict.is === 'again' ? verdict.wait : 0;
      if (wait > longestRetryAfter) return this.#later(action, mayBeDone, refusal);
      await clock.sleep(backoff(tries, wait, random), signal);
    }
  }

  /** One that was surely not carried out is planned as before; one that may have been stays intended. */
  async #later({ key }: PlannedAction, mayBeDone: boolean, refusal: Refusal | undefined): Promise<string> {
    if (!mayBeDone) await putBack(this.#order.store, key);
    return refusal === undefined ? 'interrupted' : `${refusal.code}: ${refusal.message}`;
  }
}

function verdictOf(answer: CallAnswer, { errorClasses }: Destination): Verdict {
  if (answer.came === 'rows') {
    const [row] = answer.rows;
    if (row === undefined)
      return { is: 'dark', refusal: { code: 'NO_RESULT', message: 'The answer says nothing of the action.' } };
    if (row.said === 'ok') return { is: 'done' };
    const verdict = classify(row.refusal, errorClasses);
    return verdict.class === 'transient'
      ? { is: 'again', refusal: row.refusal, wait: verdict.wait }
      : { is: isForAll(verdict.class) ? 'stop' : 'refused', refusal: row.refusal, class: verdict.class };
  }
  const refusal = refusalOf(answer);
  if (mayBeCarriedOut(answer)) return { is: 'dark', refusal };
  const verdict = classifyCall(answer, errorClasses);
  if (verdict.class === 'auth') return { is: 'renew', refusal, class: 'auth' };
  if (verdict.class === 'transient') return { is: 'again', refusal, wait: verdict.wait };
  return { is: isForAll(verdict.class) ? 'stop' : 'refused', refusal, class: verdict.class };
}

/** It would be the same for every other action. */
function isForAll(is: ErrorClass): boolean {
  return is === 'quota' || is === 'config' || is === 'auth';
}

async function renewed(destination: Destination): Promise<Refusal | undefined> {
  try {
    await destination.renew();
    return undefined;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return refusalOf(error.answer);
  }
}
