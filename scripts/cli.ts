#!/usr/bin/env node
/** Wiring only: what each command is called, what it takes, and what happens to its errors. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander';
import { buildCommand } from './commands/build.js';
import { checkCommand } from './commands/check.js';
import type { DataCheckOptions } from './commands/check-data.js';
import { type CommandContext, type ExitCode, showProblems } from './commands/context.js';
import { demoCommand } from './commands/demo.js';
import { diffCommand } from './commands/diff.js';
import { docsCommand } from './commands/docs.js';
import { doctorCommand } from './commands/doctor.js';
import { type InitOptions, initCommand } from './commands/init.js';
import { explainCommand } from './commands/explain.js';
import { forgetCommand, type ForgetCommandOptions } from './commands/forget.js';
import { healthCommand, type HealthOptions } from './commands/health.js';
import { retainCommand, type RetainCommandOptions } from './commands/retain.js';
import { runCommand } from './commands/run.js';
import { addSourceCommand, connectorNames } from './commands/sources-add.js';
import { pullCommand } from './commands/sources-pull.js';
import { type StateOptions, stateExportCommand, stateImportCommand } from './commands/state.js';
import { testCommand } from './commands/test.js';
import { demoDefaults } from './demo/generate-demo.js';
import { dirtLevels } from './demo/identity-dirt.js';
import { EngineInterrupted } from './engine/engine.js';
import { type Problem, ProblemError } from './problem.js';
import { render } from './problem/render.js';
import { terminalText } from './run/terminal-text.js';

interface GlobalOptions {
  readonly project: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly format: 'text' | 'json' | 'github';
}

const interrupted = new AbortController();

function wholeNumber(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

function size(text: string): string {
  if (!/^\d+(\.\d+)? *([KMGT]i?B)$/i.test(text))
    throw new InvalidArgumentError('It has to be a size, such as 4GB or 500MB.');
  return text;
}

function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function rawOverride(
  text: string,
  before: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError('It has to be name=file, such as salesforce.lead=exports/lead.csv.');
  const name = text.slice(0, at);
  return new Map([...before, [name, [...(before.get(name) ?? []), text.slice(at + 1)]]]);
}

/** No default value: `warehouse.ts` knows it. */
function databaseOption(): Option {
  return new Option('--database <file>', 'DuckDB: the warehouse file (default: ".leadscore/warehouse.duckdb")');
}

function engineOption(): Option {
  return new Option('--engine <engine>', 'where the warehouse is').choices(['duckdb', 'bigquery']).default('duckdb');
}

function contextOf(options: GlobalOptions): CommandContext {
  const stream = (to: NodeJS.WriteStream): CommandContext['out'] => ({
    write: (text) => void to.write(text),
    isTty: to.isTTY === true,
    // A terminal that does not know its width says 0.
    columns: to.columns > 0 ? to.columns : 80,
  });
  return {
    directory: path.resolve(options.project),
    json: options.json,
    quiet: options.quiet,
    format: options.json && options.format === 'text' ? 'json' : options.format,
    out: stream(process.stdout),
    err: stream(process.stderr),
    color: process.stderr.isTTY === true && process.env.NO_COLOR === undefined,
    clock: () => new Date(),
    signal: interrupted.signal,
    commandLine: ['leadscore', ...process.argv.slice(2)].join(' '),
  };
}

/** Runs a command and turns what it throws into problems and an exit code. A stack is shown for our own faults only. */
async function finish(
  work: (context: CommandContext) => ExitCode | Promise<ExitCode>,
  { needsProject = true } = {},
): Promise<void> {
  const context = contextOf(program.opts<GlobalOptions>());
  const none = needsProject ? folderProblem(context.directory) : undefined;
  if (none !== undefined) {
    showProblems(context, [none]);
    process.exitCode = 2;
    return;
  }
  try {
    process.exitCode = await work(context);
  } catch (error) {
    if (error instanceof ProblemError) {
      showProblems(context, error.problems);
      process.exitCode = 1;
    } else if (error instanceof EngineInterrupted) {
      context.err.write('Interrupted; what was being written is as it was before.\n');
      process.exitCode = 130;
    } else {
      context.err.write(
        `This is a fault of leadscore itself, not of your files.\n${terminalText(error instanceof Error ? (error.stack ?? error.message) : String(error), true)}\n`,
      );
      if (context.json) showProblems(context, [faultProblem(error)]);
      process.exitCode = 1;
    }
  }
}

function folderProblem(directory: string): Problem | undefined {
  const info = fs.statSync(directory, { throwIfNoEntry: false });
  const wrong = (what: string): Problem => ({
    code: 'cli/no-project',
    severity: 'error',
    what,
    todo: 'Go to the folder of a project, or name it with --project; it is the one with rubrics/ and workflow_settings.yaml.',
  });
  if (info === undefined) return wrong(`There is no folder ${directory}.`);
  if (!info.isDirectory()) return wrong(`${directory} is a file, not the folder of a project.`);
  const marks = ['rubrics', 'workflow_settings.yaml'];
  return marks.some((name) => fs.existsSync(path.join(directory, name)))
    ? undefined
    : wrong(`${directory} is no project: it has neither ${marks.join('/ nor ')}.`);
}

function faultProblem(error: unknown): Problem {
  return {
    code: 'cli/fault',
    severity: 'error',
    what: `A fault of leadscore itself: ${error instanceof Error ? error.message : String(error)}`,
  };
}

/** Wrong use, for programs: commander has told people on standard error. What it could not parse is looked for in the words typed. */
function tellPrograms(error: CommanderError): void {
  const words = process.argv.slice(2).join(' ');
  const format = /(^| )--format[ =]github( |$)/.test(words) ? 'github' : 'json';
  if (format === 'json' && !/(^| )--(json|format[ =]json)( |$)/.test(words)) return;
  const what = error.message
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ');
  const problem: Problem = { code: 'cli/wrong-use', severity: 'error', what };
  process.stdout.write(render([problem], format, () => undefined, { color: false, cwd: '.' }));
}

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

program
  .command('init')
  .description('begin a project: mapping, signals and a first rubric, guessed from your tables')
  .argument('<folder>', 'where; made when it is missing, and nothing in it is overwritten')
  .option('--files <files...>', 'CSV, NDJSON or Parquet files, one raw table each (default: none)')
  .option('--source <name>', 'what they are called together', 'crm')
  .option('--time-zone <zone>', 'in which days begin', 'UTC')
  .option('--bigquery-project <id>', 'your Google Cloud project; any name on DuckDB', 'leadscore')
  .option('--location <location>', 'where BigQuery keeps the tables', 'US')
  .option('--own-domains <domains...>', "whose people are nobody's leads (default: none)")
  .action(
    (
      folder: string,
      {
        files = [],
        ownDomains = [],
        bigqueryProject,
        ...options
      }: Pick<InitOptions, 'source' | 'timeZone' | 'location'> & {
        files?: string[];
        ownDomains?: string[];
        bigqueryProject: string;
      },
    ) =>
      finish(
        (context) =>
          initCommand(context, { ...options, folder, files, internalDomains: ownDomains, project: bigqueryProject }),
        { needsProject: false },
      ),
  );

program
  .command('build')
  .description('write what the rubrics and sources ask for: SQLX models, documents, schemas')
  .option('--check', 'write nothing; fail when what is committed differs', false)
  .action((options: { check: boolean }) => finish((context) => buildCommand(context, options)));

program
  .command('check')
  .description('everything that can be said about rubrics, models and queries without a warehouse')
  .option('--data', 'also what the tables of the last run say against the rubrics', false)
  .addOption(
    new Option('--engine <engine>', 'with --data: where the warehouse is')
      .choices(['duckdb', 'bigquery'])
      .default('duckdb'),
  )
  .addOption(databaseOption())
  .option('--against <ref>', 'also whether a meaning that changed since this git ref says so: version, why, approval')
  .action(({ data, against, ...warehouse }: { data: boolean; against?: string } & DataCheckOptions) =>
    finish((context) =>
      checkCommand(context, { ...(data && { data: warehouse }), ...(against !== undefined && { against }) }),
    ),
  );

program
  .command('diff')
  .description('what changed in meaning since a git ref, in words')
  .argument('<ref>', 'a branch, a tag or a commit')
  .option('--rubric <name>', 'only this rubric')
  .addHelpText(
    'after',
    '\nExits with 0 when both versions could be read, changed or not; check --against is what fails.',
  )
  .action((ref: string, options: { rubric?: string }) =>
    finish((context) => diffCommand(context, { ref, ...options })),
  );

program
  .command('run')
  .description('compile the graph and run it: models, assertions, run log')
  .addOption(engineOption())
  .option('--as-of <instant>', 'score as of this date or instant in UTC (default: now)')
  .option('--full-refresh', 'rebuild incremental tables, except the protected ones', false)
  .option('--days <from..to>', 'also read raw events that happened on these days, however late they came')
  .addOption(
    new Option('--select <models>', 'only these: model, +model, model+, tag:x, comma-separated or repeated')
      .argParser(collected)
      .default([], 'all'),
  )
  .addOption(
    new Option('--raw <name=file>', 'DuckDB: read this raw table from this file or glob; repeatable')
      .argParser(rawOverride)
      .default(new Map(), 'the files that its source names'),
  )
  .addOption(databaseOption())
  .option('--memory-limit <size>', 'DuckDB: the most memory it may use, such as 4GB', size)
  .option('--parallel <n>', 'the most models that run at the same time', wholeNumber)
  .action((options: Parameters<typeof runCommand>[1]) => finish((context) => runCommand(context, options)));

program
  .command('test')
  .description("the rubrics' golden leads, and Dataform's own unit tests")
  .argument('[cases...]', 'files or names; all unless given')
  .action((cases: string[]) => finish((context) => testCommand(context, { cases })));

program
  .command('explain')
  .description("every point of a lead's score")
  .argument('<lead>', 'lead id, CRM record id, or e-mail address')
  .option('--rubric <name>', 'only this rubric')
  .addOption(databaseOption())
  .action((lead: string, options: { rubric?: string; database?: string }) =>
    finish((context) => explainCommand(context, { lead, ...options })),
  );

program
  .command('docs')
  .description('each rubric as a document: Markdown, and one HTML file to print or send')
  .option('--out <folder>', 'where to write (default: docs/rubrics of the project)')
  .action((options: { out?: string }) => finish((context) => docsCommand(context, options)));

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
  .action((options: Parameters<typeof demoCommand>[1]) => finish((context) => demoCommand(context, options)));

const sources = program.command('sources').description('what the raw tables look like');
sources
  .command('pull')
  .description('read the raw schema into rubrics/sources/<source>.lock.yaml')
  .argument('[sources...]', 'names; all unless given')
  .addOption(engineOption())
  .option('--check', 'write nothing; say what changed since the lock', false)
  .addOption(
    new Option('--raw <name=file>', 'DuckDB: read this raw table from this file or glob; repeatable')
      .argParser(rawOverride)
      .default(new Map(), 'the files that its source names'),
  )
  .action((names: string[], options: Omit<Parameters<typeof pullCommand>[1], 'names'>) =>
    finish((context) => pullCommand(context, { names, ...options })),
  );
sources
  .command('add')
  .description('take a ready connector into the project, and read its raw schema')
  .argument('<connector>', `one of ${connectorNames().join(', ')}`)
  .addOption(
    new Option('--engine <engine>', 'where the warehouse is').choices(['duckdb', 'bigquery']).default('duckdb'),
  )
  .option('--dataset <name>', 'the dataset that holds the raw tables (default: the name of the connector)')
  .addOption(
    new Option('--raw <name=file>', 'DuckDB: read this raw table from this file or glob; repeatable')
      .argParser(rawOverride)
      .default(new Map(), 'the files that its source names'),
  )
  .action((name: string, options: Omit<Parameters<typeof addSourceCommand>[1], 'name'>) =>
    finish((context) => addSourceCommand(context, { name, ...options })),
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
  .action((options: HealthOptions) => finish((context) => healthCommand(context, options)));

program
  .command('doctor')
  .description('whether all that a run needs is there, and whether the last run can be trusted')
  .addOption(engineOption())
  .addOption(databaseOption())
  .action((options: Parameters<typeof doctorCommand>[1]) => finish((context) => doctorCommand(context, options)));

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
    finish((context) => forgetCommand(context, { person, ...options })),
  );

program
  .command('retain')
  .description('delete what is older than rubrics/shared/retention.yaml allows, as every run does first')
  .option('--dry-run', 'write nothing; say what would be deleted', false)
  .addOption(engineOption())
  .addOption(databaseOption())
  .action((options: RetainCommandOptions) => finish((context) => retainCommand(context, options)));

const state = program.command('state').description('what cannot be computed again: to files and back');
state
  .command('export')
  .description('write every protected table and the run log into a new folder')
  .argument('<folder>', 'where to; it must not exist yet')
  .addOption(engineOption())
  .addOption(databaseOption())
  .action((folder: string, options: Omit<StateOptions, 'folder'>) =>
    finish((context) => stateExportCommand(context, { folder, ...options })),
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
  .action((folder: string, options: Omit<Parameters<typeof stateImportCommand>[1], 'folder'>) =>
    finish((context) => stateImportCommand(context, { folder, ...options })),
  );

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
