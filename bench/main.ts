/** `npm run bench`: figures as JSON on stdout, progress on stderr. Exit code 1 when a bar is missed, 2 for wrong use. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureCompile } from './compile.js';
import { estimateBytes } from './bigquery-bytes.js';
import { root } from './project-copy.js';
import { refreshCurve, savedRefreshes } from './refresh-curve.js';
import { measureRefresh, type RefreshFigures } from './refresh.js';
import { measureRubricSize } from './rubric-size.js';
import { measureSync } from './sync.js';
import { measureTierLog } from './tier-log.js';

const usage = `npm run bench -- [options]
  --only PART              compile, refresh, rubric-size, tier-log, bytes or sync; all unless given
  --events N,N             sizes of the refresh (1000000,10000000)
  --select MODELS          of the refresh only these, as for leadscore run --select
  --rubrics NAMES          of the refresh, a project with these rubrics alone
  --keep DIR               of the refresh, keep the loaded raw tables there, or take up those kept before
  --leads N                leads of the rubric size and of the log of tiers (1000000)
  --records N              records that a sync is planned over (10000000)
  --repeat N               repeats (3 for compile, 1 for the others)
  --memory-limit SIZE      DuckDB's (6500MB: the whole process takes up to 1.5 GB more)
  --curve FILE             of the refresh at several sizes a picture, as SVG
  --results FILE,FILE      nothing is measured: the picture is drawn of what earlier runs printed
  --save                   also write bench/results/latest.json
  --help
`;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function wrongUse(message: string): never {
  process.stderr.write(`${message}\n\n${usage}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        events: { type: 'string', default: '1000000,10000000' },
        rubrics: { type: 'string', default: '' },
        leads: { type: 'string', default: '1000000' },
        records: { type: 'string', default: '10000000' },
        select: { type: 'string', default: '' },
        keep: { type: 'string' },
        repeat: { type: 'string' },
        'memory-limit': { type: 'string', default: '6500MB' },
        curve: { type: 'string' },
        results: { type: 'string' },
        save: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return wrongUse(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0
    ? value
    : wrongUse(`${option} wants a whole number above zero, not "${text}".`);
}

const chosen = options();
if (chosen.help) {
  process.stdout.write(usage);
  process.exit(0);
}
if (chosen.results !== undefined) {
  drawSaved(chosen.results.split(','), chosen.curve ?? wrongUse('--results wants --curve, where the picture goes.'));
  process.exit(0);
}
const { only } = chosen;
const parts = ['compile', 'refresh', 'rubric-size', 'tier-log', 'bytes', 'sync'] as const;
if (only !== undefined && !parts.some((part) => part === only))
  wrongUse(`--only is one of ${parts.join(', ')}, not "${only}".`);
const isAsked = (part: (typeof parts)[number]): boolean => only === undefined || only === part;
const sizes = chosen.events.split(',').map((text) => wholeNumber(text.trim(), '--events'));
const rubrics = chosen.rubrics.split(',').filter((name) => name !== '');
const repeat = chosen.repeat === undefined ? undefined : wholeNumber(chosen.repeat, '--repeat');

// What was begun is cleaned up when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const leads = wholeNumber(chosen.leads, '--leads');
const memoryLimit = chosen['memory-limit'];
const kept = chosen.keep === undefined ? {} : { keep: path.resolve(chosen.keep) };
const compile = isAsked('compile') ? await measureCompile(repeat ?? 3, say) : undefined;
const refresh: RefreshFigures[] = [];
if (isAsked('refresh')) {
  for (const events of sizes)
    refresh.push(
      await measureRefresh({ events, repeats: repeat ?? 1, memoryLimit, select: chosen.select, rubrics, ...kept }, say),
    );
}
const rubricSize = isAsked('rubric-size')
  ? await measureRubricSize({ leads, repeats: repeat ?? 1, memoryLimit }, say)
  : undefined;
const tierLog = isAsked('tier-log') ? await measureTierLog({ leads, memoryLimit }, say) : undefined;
const bytes = isAsked('bytes')
  ? await estimateBytes({ measured: [100_000, 300_000], sizes: [100_000_000, 10_000_000_000] }, say)
  : undefined;
const records = wholeNumber(chosen.records, '--records');
const sync = isAsked('sync') ? await measureSync({ records }, say) : undefined;
if (chosen.curve !== undefined) {
  if (refresh.length < 2) wrongUse('--curve wants a refresh of at least two sizes: --events 100000,1000000');
  writeFileSync(chosen.curve, refreshCurve(refresh));
}
const bars = [
  ...(compile === undefined ? [] : [compile.inProcessFirst, compile.inProcessLater]),
  ...refresh.flatMap((one) => [one.fullRefresh, one.incremental, one.incrementalToFullRefresh]),
  ...(rubricSize === undefined ? [] : [rubricSize.sixtyToTen]),
  ...(sync === undefined ? [] : [sync.speed, sync.memory, sync.planner, sync.plannerMemory]),
];
const met = bars.every((bar) => bar.met);
const figures = {
  ...circumstances(),
  met,
  ...(compile === undefined ? {} : { compile }),
  ...(isAsked('refresh') ? { refresh } : {}),
  ...(rubricSize === undefined ? {} : { rubricSize }),
  ...(tierLog === undefined ? {} : { tierLog }),
  ...(bytes === undefined ? {} : { bytes }),
  ...(sync === undefined ? {} : { sync }),
};
const text = `${JSON.stringify(figures, undefined, 2)}\n`;
process.stdout.write(text);
if (chosen.save) {
  mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  writeFileSync(path.join(root, 'bench/results/latest.json'), text);
}
process.exitCode = met ? 0 : 1;

function drawSaved(files: readonly string[], picture: string): void {
  try {
    writeFileSync(picture, refreshCurve(savedRefreshes(files)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    wrongUse(`--results: ${error.message}`);
  }
}

function circumstances() {
  return {
    on: new Date().toISOString().slice(0, 10),
    node: process.version,
    cpus: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1e9),
    duckdb: versionOf('@duckdb/node-api'),
    dataformCore: versionOf('@dataform/core'),
    memoryLimit,
  };
}

function versionOf(name: string): string {
  const found: unknown = JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : 'unknown';
}
