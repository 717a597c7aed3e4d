/** Jobs in processes of their own, side by side: `node lane.js OPTIONS`, started by `beside`, is one of them. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Job, longestFirst } from './jobs.js';
import { type Found, type PartOptions, broken, runJob } from './run-parts.js';
import { openSides } from './sides.js';

/** Each holds a project's tables, and has a judge of its own that does, too. */
const mostProcesses = 4;

type Hear = (job: Job, found: Found) => void;

/** All jobs, each by the first process that is free. `hear` is called when one is done, in any order. */
export async function beside(jobs: readonly Job[], options: PartOptions, hear: Hear): Promise<void> {
  const waiting = [...longestFirst(jobs)];
  const processes = Math.min(availableParallelism(), mostProcesses, jobs.length);
  await Promise.all(Array.from({ length: processes }, () => workThrough(waiting, options, hear)));
}

/** A process that ends before its job does leaves one failure; another one goes on with the next. */
async function workThrough(waiting: Job[], options: PartOptions, hear: Hear): Promise<void> {
  let child: ChildProcess | undefined;
  for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
    child ??= begin(options);
    try {
      hear(job, await answer(child, job));
    } catch (error) {
      child = undefined;
      hear(job, { told: [{ result: broken(job.parts.join(', '), error), seconds: 0 }] });
    }
  }
  child?.disconnect();
}

function begin(options: PartOptions): ChildProcess {
  return fork(fileURLToPath(import.meta.url), [JSON.stringify(options)], {
    serialization: 'advanced',
  });
}

function answer(child: ChildProcess, job: Job): Promise<Found> {
  return new Promise((resolve, reject) => {
    const end = (code: number | null, signal: string | null): void =>
      reject(new Error(`the process ended with ${code ?? signal}`));
    child.once('close', end);
    child.once('error', reject);
    child.once('message', (found) => {
      child.off('close', end);
      child.off('error', reject);
      resolve(found as Found);
    });
    child.send(job);
  });
}

const [, script, options] = process.argv;
if (script === fileURLToPath(import.meta.url) && options !== undefined) {
  const opened = openSides();
  const work = async (job: Job): Promise<void> => {
    process.send?.(await runJob(await opened, job, JSON.parse(options) as PartOptions));
  };
  process.on('message', (job) => void work(job as Job));
  process.once('disconnect', () => void opened.then((sides) => sides.stop()));
}
