/** `leadscore init`: a project of one's own from a few exports, with a first mapping, first signals and a first rubric to correct. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDuckDb } from '../engine/duckdb/open.js';
import { loadRawTables } from '../engine/duckdb/raw/load-raw.js';
import { lockText, pullSchema, type RawSchema } from '../engine/pull.js';
import { firstRubricText } from '../init/first-rubric.js';
import { type FirstSignal, firstSignals, signalsText } from '../init/first-signals.js';
import { type GuessedTable, guessTable } from '../init/guess-mapping.js';
import type { GuessedEntity } from '../init/header-words.js';
import { type Seen, whatIsSeen } from '../init/seen.js';
import { outcomesText, settingsText, standardsText } from '../init/shared-texts.js';
import { chosenOf, type InitTable, sourceText, tablesText, whyLeft } from '../init/source-text.js';
import { type Problem, ProblemError } from '../problem.js';
import { loadProject } from '../rubric/load.js';
import { terminalText } from '../run/terminal-text.js';
import { buildCommand } from './build.js';
import { type CommandContext, type ExitCode, printJson, say } from './context.js';
import { packageFolder } from './package-folder.js';

export interface InitOptions {
  /** As typed; the project is made there. */
  readonly folder: string;
  /** CSV, NDJSON or Parquet files, one raw table each, as typed. */
  readonly files: readonly string[];
  readonly source: string;
  readonly timeZone: string;
  /** Google Cloud project, or any name on DuckDB. */
  readonly project: string;
  readonly location: string;
  /** Our own domains: their people are nobody's leads. */
  readonly internalDomains: readonly string[];
}

/** Everything that is found is written down and nothing is overwritten; exit code 1 where the project that results has an error. */
export async function initCommand(context: CommandContext, options: InitOptions): Promise<ExitCode> {
  const directory = path.resolve(options.folder);
  const tables = tablesOf(directory, options.files);
  const own: CommandContext = { ...context, directory };
  const isNew = !fs.existsSync(directory);
  const written: string[] = [];
  const write = (file: string, text: string): void => {
    const target = path.join(directory, file);
    written.push(target);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  };
  refuseWhatIsThere(directory, options);

  const shipped = packageFolder(path.dirname(fileURLToPath(import.meta.url)));
  write('workflow_settings.yaml', settingsText(options.project, options.location));
  write('includes/clock.js', fs.readFileSync(path.join(shipped, 'includes/clock.js'), 'utf8'));
  write('.gitignore', '.leadscore/\n');
  write('rubrics/shared/standards.yaml', standardsText(shipped, options.timeZone, options.internalDomains));
  write('rubrics/shared/outcomes.yaml', outcomesText);
  fs.mkdirSync(path.join(directory, 'rubrics/tests'), { recursive: true });
  if (tables.length === 0) {
    write('rubrics/shared/signals.yaml', signalsText([]));
    if (context.json) printJson(context, { folder: options.folder, tables: [], signals: [], rubric: null });
    for (const line of withoutFiles(options.folder)) say(context, line);
    return 0;
  }

  const sourceFile = `rubrics/sources/${options.source}.yaml`;
  write(sourceFile, tablesText(options.source, tables));
  const schema = await pulled(directory, options).catch((error: unknown) => {
    // Of files that cannot be read nothing is known; the next try begins anew.
    for (const file of written) fs.rmSync(file, { force: true });
    if (isNew) fs.rmSync(directory, { recursive: true, force: true });
    throw error;
  });
  write(`rubrics/sources/${options.source}.lock.yaml`, lockText(schema));
  const guesses = [...schema].map(([name, columns]) => guessTable({ name, columns }));
  const chosen = chosenOf(guesses);
  write(sourceFile, sourceText(options.source, tables, guesses));
  write('rubrics/shared/signals.yaml', signalsText([]));
  const signals = firstSignals(options.source, await seenIn(directory, options, chosen));
  write('rubrics/shared/signals.yaml', signalsText(signals));
  const hasPeople = chosen.has('leads') || chosen.has('contacts');
  if (hasPeople) {
    const today = context.clock().toISOString().slice(0, 10);
    write('rubrics/first.yaml', firstRubricText({ chosen, signals, today }));
  }
  const code = await buildCommand({ ...own, quiet: true, json: false }, { check: false });
  if (context.json) {
    printJson(context, {
      folder: options.folder,
      tables: guesses.map((guess) => ({
        table: guess.table,
        entity: chosen.get(guess.entity ?? 'leads') === guess ? guess.entity : null,
        columns: Object.fromEntries([...guess.columns].map(([canonical, raw]) => [canonical, raw.name])),
        notMapped: guess.rest,
      })),
      signals: signals.map(({ name, label, times }) => ({ name, label, times })),
      rubric: hasPeople ? 'rubrics/first.yaml' : null,
    });
  }
  for (const line of report(options, guesses, chosen, signals, hasPeople)) say(context, line);
  return code;
}

/** A table for each file, named after it. Throws the problems of all files. */
function tablesOf(directory: string, files: readonly string[]): readonly InitTable[] {
  const problems: Problem[] = [];
  const tables = new Map<string, InitTable>();
  for (const file of files) {
    const base = path.basename(file).replace(/(?:\.(?:csv|tsv|ndjson|jsonl|json|parquet|gz))+$/i, '');
    const name = base.replaceAll(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_');
    const relative = path.relative(directory, path.resolve(file)).split(path.sep).join('/');
    if (!fs.existsSync(file)) {
      problems.push({
        code: 'init/missing-file',
        severity: 'error',
        what: `There is no file ${file}.`,
        todo: 'Name the files that hold your tables: --files exports/leads.csv exports/events.csv',
      });
    } else if (tables.has(name)) {
      problems.push({
        code: 'init/same-name',
        severity: 'error',
        what: `${file} and ${tables.get(name)?.files[0] ?? ''} would both be the table ${name}.`,
        todo: 'Give one of the files another name.',
      });
    } else tables.set(name, { name, files: [relative] });
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return [...tables.values()];
}

/** A project is somebody's work. */
function refuseWhatIsThere(directory: string, { source, folder }: InitOptions): void {
  const files = [
    'workflow_settings.yaml',
    'includes/clock.js',
    '.gitignore',
    'rubrics/first.yaml',
    'rubrics/shared/standards.yaml',
    'rubrics/shared/outcomes.yaml',
    'rubrics/shared/signals.yaml',
    `rubrics/sources/${source}.yaml`,
  ].filter((file) => fs.existsSync(path.join(directory, file)));
  if (files.length === 0) return;
  throw new ProblemError(
    files.map((file) => ({
      code: 'init/file-is-there',
      severity: 'error' as const,
      place: { file: path.join(folder, file), line: 1, column: 1 },
      what: `${path.join(folder, file)} is there already.`,
      why: 'init begins a project and never writes over one.',
      todo: 'Name a new folder. To add tables to a project, see `npx leadscore sources --help`.',
    })),
  );
}

async function pulled(directory: string, { source: name, project: database }: InitOptions): Promise<RawSchema> {
  const { sources, problems } = await loadProject(directory);
  const source = sources.find((one) => one.name === name);
  if (source === undefined) throw new ProblemError(problems);
  const engine = await openDuckDb({ database });
  try {
    return await pullSchema(source, engine, { database, projectDirectory: directory });
  } finally {
    await engine.close();
  }
}

/** Loads the tables of what people did, in memory, and looks what is there. */
async function seenIn(
  directory: string,
  { source, project: database }: InitOptions,
  chosen: ReadonlyMap<GuessedEntity, GuessedTable>,
): Promise<Seen> {
  const { sources } = await loadProject(directory);
  const engine = await openDuckDb({ database });
  try {
    await loadRawTables(engine, sources, { projectDirectory: directory });
    return await whatIsSeen(engine, `${database}.${source}`, chosen);
  } finally {
    await engine.close();
  }
}

function withoutFiles(folder: string): readonly string[] {
  return [
    `${folder} is a project without sources yet. Next:`,
    `  npx leadscore --project ${folder} sources add <connector>   a ready mapping of your CRM or website`,
    `  or write rubrics/sources/<name>.yaml                        docs/adopt.md shows how`,
  ];
}

function report(
  { folder, source }: InitOptions,
  guesses: readonly GuessedTable[],
  chosen: ReadonlyMap<GuessedEntity, GuessedTable>,
  signals: readonly FirstSignal[],
  hasPeople: boolean,
): readonly string[] {
  const tables = guesses.flatMap((guess) => {
    const name = terminalText(guess.table);
    if (guess.entity === undefined || chosen.get(guess.entity) !== guess)
      return [`  ${name}: ${whyLeft(guess, chosen)}`];
    const rest = guess.rest.length === 0 ? '' : `; not mapped: ${terminalText(guess.rest.join(', '))}`;
    return [`  ${name}: ${guess.entity}, ${guess.columns.size} columns${rest}`];
  });
  return [
    `Read ${guesses.length === 1 ? '1 table' : `${guesses.length} tables`} into rubrics/sources/${source}.yaml:`,
    ...tables,
    `Found ${signals.length === 1 ? '1 signal' : `${signals.length} signals`} for rubrics/shared/signals.yaml${signals.length === 0 ? '.' : ':'}`,
    ...signals.map(
      ({ name, times }) => `  ${name}: ${times.toLocaleString('en-US')} ${times === 1 ? 'time' : 'times'}`,
    ),
    ...(hasPeople
      ? [
          'Wrote rubrics/first.yaml, with points that are guesses. Next:',
          `  read ${folder}/rubrics/sources/${source}.yaml and ${folder}/rubrics/first.yaml`,
          `  npx leadscore --project ${folder} check`,
          `  npx leadscore --project ${folder} run`,
        ]
      : [
          'No table holds people, so there is no rubric yet. Next:',
          `  say in ${folder}/rubrics/sources/${source}.yaml which table holds them (docs/sources.md)`,
        ]),
  ];
}
