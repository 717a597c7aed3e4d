/** Commands about what the warehouse keeps: of people, and of what cannot be computed again. */
import { type Command, Option } from 'commander';
import type { ForgetCommandOptions } from '../commands/forget.js';
import type { RetainCommandOptions } from '../commands/retain.js';
import type { StateOptions } from '../commands/state.js';
import type { ImportOptions } from '../state/import.js';
import type { Finish } from './finish.js';
import { collected, databaseOption, engineOption } from './options.js';

/** forget, retain, state export and state import. */
export function addRecordCommands(program: Command, finish: Finish): void {
  program
    .command('forget')
    .description('take a person out of every table, and keep them out')
    .argument('<person>', 'lead id, record key, record id of the CRM, or e-mail address')
    .option('--reason <text>', 'why, such as the number of the request; it is kept')
    .option('--by <who>', 'who does it; it is kept (default: the user of this machine)')
    .option('--dry-run', 'write nothing; say what would be removed', false)
    .addOption(engineOption())
    .addOption(databaseOption())
    .action((person: string, options: Omit<ForgetCommandOptions, 'person'>) =>
      finish(async (context) => (await import('../commands/forget.js')).forgetCommand(context, { person, ...options })),
    );

  program
    .command('retain')
    .description('delete what is older than rubrics/shared/retention.yaml allows, as every run does first')
    .option('--dry-run', 'write nothing; say what would be deleted', false)
    .addOption(engineOption())
    .addOption(databaseOption())
    .action((options: RetainCommandOptions) =>
      finish(async (context) => (await import('../commands/retain.js')).retainCommand(context, options)),
    );

  const state = program.command('state').description('what cannot be computed again: to files and back');
  state
    .command('export')
    .description('write every protected table and the run log into a new folder')
    .argument('<folder>', 'where to; it must not exist yet')
    .addOption(engineOption())
    .addOption(databaseOption())
    .action((folder: string, options: Omit<StateOptions, 'folder'>) =>
      finish(async (context) =>
        (await import('../commands/state.js')).stateExportCommand(context, { folder, ...options }),
      ),
    );
  state
    .command('import')
    .description('put a backup back; everything is looked at before anything is written')
    .argument('<folder>', 'a folder that `state export` has written')
    .addOption(engineOption())
    .addOption(databaseOption())
    .option('--replace', 'also tables that have rows already: those rows are lost', false)
    .addOption(
      new Option('--leave-out <table>', 'a table of the backup that is not wanted; repeatable')
        .argParser(collected)
        .default([], 'none'),
    )
    .action((folder: string, options: Omit<StateOptions & ImportOptions, 'folder'>) =>
      finish(async (context) =>
        (await import('../commands/state.js')).stateImportCommand(context, { folder, ...options }),
      ),
    );
}
