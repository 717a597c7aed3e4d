import type { Limits } from '../../destination.js';

/** `api-usage=10018/100000; api-bursts=1/750` -> calls of the last 24 hours; undefined where the header says none. */
export function limitsOf(header: string | undefined): Limits | undefined {
  const [, used, allowed] = /(?:^|[\s;,])api-usage=(\d{1,12})\/(\d{1,12})/.exec(header ?? '') ?? [];
  if (used === undefined || allowed === undefined) return undefined;
  return { usedToday: Number(used), allowedToday: Number(allowed) };
}

/** Whether calls are so scarce that five collections go in one: these rows would take more than a hundredth of what is left. */
export function isQuotaPoor(limits: Limits | undefined, calls: number): boolean {
  if (limits?.usedToday === undefined || limits.allowedToday === undefined) return false;
  return calls * 100 > limits.allowedToday - limits.usedToday;
}
