/** Commands that fill the warehouse or read it. */
import { type Command, Option } from 'commander';
import type { HealthOptions } from '../commands/health.js';
import type { DemoOptions } from '../commands/demo.js';
import type { DoctorOptions } from '../commands/doctor.js';
import type { RunOptions } from '../commands/run.js';
import { demoDefaults } from '../demo/generate-demo.js';
import { dirtLevels } from '../demo/identity-dirt.js';
import type { Finish } from './finish.js';
import { collected, databaseOption, engineOption, rawOption, size, wholeNumber } from './options.js';

/** run, explain, demo, health and doctor. */
export function addWarehouseCommands(program: Command, finish: Finish): void {
  program
    .command('run')
    .description('compile the graph and run it: models, assertions, run log')
    .addOption(engineOption())
    .option('--as-of <instant>', 'score as of this date or instant in UTC (default: now)')
    .option('--full-refresh', 'rebuild incremental tables, except the protected ones', false)
    .addOption(
      new Option(
        '--hot',
        'score only leads about whom something is new since the last run, and their colleagues',
      ).conflicts(['fullRefresh', 'select', 'days']),
    )
    .option('--days <from..to>', 'also read raw events that happened on these days, however late they came')
    .addOption(
      new Option('--select <models>', 'only these: model, +model, model+, tag:x, comma-separated or repeated')
        .argParser(collected)
        .default([], 'all'),
    )
    .addOption(rawOption())
    .addOption(databaseOption())
    .option('--memory-limit <size>', 'DuckDB: the most memory it may use, such as 4GB', size)
    .option('--parallel <n>', 'the most models that run at the same time', wholeNumber)
    .action((options: RunOptions) =>
      finish(async (context) => (await import('../commands/run.js')).runCommand(context, options)),
    );

  program
    .command('explain')
    .description("every point of a lead's score")
    .argument('<lead>', 'lead id, CRM record id, or e-mail address')
    .option('--rubric <name>', 'only this rubric')
    .addOption(databaseOption())
    .action((lead: string, options: { rubric?: string; database?: string }) =>
      finish(async (context) => (await import('../commands/explain.js')).explainCommand(context, { lead, ...options })),
    );

  program
    .command('demo')
    .description('invent the raw tables of a B2B software company')
    .option('--leads <n>', 'lead records', wholeNumber, demoDefaults.leads)
    .option('--events <n>', 'behavioural events', wholeNumber, demoDefaults.events)
    .option('--seed <n>', 'the same seed makes the same rows', wholeNumber, demoDefaults.seed)
    .addOption(
      new Option('--dirt <level>', 'how hard it is to see which records are one person')
        .choices(dirtLevels)
        .default(demoDefaults.dirt),
    )
    .option('--run', 'then run every model and show the tiers', false)
    .action((options: DemoOptions) =>
      finish(async (context) => (await import('../commands/demo.js')).demoCommand(context, options)),
    );

  program
    .command('health')
    .description('what the last run found in its inputs: what, where, since when, and what rests on it')
    .option(
      '--audit',
      'instead, which pages, forms and events are signals, which are none, and which are never seen',
      false,
    )
    .addOption(engineOption())
    .addOption(databaseOption())
    .action((options: HealthOptions) =>
      finish(async (context) => (await import('../commands/health.js')).healthCommand(context, options)),
    );

  program
    .command('doctor')
    .description('whether all that a run needs is there, and whether the last run can be trusted')
    .addOption(engineOption())
    .addOption(databaseOption())
    .action((options: DoctorOptions) =>
      finish(async (context) => (await import('../commands/doctor.js')).doctorCommand(context, options)),
    );
}
