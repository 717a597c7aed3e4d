/** Commands that write scores into CRMs. */
import { type Command, Option } from 'commander';
import type { SyncPlanOptions } from '../commands/sync/plan.js';
import type { SyncApplyOptions } from '../commands/sync/apply.js';
import type { SyncRetryOptions } from '../commands/sync/retry.js';
import type { SyncVerifyOptions } from '../commands/sync/verify.js';
import type { SyncOptions } from '../commands/sync/project.js';
import type { Finish } from './finish.js';
import { databaseOption, engineOption, wholeNumber } from './options.js';

/** sync plan, apply, status, retry, verify, publish, alert. */
export function addSyncCommands(program: Command, finish: Finish): void {
  const sync = program.command('sync').description('write what changed into a CRM: plan, apply, status, retry, verify');

  sync
    .command('plan')
    .description('what would be written and what it would cost; writes nothing to the CRM')
    .addOption(syncOption())
    .option('--offline', 'ask nothing of the CRM: neither its fields nor its limits', false)
    .option('--create-fields', 'make fields that the CRM lacks, where it lets us (HubSpot)', false)
    .option('--give-up', 'first end a run that has not ended; what it has not sent comes into this plan', false)
    .addOption(engineOption())
    .addOption(databaseOption())
    .action((options: SyncPlanOptions) =>
      finish(async (context) => (await import('../commands/sync/plan.js')).syncPlanCommand(context, options)),
    );

  sync
    .command('apply')
    .description('write it: go on with a run that has not ended, else carry out the plan, else plan first')
    .argument('[plan]', 'the id of a plan that was looked at')
    .addOption(syncOption())
    .option('--force', 'although a breaker stands in the way, and beyond the budget of calls', false)
    .addOption(engineOption())
    .addOption(databaseOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 all is written, 2 some records were refused or put off, 3 not carried out to its end,\n4 it waits for more calls, 130 interrupted. `npx leadscore sync apply` again goes on where it ended.',
    )
    .action((plan: string | undefined, options: Omit<SyncApplyOptions, 'plan'>) =>
      finish(async (context) =>
        (await import('../commands/sync/apply.js')).syncApplyCommand(context, {
          ...options,
          ...(plan !== undefined && { plan }),
        }),
      ),
    );

  sync
    .command('status')
    .description('what is written, what is refused and why, and the last runs')
    .addOption(syncOption())
    .addOption(engineOption())
    .action((options: SyncOptions) =>
      finish(async (context) => (await import('../commands/sync/status.js')).syncStatusCommand(context, options)),
    );

  sync
    .command('retry')
    .description(
      'send refused records again with the next plan, though nothing about them changed, and try refused actions again',
    )
    .addOption(syncOption())
    .option('--code <code>', "only those with this code of the CRM's")
    .addOption(new Option('--class <class>', 'only those of this class').choices(['permanent', 'gone', 'unknown']))
    .addOption(new Option('--object <object>', 'only these').choices(['lead', 'contact', 'account']))
    .option('--record <id>', 'only this record')
    .addOption(engineOption())
    .action((options: SyncRetryOptions) =>
      finish(async (context) => (await import('../commands/sync/retry.js')).syncRetryCommand(context, options)),
    );

  sync
    .command('verify')
    .description('read records back from the CRM and compare them with what was written')
    .addOption(syncOption())
    .option('--sample <n>', 'so many records, evenly chosen (default: all)', wholeNumber)
    .option('--repair', 'let the next plan write again what holds something else', false)
    .option('--force', 'with --repair, although a breaker stands in the way', false)
    .addOption(engineOption())
    .action((options: SyncVerifyOptions) =>
      finish(async (context) => (await import('../commands/sync/verify.js')).syncVerifyCommand(context, options)),
    );

  sync
    .command('publish')
    .description('what came of it, into the schema leadscore_sync of the warehouse, as every apply does')
    .addOption(syncOption())
    .addOption(engineOption())
    .addOption(databaseOption())
    .action((options: SyncOptions) =>
      finish(async (context) => (await import('../commands/sync/publish.js')).syncPublishCommand(context, options)),
    );

  sync
    .command('alert')
    .description('send an alert for trial, to whoever the sync file names')
    .addOption(syncOption())
    .action((options: SyncOptions) =>
      finish(async (context) => (await import('../commands/sync/alert.js')).syncAlertCommand(context, options)),
    );
}

function syncOption(): Option {
  return new Option('--sync <name>', 'which of rubrics/sync/ (default: the only one)');
}
