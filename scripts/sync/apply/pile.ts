import type { Refusal } from '../destination.js';
import type { LogEntry } from '../store/store.js';
import { type Attempt, ended, failed } from './attempt.js';
import { backoff, longestRetryAfter, mostTries } from './backoff.js';
import type { Verdict } from './classify.js';
import type { Group, Judged, Judging } from './judge.js';
import type { StopReason } from './stop.js';
import { askedToWait, misconfigured, outOfQuota, signedOut } from './stop-reasons.js';

/** Times that the CRM may say what nobody foresaw before a row counts as rejected. */
const mostPuzzles = 2;

/** The rows of one answer, sorted by what becomes of them. */
export class Pile {
  readonly #judging: Judging;
  readonly #wasSignedOut: boolean;
  readonly #entries: LogEntry[] = [];
  readonly #again: Attempt[] = [];
  readonly #tooMuch: { readonly attempt: Attempt; readonly refusal: Refusal; readonly verdict: Verdict }[] = [];
  readonly #signedOut: Attempt[] = [];
  #wait = 0;
  #stop: StopReason | undefined;

  /** `wasSignedOut`: the rows were sent again because our session had ended; it cannot have ended again. */
  constructor(judging: Judging, wasSignedOut: boolean) {
    this.#judging = judging;
    this.#wasSignedOut = wasSignedOut;
  }

  ok(attempt: Attempt): void {
    this.#entries.push(ended(this.#judging.batchId, attempt, 'ok'));
  }

  add(attempt: Attempt, refusal: Refusal, verdict: Verdict): void {
    switch (verdict.class) {
      case 'permanent':
      case 'gone':
        this.#fail({ ...attempt, tries: attempt.tries + 1 }, 'rejected', refusal, verdict);
        return;
      case 'quota':
        this.#stop ??= outOfQuota(refusal);
        return;
      case 'config':
        this.#stop ??= misconfigured(refusal);
        return;
      case 'auth':
        if (this.#wasSignedOut) this.#stop ??= signedOut(refusal);
        else this.#signedOut.push(attempt);
        return;
      case 'unknown':
        this.#puzzle(attempt, refusal, verdict);
        return;
      case 'transient':
        if (verdict.wait > longestRetryAfter) this.#stop ??= askedToWait(refusal, verdict.wait);
        else if (verdict.halve) this.#tooMuch.push({ attempt, refusal, verdict });
        else this.#try(attempt, refusal, verdict);
    }
  }

  judged(): Judged {
    if (this.#stop !== undefined) return { entries: this.#entries, next: [], isBisected: false, stop: this.#stop };
    const [single, ...others] = this.#tooMuch;
    // Fewer than one row cannot be sent: it is tried like any other.
    if (single !== undefined && others.length === 0) this.#try(single.attempt, single.refusal, single.verdict);
    const isBisected = others.length > 0;
    const { random } = this.#judging;
    const tries = Math.max(1, ...this.#again.map((each) => each.tries));
    const wait = Math.max(this.#wait, ...this.#tooMuch.map(({ verdict }) => verdict.wait));
    const next: Group[] = [];
    if (this.#signedOut.length > 0) next.push({ attempts: this.#signedOut, wait: 0, wasSignedOut: true });
    if (isBisected) {
      const attempts = this.#tooMuch.map(({ attempt }) => attempt);
      next.push(...halves(attempts, backoff(1, wait, random)));
    }
    if (this.#again.length > 0) next.push({ attempts: this.#again, wait: backoff(tries, this.#wait, random) });
    return { entries: this.#entries, next, isBisected };
  }

  #puzzle(attempt: Attempt, refusal: Refusal, verdict: Verdict): void {
    const puzzled = { ...attempt, tries: attempt.tries + 1, puzzles: attempt.puzzles + 1 };
    if (puzzled.puzzles >= mostPuzzles) this.#fail(puzzled, 'rejected', refusal, verdict);
    else this.#later(puzzled, verdict);
  }

  #try(attempt: Attempt, refusal: Refusal, verdict: Verdict): void {
    const tried = { ...attempt, tries: attempt.tries + 1 };
    if (tried.tries >= mostTries) this.#fail(tried, 'deferred', refusal, verdict);
    else this.#later(tried, verdict);
  }

  #later(attempt: Attempt, { wait }: Verdict): void {
    this.#again.push(attempt);
    this.#wait = Math.max(this.#wait, wait);
  }

  #fail(attempt: Attempt, outcome: 'rejected' | 'deferred', refusal: Refusal, verdict: Verdict): void {
    this.#entries.push(failed(this.#judging.batchId, attempt, outcome, { refusal, as: verdict.class }));
  }
}

/** Two groups of the rows; the first may go after the wait, the second after the first. */
export function halves(attempts: readonly Attempt[], wait: number): Group[] {
  const middle = Math.ceil(attempts.length / 2);
  return [
    { attempts: attempts.slice(0, middle), wait },
    { attempts: attempts.slice(middle), wait: 0 },
  ];
}
