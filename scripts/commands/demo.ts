/** `leadscore demo`: synthetic raw data; with --run also every model, and a table of tiers. */
import path from 'node:path';
import Table from 'cli-table3';
import { demoDefaults, generateDemo } from '../demo/generate-demo.js';
import type { DirtLevel } from '../demo/identity-dirt.js';
import { compileProject } from '../graph/compile.js';
import { type CommandContext, type ExitCode, printJson, say } from './context.js';
import { runCommand } from './run.js';
import { openWarehouseToRead } from './warehouse.js';

export interface DemoOptions {
  readonly leads: number;
  readonly events: number;
  readonly seed: number;
  readonly dirt: DirtLevel;
  readonly run: boolean;
}

const plain = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

async function tierTable(context: CommandContext): Promise<void> {
  const graph = compileProject(context.directory);
  const engine = await openWarehouseToRead(graph.defaultDatabase, { directory: context.directory });
  try {
    const table = (name: string): string => `\`${graph.defaultDatabase}.${graph.defaultSchema}.${name}\``;
    const tiers = await engine.query(`
SELECT rubric, tier, tier_position, leads, judged, converted, conversion_rate, wilson_low, wilson_high, is_proven, outcome, within_days
FROM ${table('tier_outcomes')}
ORDER BY rubric, tier_position`);
    if (context.json) {
      printJson(context, tiers);
      return;
    }
    const count = (value: unknown): string => Number(value).toLocaleString('en-US');
    const percent = (value: unknown): string =>
      value === null || value === undefined ? '' : `${(Number(value) * 100).toFixed(1)} %`;
    const lines = new Table({
      head: ['rubric', 'tier', 'leads', 'judged', 'converted', 'rate', '95 % interval', 'above the next tier'],
      chars: plain,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
    });
    for (const tier of tiers) {
      lines.push([
        String(tier.rubric),
        String(tier.tier),
        count(tier.leads),
        count(tier.judged),
        count(tier.converted),
        percent(tier.conversion_rate),
        `${percent(tier.wilson_low)} .. ${percent(tier.wilson_high)}`,
        tier.is_proven === null ? '' : tier.is_proven === true ? 'proven' : 'not proven',
      ]);
    }
    const best = await engine.query(`
SELECT lead_id, tier, total_score, top_reasons
FROM ${table('lead_scores')}
WHERE is_primary AND disposition != 'suppressed'
ORDER BY total_score DESC, lead_id
LIMIT 1`);
    context.out.write(
      `\n${lines
        .toString()
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n')}\n\n`,
    );
    const judges = new Map(tiers.map((tier) => [String(tier.rubric), tier] as const));
    for (const [rubric, tier] of judges)
      context.out.write(
        `converted (${rubric}): outcome "${String(tier.outcome)}" within ${String(tier.within_days)} days after the score\n`,
      );
    context.out.write('judged: had not converted before, and those days are over\n\n');
    const [first] = best;
    const file = path.relative(process.cwd(), path.join(context.directory, '.leadscore/warehouse.duckdb'));
    context.out.write(
      `The warehouse is ${file}, dataset ${graph.defaultSchema}. Begin with the tables\nlead_scores, lead_score_reasons, account_scores, tier_outcomes and crm_updates.\n\nNext:\n`,
    );
    const project =
      context.directory === process.cwd() ? '' : ` --project ${path.relative(process.cwd(), context.directory)}`;
    if (first !== undefined)
      context.out.write(
        `  why the best lead is the best:\n    npx leadscore${project} explain ${String(first.lead_id)}\n`,
      );
    context.out.write(
      `  change a number in rubrics/inbound.yaml, then:\n    npx leadscore${project} build && npx leadscore${project} run --as-of ${demoDefaults.asOf}\n`,
    );
    context.out.write('  your own tables instead of these: docs/adopt.md\n');
  } finally {
    await engine.close();
  }
}

function countsText(counts: Awaited<ReturnType<typeof generateDemo>>): string {
  const written: readonly (readonly [number, string])[] = [
    [counts.leads, 'leads'],
    [counts.webEvents + counts.marketingEvents, 'events'],
    [counts.accounts, 'accounts'],
    [counts.opportunities, 'opportunities'],
  ];
  return written.map(([count, name]) => `${count.toLocaleString('en-US')} ${name}`).join(', ');
}

export async function demoCommand(context: CommandContext, options: DemoOptions): Promise<ExitCode> {
  const started = performance.now();
  const counts = await generateDemo({
    ...demoDefaults,
    directory: path.join(context.directory, demoDefaults.directory),
    leads: options.leads,
    events: options.events,
    seed: options.seed,
    dirt: options.dirt,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (!options.run) {
    if (context.json) printJson(context, counts);
    say(
      context,
      `Raw tables of an invented company in ${demoDefaults.directory} (${seconds} s):\n${countsText(counts)}.`,
    );
    say(context, `Next: npx leadscore run --as-of ${demoDefaults.asOf}`);
    return 0;
  }
  say(
    context,
    `Raw tables of an invented company in ${demoDefaults.directory} (${seconds} s):\n${countsText(counts)}. Scored as of ${demoDefaults.asOf}.`,
  );
  const code = await runCommand(
    // Standard output is for the table of tiers.
    { ...context, json: false, format: context.json ? 'text' : context.format, quiet: context.quiet || context.json },
    { engine: 'duckdb', asOf: demoDefaults.asOf, fullRefresh: false, select: [], raw: new Map() },
  );
  if (code !== 0) {
    if (context.json) printJson(context, { status: code === 130 ? 'interrupted' : 'failed' });
    return code;
  }
  await tierTable(context);
  return 0;
}
