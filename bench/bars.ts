import { rounded } from './statistics.js';

/** A figure that has to reach a number of the design. */
export interface Judged {
  readonly ratio: number;
  readonly bar: string;
  readonly met: boolean;
}

export function atLeast(ratio: number, bar: number): Judged {
  return { ratio: rounded(ratio), bar: `at least ${bar}`, met: ratio >= bar };
}

export function atMost(ratio: number, bar: number): Judged {
  return { ratio: rounded(ratio), bar: `at most ${bar}`, met: ratio <= bar };
}
