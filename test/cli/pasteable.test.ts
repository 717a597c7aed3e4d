/** Every command that leadscore prints can be pasted: with the project, engine and paths of the one that printed it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { pasteable } from '../../scripts/cli/pasteable.js';
import { addProjectCommands } from '../../scripts/cli/project-commands.js';
import { addRecordCommands } from '../../scripts/cli/record-commands.js';
import { addSourceCommands } from '../../scripts/cli/source-commands.js';
import { addSyncCommands } from '../../scripts/cli/sync-commands.js';
import { addWarehouseCommands } from '../../scripts/cli/warehouse-commands.js';

/** The program, which does nothing; and its command that was called last, with these words. */
async function called(words: readonly string[]): Promise<{ readonly program: Command; readonly running: Command }> {
  const program = new Command('leadscore').option('--project <directory>', '', '.').option('--json', '', false);
  const finish = (): Promise<void> => Promise.resolve();
  for (const add of [addProjectCommands, addSourceCommands, addWarehouseCommands, addRecordCommands, addSyncCommands])
    add(program, finish);
  let running = program;
  program.hook('preAction', (_program, command) => {
    running = command;
  });
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    command.commands.forEach(quiet);
  };
  quiet(program);
  await program.parseAsync(words, { from: 'user' });
  return { program, running };
}

async function textAfter(words: readonly string[], text: string): Promise<string> {
  const { program, running } = await called(words);
  return pasteable(program, running)(text);
}

test.each([
  [[], 'Run `npx leadscore sync apply`.', 'Run `npx leadscore sync apply`.'],
  [
    ['--engine', 'bigquery', '--sync', 'crm'],
    'Run: npx leadscore sync apply crm-1 --force',
    'Run: npx leadscore sync apply --engine bigquery --sync crm crm-1 --force',
  ],
  // What a command does not take it is not given, nor what it has already.
  [
    ['--engine', 'bigquery', '--sync', 'crm'],
    '`npx leadscore run` first',
    '`npx leadscore run --engine bigquery` first',
  ],
  [['--engine', 'bigquery'], '`npx leadscore build`', '`npx leadscore build`'],
  [
    ['--sync', 'crm', '--engine', 'bigquery'],
    '`npx leadscore sync plan --sync other`',
    '`npx leadscore sync plan --engine bigquery --sync other`',
  ],
  [
    ['--database', 'a b.duckdb', '--offline'],
    '`npx leadscore sync publish`, then npx leadscore run',
    "`npx leadscore sync publish --database 'a b.duckdb'`, then npx leadscore run --database 'a b.duckdb'",
  ],
  [
    ['--project', "it's; $(x) $& `y`"],
    'npx leadscore build && npx leadscore sync plan --give-up',
    "npx leadscore --project 'it'\\''s; $(x) $& `y`' build && npx leadscore --project 'it'\\''s; $(x) $& `y`' sync plan --give-up",
  ],
  [['--project', 'here'], 'npx leadscore --project there run', 'npx leadscore --project there run'],
  [['--project', 'here'], '`npx leadscore sources --help`', '`npx leadscore --project here sources --help`'],
  [['--engine', 'bigquery'], 'leadscore.nothing of the kind', 'leadscore.nothing of the kind'],
])('after sync plan %j: %s', async (options, text, expected) => {
  expect(await textAfter(['sync', 'plan', ...options], text)).toBe(expected);
});

test('a shell reads quoted values as they were', async () => {
  const name = `it's "a" $HOME \`id\` \\ 漢`;
  const text = await textAfter(['--project', name, 'sync', 'plan'], 'npx leadscore run');
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${text}`], { encoding: 'utf8' });
  expect(stdout.split('\n')).toEqual(['npx', 'leadscore', '--project', name, 'run', '']);
});

/** In texts of the program: in backticks, or up to their end. */
const files = readdirSync('scripts', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const hints = files.flatMap((file) =>
  [...readFileSync(join('scripts', file), 'utf8').matchAll(/(\\?`)?npx (leadscore(?:(?!\\?`|\\n| {2,}|'|&&|\n).)*)/g)]
    .filter(([whole]) => whole.includes('npx leadscore '))
    .map(([, , command = '']) => ({ file, command: command.replaceAll(/\$\{[^}]*\}/g, 'x') })),
);

test('every command that a text of the program names is one that it has', async () => {
  expect(hints.length).toBeGreaterThan(30);
  for (const { file, command } of hints) {
    // With something to be filled in.
    if (/<|\.\./.test(command)) continue;
    const shown = await textAfter(['sync', 'plan', '--engine', 'bigquery', '--project', 'p'], `npx ${command}`);
    const words = shown.trim().split(/ +/).slice(2);
    await called(words).catch((error: unknown) => {
      if (!(error instanceof CommanderError) || !error.code.startsWith('commander.help'))
        throw new Error(`${file}: ${shown}: ${String(error)}`);
    });
  }
});
