/** How far a run is, on one line of a terminal that is written over. */
import type { Progress } from '../../sync/apply/request.js';
import type { CommandContext } from '../context.js';
import { number } from './plan-text.js';

/** Milliseconds between two looks of a person. */
const pause = 200;

export interface RunProgress {
  readonly show: (progress: Progress) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Silent where there is no terminal. */
export function progressOn({ err, quiet, json }: CommandContext, rows: number): RunProgress {
  if (!err.isTty || quiet || json) return { show: () => undefined, end: () => undefined };
  let last = 0;
  const clear = (): void => {
    err.write('\r\u001b[2K');
  };
  return {
    show: ({ ok, rejected, deferred, calls }) => {
      const now = Date.now();
      if (now - last < pause) return;
      last = now;
      clear();
      err.write(
        `${number(ok)} of ${number(rows)} written, ${number(rejected)} refused, ${number(deferred)} put off, ${number(calls)} calls`,
      );
    },
    end: clear,
  };
}
