import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export interface Peaks {
  readonly rssMegabytes: number;
  readonly tempMegabytes: number;
}

const everyMilliseconds = 50;

/** The most memory that this process has had since it began. */
export function peakOfProcess(): number {
  return Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
}

/** The most memory this process and the most disk a temporary folder had while the work ran, looked at 20 times a second. */
export async function watched<T>(
  tempDirectory: string,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly peaks: Peaks }> {
  let rss = 0;
  let temp = 0;
  const look = (): void => {
    rss = Math.max(rss, process.memoryUsage.rss());
    temp = Math.max(temp, sizeOf(tempDirectory));
  };
  const timer = setInterval(look, everyMilliseconds);
  try {
    const result = await work();
    look();
    return { result, peaks: { rssMegabytes: Math.round(rss / 1e6), tempMegabytes: Math.round(temp / 1e6) } };
  } finally {
    clearInterval(timer);
  }
}

/** Spill files come and go: one that has just gone has no size. */
function sizeOf(directory: string): number {
  try {
    return readdirSync(directory).reduce(
      (sum, name) => sum + (statSync(path.join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  } catch {
    return 0;
  }
}
