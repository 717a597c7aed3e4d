/** `leadscore demo`: synthetic raw data; with --run also every model, and a table of tiers. */
import path from 'node:path';
import Table from 'cli-table3';
import { demoDefaults, generateDemo } from '../demo/generate-demo.js';
import { compileProject } from '../graph/compile.js';
import { type CommandContext, type ExitCode, printJson, say } from './context.js';
import { runCommand } from './run.js';
import { openWarehouseToRead } from './warehouse.js';

export interface DemoOptions {
  readonly leads: number;
  readonly events: number;
  readonly seed: number;
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
SELECT rubric, tier, tier_position, leads, judged, converted, conversion_rate, wilson_low, wilson_high, is_proven
FROM ${table('tier_outcomes')}
ORDER BY rubric, tier_position`);
    if (context.json) {
      printJson(context, tiers);
      return;
    }
    const percent = (value: unknown): string =>
      value === null || value === undefined ? '' : `${(Number(value) * 100).toFixed(1)} %`;
    const lines = new Table({
      head: ['rubric', 'tier', 'leads', 'judged', 'converted', 'rate', '95 % interval', 'beats the next'],
      chars: plain,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
    });
    for (const tier of tiers) {
      lines.push([
        String(tier.rubric),
        String(tier.tier),
        String(tier.leads),
        String(tier.judged),
        String(tier.converted),
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
    context.out.write(`\n${lines.toString()}\n\n`);
    const [first] = best;
    const file = path.relative(process.cwd(), path.join(context.directory, '.leadscore/warehouse.duckdb'));
    context.out.write(
      `Everything is in ${file}, dataset ${graph.defaultSchema}: lead_scores, lead_score_reasons, account_scores, tier_outcomes, crm_updates, ...\n`,
    );
    context.out.write('Next:\n');
    if (first !== undefined)
      context.out.write(`  npx leadscore explain ${String(first.lead_id)}   why the best lead is the best\n`);
    context.out.write(
      '  rubrics/inbound.yaml                      change a number, then: npx leadscore build && npx leadscore run --as-of ' +
        demoDefaults.asOf +
        '\n',
    );
    context.out.write('  docs/adopt.md                             your own tables instead of these\n');
  } finally {
    await engine.close();
  }
}

export async function demoCommand(context: CommandContext, options: DemoOptions): Promise<ExitCode> {
  const started = performance.now();
  const counts = await generateDemo({
    ...demoDefaults,
    directory: path.join(context.directory, demoDefaults.directory),
    leads: options.leads,
    events: options.events,
    seed: options.seed,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (!options.run) {
    if (context.json) printJson(context, counts);
    say(
      context,
      `Raw tables of an invented company in ${demoDefaults.directory} (${seconds} s): ${counts.leads} leads, ${counts.webEvents + counts.marketingEvents} events, ${counts.accounts} accounts, ${counts.opportunities} opportunities.`,
    );
    say(context, `Next: npx leadscore run --as-of ${demoDefaults.asOf}`);
    return 0;
  }
  say(
    context,
    `Invented a company: ${counts.leads} leads, ${counts.webEvents + counts.marketingEvents} events, ${counts.accounts} accounts, ${counts.opportunities} opportunities (${seconds} s). Scores as of ${demoDefaults.asOf}.`,
  );
  const code = await runCommand(
    { ...context, json: false, quiet: context.quiet || context.json },
    { engine: 'duckdb', asOf: demoDefaults.asOf, fullRefresh: false, select: [], raw: new Map() },
  );
  if (code !== 0) return code;
  await tierTable(context);
  return 0;
}
