/** Wiring only: what the program is called, its commands, and how it ends. */
import { createRequire } from 'node:module';
import { Command, CommanderError, Help, Option } from 'commander';
import { finisher, type Invocation, tellPrograms } from './finish.js';
import { addProjectCommands } from './project-commands.js';
import { addRecordCommands } from './record-commands.js';
import { addSourceCommands } from './source-commands.js';
import { addSyncCommands } from './sync-commands.js';
import { addWarehouseCommands } from './warehouse-commands.js';

const require = createRequire(import.meta.url);
const { version } = require('../../package.json') as { readonly version: string };

/** Does what was typed, and returns the exit code. Throws only what is a fault of the program's own wiring. */
export async function runProgram(invocation: Invocation): Promise<number> {
  const { args, stdout, stderr } = invocation;
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
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .exitOverride();

  let exitCode = 0;
  const finish = finisher(program, invocation, (code) => {
    exitCode = code;
  });
  addProjectCommands(program, finish);
  addSourceCommands(program, finish);
  addWarehouseCommands(program, finish);
  addRecordCommands(program, finish);
  addSyncCommands(program, finish);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    tellPrograms(error, invocation);
    return 2;
  }
}
