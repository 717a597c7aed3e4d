/** Tries of a row or a call, the first included. */
export const mostTries = 6;

const firstWait = 500;
const longestWait = 60_000;

/** A CRM that asks for a longer wait than this is not waited for: the run pauses. Milliseconds. */
export const longestRetryAfter = 300_000;

/**
 * Milliseconds before the next try after `tries` of them: full jitter, anything up to 0.5 s * 2^(tries - 1), at most 60 s
 * (Brooker, "Exponential Backoff And Jitter"); never less than the CRM asks for.
 */
export function backoff(tries: number, least: number, random: () => number): number {
  const most = Math.min(longestWait, firstWait * 2 ** (tries - 1));
  return Math.max(least, Math.floor(random() * most));
}
