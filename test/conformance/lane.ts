/** Parts in a process of their own, beside those of another: `node lane.js OPTIONS part ...`, started by `beside`. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PartResult } from './part.js';
import { broken, type PartOptions, runParts } from './run-parts.js';

interface Told {
  readonly result: PartResult;
  readonly seconds: number;
}

/** A process that ends before it has told of all its parts leaves one failure. */
export async function beside(
  names: readonly string[],
  options: PartOptions,
  tell: (result: PartResult, seconds: number) => void,
): Promise<readonly PartResult[]> {
  const results: PartResult[] = [];
  const hear = ({ result, seconds }: Told): void => {
    tell(result, seconds);
    results.push(result);
  };
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options), ...names]);
  child.on('message', (message) => hear(message as Told));
  const end = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `the process ended with ${code ?? signal}`));
  });
  if (end !== '') hear({ result: broken(names.join(', '), new Error(end)), seconds: 0 });
  return results;
}

const [, script, options, ...names] = process.argv;
if (script === fileURLToPath(import.meta.url) && options !== undefined) {
  await runParts(names, JSON.parse(options) as PartOptions, (result, seconds) => {
    process.send?.({ result, seconds } satisfies Told);
  });
  process.disconnect();
}
