/** How much memory JavaScript takes while a sync is carried out. V8 reads these flags at any time, as of Node 20, 22, 24 and 25; one that it does not know it names on stderr, and goes on. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;

/**
 * From now on, in this process: garbage may grow to half of what lives before it is collected, and the space for young objects stays as
 * it is. V8's usual four times, and 16 MB, are more than all that a run holds, and so would be what its memory is.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--expose-gc');
  // Only contexts that are made after the flag have the function.
  collect = runInNewContext('typeof gc === "function" ? gc : undefined') as typeof collect;
}

/** Frees what JavaScript no longer needs, where the heap is to be small: tens of milliseconds, in which nothing else runs. */
export function collectGarbage(): void {
  collect?.();
}
