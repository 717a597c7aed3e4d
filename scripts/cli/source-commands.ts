/** Commands about raw tables. */
import type { Command } from 'commander';
import { connectorNames } from '../commands/connectors.js';
import type { AddSourceOptions } from '../commands/sources-add.js';
import type { PullCommandOptions } from '../commands/sources-pull.js';
import type { Finish } from './finish.js';
import { engineOption, rawOption } from './options.js';

/** sources pull and add. */
export function addSourceCommands(program: Command, finish: Finish): void {
  const sources = program.command('sources').description('what the raw tables look like');
  sources
    .command('pull')
    .description('read the raw schema into rubrics/sources/<source>.lock.yaml')
    .argument('[sources...]', 'names; all unless given')
    .addOption(engineOption())
    .option('--check', 'write nothing; say what changed since the lock', false)
    .addOption(rawOption())
    .action((names: string[], options: Omit<PullCommandOptions, 'names'>) =>
      finish(async (context) =>
        (await import('../commands/sources-pull.js')).pullCommand(context, { names, ...options }),
      ),
    );
  sources
    .command('add')
    .description('take a ready connector into the project, and read its raw schema')
    .argument('<connector>', `one of ${connectorNames().join(', ')}`)
    .addOption(engineOption())
    .option('--dataset <name>', 'the dataset that holds the raw tables (default: the name of the connector)')
    .addOption(rawOption())
    .action((name: string, options: Omit<AddSourceOptions, 'name'>) =>
      finish(async (context) =>
        (await import('../commands/sources-add.js')).addSourceCommand(context, { name, ...options }),
      ),
    );
}
