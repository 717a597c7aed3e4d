/** The middle value; the mean of the two middle ones when they are even in number. Throws a RangeError for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('the median of nothing');
  return (lower + upper) / 2;
}

/** Four significant digits: more would pretend that a run repeats exactly. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export interface Cost {
  readonly seconds: number;
  /** Of all threads of this process: on a busy machine, steadier than seconds. */
  readonly cpuSeconds: number;
}

/** What the work costs. */
export async function costOf<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly cost: Cost }> {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, cost: { seconds: secondsSince(started), cpuSeconds: (user + system) / 1e6 } };
}

/** Seconds since `performance.now()` said `started`. */
export function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
