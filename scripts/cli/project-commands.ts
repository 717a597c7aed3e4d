/** Commands that read and write a project and open no warehouse, or only if they are asked to. */
import { type Command, Option } from 'commander';
import type { DataCheckOptions } from '../commands/check-data.js';
import type { InitOptions } from '../commands/init.js';
import type { Finish } from './finish.js';
import { databaseOption } from './options.js';

/** init, build, check, diff, test and docs. */
export function addProjectCommands(program: Command, finish: Finish): void {
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
          async (context) =>
            (await import('../commands/init.js')).initCommand(context, {
              ...options,
              folder,
              files,
              internalDomains: ownDomains,
              project: bigqueryProject,
            }),
          { needsProject: false },
        ),
    );

  program
    .command('build')
    .description('write what the rubrics and sources ask for: SQLX models, documents, schemas')
    .option('--check', 'write nothing; fail when what is committed differs', false)
    .action((options: { check: boolean }) =>
      finish(async (context) => (await import('../commands/build.js')).buildCommand(context, options)),
    );

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
      finish(async (context) =>
        (await import('../commands/check.js')).checkCommand(context, {
          ...(data && { data: warehouse }),
          ...(against !== undefined && { against }),
        }),
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
      finish(async (context) => (await import('../commands/diff.js')).diffCommand(context, { ref, ...options })),
    );

  program
    .command('test')
    .description("the rubrics' golden leads, and Dataform's own unit tests")
    .argument('[cases...]', 'files or names; all unless given')
    .action((cases: string[]) =>
      finish(async (context) => (await import('../commands/test.js')).testCommand(context, { cases })),
    );

  program
    .command('docs')
    .description('each rubric as a document: Markdown, and one HTML file to print or send')
    .option('--out <folder>', 'where to write (default: docs/rubrics of the project)')
    .action((options: { out?: string }) =>
      finish(async (context) => (await import('../commands/docs.js')).docsCommand(context, options)),
    );
}
