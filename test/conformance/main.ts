import { parseArgs } from 'node:util';
import { together } from './branches/counted.js';
import { branchVerdict } from './branches/verdict.js';
import { type Job, jobsOf } from './jobs.js';
import { beside } from './lane.js';
import { type PartResult, mergeParts, printPart, printSummary } from './part.js';
import { type Found, type PartOptions, everyPart, isPart, runJob } from './run-parts.js';
import { judgeSabotage } from './sabotage/part.js';
import { openSides } from './sides.js';

const usage = `npm run conformance [-- part ...] [options]

parts: conversions, entries, queries, fuzz, hot, sync, models, branches, semantics, official-cli; all of them when none is named
  --project NAME      only this project (small, language, demo, xeducation, ga4, connectors)
  --entry NAME        only this entry of the closed list
  --seed N            the seed of the fuzzer and of the random rubrics; 1 when absent
  --count N           the fuzzer's expressions; 100,000 when absent
  --sabotage [ENTRY]  instead: break one entry (or some of each kind) in memory; a difference must be found
  --no-build        use what is in dist/`;

/** Runs the parts named, or all of them, prints what they found and returns the exit code: 1 on any difference. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      project: { type: 'string' },
      entry: { type: 'string' },
      seed: { type: 'string' },
      count: { type: 'string' },
      sabotage: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  if (values.sabotage === true) {
    const sides = await openSides();
    const start = performance.now();
    const result = await judgeSabotage(sides, positionals[0]);
    sides.stop();
    printPart(result, (performance.now() - start) / 1000);
    return printSummary([result]);
  }
  const unknown = positionals.find((name) => !isPart(name));
  if (unknown !== undefined) {
    console.error(`no part ${unknown}\n\n${usage}`);
    return 2;
  }
  const { project, entry } = values;
  const options = {
    ...(entry !== undefined && { entry }),
    seed: wholeNumber(values.seed, 1),
    count: wholeNumber(values.count, 100_000),
  };
  const jobs = jobsOf(positionals.length > 0 ? positionals : everyPart, project);
  return printSummary(resultsOf(await runJobs(jobs, options), project === undefined));
}

/** In the order of the jobs, each printed when it is done. */
async function runJobs(jobs: readonly Job[], options: PartOptions): Promise<readonly Found[]> {
  const found = new Map<Job, Found>();
  const hear = (job: Job, each: Found): void => {
    for (const { result, seconds } of each.told) printPart(result, seconds, job.project);
    found.set(job, each);
  };
  const [first] = jobs;
  if (jobs.length === 1 && first !== undefined) {
    const sides = await openSides();
    hear(first, await runJob(sides, first, options).finally(() => sides.stop()));
  } else await beside(jobs, options, hear);
  return jobs.flatMap((job) => found.get(job) ?? []);
}

/** @param isWhole these are all projects */
function resultsOf(found: readonly Found[], isWhole: boolean): readonly PartResult[] {
  const results = mergeParts(found.flatMap(({ told }) => told.map(({ result }) => result)));
  const branches = found.flatMap((each) => each.branches ?? []);
  if (branches.length === 0) return results;
  const start = performance.now();
  const verdict = branchVerdict(together(branches), isWhole);
  printPart(verdict, (performance.now() - start) / 1000);
  return [...results, verdict];
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  const given = Number(text ?? otherwise);
  if (!Number.isSafeInteger(given) || given < 0) throw new Error(`not a whole number: ${String(text)}`);
  return given;
}
