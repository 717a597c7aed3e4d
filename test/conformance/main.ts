import { parseArgs } from 'node:util';
import { beside } from './lane.js';
import { printPart, printSummary } from './part.js';
import { everyPart, isPart, lanesOf, runParts } from './run-parts.js';
import { judgeSabotage } from './sabotage/part.js';
import { openSides } from './sides.js';

const usage = `npm run conformance [-- part ...] [options]

parts: conversions, entries, queries, fuzz, sync, models, branches, semantics, official-cli; all of them when none is named
  --project NAME      only this project (small, language, demo, xeducation, ga4)
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
    ...(project !== undefined && { project }),
    ...(entry !== undefined && { entry }),
    seed: wholeNumber(values.seed, 1),
    count: wholeNumber(values.count, 100_000),
  };
  const lanes = lanesOf(positionals.length > 0 ? positionals : everyPart);
  const run = lanes.length > 1 ? beside : runParts;
  return printSummary((await Promise.all(lanes.map((lane) => run(lane, options, printPart)))).flat());
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  const given = Number(text ?? otherwise);
  if (!Number.isSafeInteger(given) || given < 0) throw new Error(`not a whole number: ${String(text)}`);
  return given;
}
