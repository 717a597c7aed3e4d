import type { Limits } from '../../destination.js';

/** What the headers of an answer say of the day and of the window of ten seconds; undefined where they say nothing. */
export function limitsOf(headers: ReadonlyMap<string, string>): Limits | undefined {
  const number = (name: string): number | undefined => {
    const text = headers.get(`x-hubspot-ratelimit-${name}`) ?? '';
    return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
  };
  const allowedToday = number('daily');
  const leftToday = number('daily-remaining');
  const allowedInWindow = number('max');
  const leftInWindow = number('remaining');
  const window = number('interval-milliseconds');
  const limits: Limits = {
    ...(allowedToday !== undefined &&
      leftToday !== undefined && { allowedToday, usedToday: Math.max(0, allowedToday - leftToday) }),
    ...(allowedInWindow !== undefined && { allowedInWindow }),
    ...(leftInWindow !== undefined && { leftInWindow }),
    ...(window !== undefined && { window }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

/** The smallest plan's, until an answer has told ours. */
const usual = { allowedInWindow: 100, window: 10_000 };

/** Calls a second, a twentieth below what is allowed: HubSpot's clock is not ours, and calls bunch up on their way. */
export function callsPerSecond(limits: Limits | undefined): number {
  const { allowedInWindow = usual.allowedInWindow, window = usual.window } = limits ?? {};
  return window <= 0 || allowedInWindow <= 0 ? 1 : (0.95 * allowedInWindow * 1000) / window;
}
