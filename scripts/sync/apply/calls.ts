/** Every call to the CRM goes through here: so many at once, paced, within our share, signed in anew where the session has ended. */
import { type CallAnswer, CallFailed, type Destination } from '../destination.js';
import { backoff, longestRetryAfter, mostTries } from './backoff.js';
import type { CallBudget } from './budget.js';
import { classifyCall, type NoRows, refusalOf } from './classify.js';
import type { Clock } from './clock.js';
import type { Latencies } from './latency.js';
import type { Pace } from './pace.js';
import { SignIn } from './sign-in.js';
import type { Slots } from './slots.js';
import { type Stop, Stopped } from './stop.js';
import {
  askedToWait,
  interrupted,
  misconfigured,
  outOfBudget,
  outOfQuota,
  signedOut,
  unreachable,
} from './stop-reasons.js';
import type { Tally } from './tally.js';

export interface CallRules {
  readonly destination: Pick<Destination, 'errorClasses' | 'renew'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly stop: Stop;
  readonly budget: CallBudget;
  readonly pace: Pace;
  readonly slots: Slots;
  readonly latencies: Latencies;
  readonly tally: Tally;
  /** So many calls in a row without any answer of use, and the run stops. */
  readonly mostInVain: number;
}

/** Calls under way are never cut off: what they did would not be known. */
const never = new AbortController().signal;

export class Calls {
  readonly #rules: CallRules;
  readonly #signIn: SignIn;
  #inVain = 0;

  constructor(rules: CallRules) {
    this.#rules = rules;
    this.#signIn = new SignIn(rules.destination);
  }

  /**
   * One call, and a second one after a 401. `settle` runs before another call may take its place: until it has ended, what
   * was written is not recorded. Throws `Stopped` where the run stops before the call could go, or the CRM lets us in no more.
   */
  async one<T>(
    counted: number,
    make: (signal: AbortSignal) => Promise<CallAnswer>,
    settle: (answer: CallAnswer, session: number) => Promise<T>,
  ): Promise<T> {
    return this.#rules.slots.use(async () => {
      const { answer, session } = await this.#once(counted, make);
      if (answer.came !== 'refusal' || this.#classOf(answer) !== 'auth') return settle(answer, session);
      const failed = await this.signInAgain(session);
      if (failed !== undefined) return settle(failed, session);
      this.#rules.tally.retries += 1;
      const again = await this.#once(counted, make);
      return settle(again.answer, again.session);
    });
  }

  /**
   * Asks until the CRM answers, with the usual waits. Undefined where it refuses for a reason of its own (permanent, gone,
   * unknown) and that is no reason to stop. Throws `Stopped`.
   */
  async insist(
    make: (signal: AbortSignal) => Promise<CallAnswer>,
    otherwise: 'stop' | 'go on',
    counted = 1,
  ): Promise<Extract<CallAnswer, { readonly came: 'rows' }> | undefined> {
    const { stop, clock, random, tally } = this.#rules;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.one(counted, make, (each) => Promise.resolve(each));
      if (answer.came === 'rows') return answer;
      const refusal = refusalOf(answer);
      const verdict = classifyCall(answer, this.#rules.destination.errorClasses);
      if (answer.came === 'nothing' && answer.because === 'stopped') stop.ask(interrupted);
      else if (verdict.class === 'quota') stop.ask(outOfQuota(refusal));
      else if (verdict.class === 'auth') stop.ask(signedOut(refusal));
      else if (verdict.class !== 'transient' && otherwise === 'go on') return undefined;
      else if (verdict.class !== 'transient') stop.ask(misconfigured(refusal));
      else if (verdict.wait > longestRetryAfter) stop.ask(askedToWait(refusal, verdict.wait));
      else if (tries >= mostTries) stop.ask(unreachable(refusal, tries));
      else {
        tally.retries += 1;
        await clock.sleep(backoff(tries, verdict.wait, random), stop.signal);
      }
      if (stop.isAsked) throw new Stopped();
    }
  }

  /** The same for what throws `CallFailed` and has a result of its own. */
  async fetch<T>(ask: (signal: AbortSignal) => Promise<T>, otherwise: 'stop' | 'go on'): Promise<T | undefined> {
    let result: T | undefined;
    const answer = await this.insist(async (signal) => {
      try {
        result = await ask(signal);
        return { came: 'rows', rows: [] };
      } catch (error) {
        if (error instanceof CallFailed) return error.answer;
        throw error;
      }
    }, otherwise);
    return answer === undefined ? undefined : result;
  }

  /**
   * After an answer to a call of that session said that the session has ended. What the CRM or the network said instead of
   * letting us in, where that may pass. Throws `Stopped` where it lets us in no more.
   */
  async signInAgain(session: number): Promise<NoRows | undefined> {
    try {
      await this.#signIn.renew(session);
      return undefined;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (this.#classOf(error.answer) === 'transient') return error.answer;
      this.#rules.stop.ask(signedOut(refusalOf(error.answer)));
      throw new Stopped();
    }
  }

  async #once(
    counted: number,
    make: (signal: AbortSignal) => Promise<CallAnswer>,
  ): Promise<{ readonly answer: CallAnswer; readonly session: number }> {
    const { stop, pace, budget, clock, latencies } = this.#rules;
    await pace.turn(stop.signal);
    if (!budget.allows(counted)) stop.ask(outOfBudget(budget.spent, budget.share));
    if (stop.isAsked) throw new Stopped();
    budget.spend(counted);
    const session = this.#signIn.generation;
    const began = clock.now();
    const answer = await make(never);
    latencies.add(clock.now() - began);
    this.#saw(answer);
    return { answer, session };
  }

  #saw(answer: CallAnswer): void {
    const { budget, pace, stop, mostInVain } = this.#rules;
    if (answer.came !== 'nothing' && answer.limits !== undefined) {
      budget.saw(answer.limits);
      pace.saw(answer.limits);
    }
    if (answer.came === 'rows') {
      this.#inVain = 0;
      return;
    }
    const verdict = classifyCall(answer, this.#rules.destination.errorClasses);
    if (verdict.class !== 'transient') return;
    // A limit of calls, or a CRM that is down, holds for every call; a lock only for the rows of this one.
    const status = answer.came === 'refusal' ? answer.refusal.httpStatus : undefined;
    if (status === 429 || status === 503) pace.hold(Math.min(verdict.wait, longestRetryAfter));
    this.#inVain += 1;
    if (this.#inVain >= mostInVain) stop.ask(unreachable(refusalOf(answer), this.#inVain));
  }

  #classOf(answer: NoRows) {
    return classifyCall(answer, this.#rules.destination.errorClasses).class;
  }
}
