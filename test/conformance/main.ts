import { parseArgs } from 'node:util';
import { judgeConversions } from './conversions/part.js';
import { judgeEntries } from './entries/part.js';
import { judgeFuzz } from './fuzz/part.js';
import { judgeProjects } from './models/part.js';
import { judgeCompile } from './official-cli/part.js';
import { type PartResult, printPart, printSummary } from './part.js';
import { judgeQueries } from './queries/part.js';
import { judgeSemantics } from './semantics/part.js';
import { judgeSabotage } from './sabotage/part.js';
import { openSides } from './sides.js';

const usage = `npm run conformance [-- part ...] [options]

parts: conversions, entries, queries, fuzz, models, branches, semantics, official-cli; all of them when none is named
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
  const sides = await openSides();
  const parts: Readonly<Record<string, () => Promise<PartResult | readonly PartResult[]>>> = {
    conversions: () => judgeConversions(sides),
    entries: () => judgeEntries(sides, values.entry),
    queries: () => judgeQueries(sides),
    fuzz: () => judgeFuzz(sides, { seed: wholeNumber(values.seed, 1), count: wholeNumber(values.count, 100_000) }),
    projects: () => judgeProjects(sides.judge, { models: true, branches: true }, values.project),
    models: () => judgeProjects(sides.judge, { models: true, branches: false }, values.project),
    branches: () => judgeProjects(sides.judge, { models: false, branches: true }, values.project),
    semantics: () => judgeSemantics(sides.judge, wholeNumber(values.seed, 1)),
    'official-cli': () => judgeCompile(values.project),
  };
  if (values.sabotage === true) {
    const start = performance.now();
    const result = await judgeSabotage(sides, positionals[0]);
    sides.stop();
    printPart(result, (performance.now() - start) / 1000);
    return printSummary([result]);
  }
  const names =
    positionals.length > 0
      ? positionals
      : ['conversions', 'entries', 'queries', 'fuzz', 'projects', 'semantics', 'official-cli'];
  const results: PartResult[] = [];
  for (const name of names) {
    const part = parts[name];
    if (!part) {
      sides.stop();
      console.error(`no part ${name}\n\n${usage}`);
      return 2;
    }
    const start = performance.now();
    const found = await part().catch((error: unknown): PartResult => broken(name, error));
    for (const result of Array.isArray(found) ? found : [found]) {
      printPart(result, (performance.now() - start) / 1000);
      results.push(result);
    }
  }
  sides.stop();
  return printSummary(results);
}

/** A part that broke off is one failure, told with its stack, since that is a mistake of the judge's own. */
function broken(part: string, error: unknown): PartResult {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { part, counts: {}, passed: 0, failed: 1, failures: [`broke off: ${said}`], notes: [] };
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  const given = Number(text ?? otherwise);
  if (!Number.isSafeInteger(given) || given < 0) throw new Error(`not a whole number: ${String(text)}`);
  return given;
}
