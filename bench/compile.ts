import { existsSync } from 'node:fs';
import path from 'node:path';
import { compileProject } from '../scripts/graph/compile.js';
import { type Judged, atLeast } from './bars.js';
import { runChild } from './child.js';
import { root, withOfficialCopy } from './project-copy.js';
import { median, rounded, secondsSince } from './statistics.js';

export interface CompileFigures {
  readonly actions: number;
  readonly repeats: number;
  /** Medians, in seconds. */
  readonly seconds: {
    /** `dataform compile --json`, from the start of its process to its end. */
    readonly official: number;
    /** The same for a process that loads this project's compiler and prints the same JSON. */
    readonly own: number;
    /** The first compile of a process, without its start. */
    readonly inProcessFirst: number;
    /** Every later one: what tests, `preview` and an editor pay. */
    readonly inProcessLater: number;
  };
  /** The official CLI compiles in processes of its own only, so that is what all three are compared to. */
  readonly wholeProcess: { readonly ratio: number };
  readonly inProcessFirst: Judged;
  readonly inProcessLater: Judged;
}

const officialCli = path.join(root, 'test/conformance/node_modules/@dataform/cli/bundle.js');
const bar = 10;

/** Compiles one and the same copy of the root project with both, in turns, so that a busy machine slows both. */
export async function measureCompile(repeats: number, say: (line: string) => void): Promise<CompileFigures> {
  if (!existsSync(officialCli)) {
    throw new Error('The official CLI is not installed: run `npm --prefix test/conformance ci` first.');
  }
  return withOfficialCopy(async (directory) => {
    const official: number[] = [];
    const own: number[] = [];
    const first: number[] = [];
    const later: number[] = [];
    for (let round = 1; round <= repeats; round += 1) {
      official.push((await runChild(officialCli, ['compile', '--json', directory])).seconds);
      const child = await runChild(path.join(import.meta.dirname, 'compile-once.js'), [directory]);
      own.push(child.seconds);
      first.push(secondsOf(child.output));
      // The very first compile of this process is not a later one.
      if (round === 1) compileProject(directory);
      const started = performance.now();
      compileProject(directory);
      later.push(secondsSince(started));
      say(`compile ${round}/${repeats}: official ${official.at(-1)?.toFixed(2)} s, own ${own.at(-1)?.toFixed(2)} s`);
    }
    return {
      actions: compileProject(directory).actions.length,
      repeats,
      seconds: {
        official: rounded(median(official)),
        own: rounded(median(own)),
        inProcessFirst: rounded(median(first)),
        inProcessLater: rounded(median(later)),
      },
      wholeProcess: { ratio: rounded(median(official) / median(own)) },
      inProcessFirst: atLeast(median(official) / median(first), bar),
      inProcessLater: atLeast(median(official) / median(later), bar),
    };
  });
}

function secondsOf(output: string): number {
  const parsed: unknown = JSON.parse(output);
  if (typeof parsed === 'object' && parsed !== null && 'seconds' in parsed && typeof parsed.seconds === 'number') {
    return parsed.seconds;
  }
  throw new TypeError('compile-once.js printed no time');
}
