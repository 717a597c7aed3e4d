#!/usr/bin/env node
/** Wiring only: what the program is called, its commands, and how it ends. */
import { createRequire } from 'node:module';
import { Command, CommanderError, Help, Option } from 'commander';
import { finisher, tellPrograms } from './cli/finish.js';
import { addProjectCommands } from './cli/project-commands.js';
import { addRecordCommands } from './cli/record-commands.js';
import { addSourceCommands } from './cli/source-commands.js';
import { addSyncCommands } from './cli/sync-commands.js';
import { addWarehouseCommands } from './cli/warehouse-commands.js';

const require = createRequire(import.meta.url);
const { version } = require('../package.json') as { readonly version: string };

const program = new Command('leadscore')
  .version(version)
  .description('Lead scoring as a reviewed text: rubrics in YAML, generated Dataform models, every point explained.')
  .option('--project <directory>', 'the project: rubrics, definitions, workflow_settings.yaml', '.')
  .option('--json', 'results as JSON', false)
  .option('--quiet', 'problems only', false)
  .addOption(
    new Option('--format <format>', 'how problems are written').choices(['text', 'json', 'github']).default('text'),
  )
  .showHelpAfterError('(leadscore <command> --help says more)')
  .configureHelp({
    showGlobalOptions: true,
    // That a switch is off until it is given goes without saying.
    optionDescription: (option) =>
      option.defaultValue === false ? option.description : new Help().optionDescription(option),
  })
  .exitOverride();

const interrupted = new AbortController();
const finish = finisher(program, interrupted.signal);
addProjectCommands(program, finish);
addSourceCommands(program, finish);
addWarehouseCommands(program, finish);
addRecordCommands(program, finish);
addSyncCommands(program, finish);

// Whoever reads only the first lines (`| head`) ends the reading, not the work.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.on('SIGINT', () => {
  // A second Ctrl-C does not wait for the rollback.
  if (interrupted.signal.aborted) process.exit(130);
  interrupted.abort();
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
  if (error.exitCode !== 0) tellPrograms(error);
}
