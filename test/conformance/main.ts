import { parseArgs } from 'node:util';
import { judgeConversions } from './conversions/part.js';
import { judgeModels } from './models/part.js';
import { judgeCompile } from './official-cli/part.js';
import { type PartResult, printPart, printSummary } from './part.js';
import { openSides } from './sides.js';

const usage = `npm run conformance [-- part ...] [options]

parts: conversions, models, official-cli
  --project NAME    only this project (demo, xeducation, ga4, small)
  --no-build        use what is in dist/`;

/** Runs the parts named, or all of them, prints what they found and returns the exit code: 1 on any difference. */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { project: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const sides = await openSides();
  const parts: Readonly<Record<string, () => Promise<PartResult>>> = {
    conversions: () => judgeConversions(sides),
    models: () => judgeModels(sides.judge, values.project),
    'official-cli': () => judgeCompile(values.project),
  };
  const names = positionals.length > 0 ? positionals : Object.keys(parts);
  const results: PartResult[] = [];
  for (const name of names) {
    const part = parts[name];
    if (!part) {
      sides.stop();
      console.error(`no part ${name}\n\n${usage}`);
      return 2;
    }
    const start = performance.now();
    const result = await part();
    printPart(result, (performance.now() - start) / 1000);
    results.push(result);
  }
  sides.stop();
  return printSummary(results);
}
