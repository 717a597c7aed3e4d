import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { blocksOf, proseOf } from './markdown.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = [
  'README.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.split(path.sep).join('/')}`),
].toSorted();
const read = (page: string): string => readFileSync(path.join(root, page), 'utf8');

/** What a command makes: not in the tree of a fresh clone. `acme/` is the project that docs/adopt.md makes. */
const made = ['bench/results/', 'acme/', '.leadscore/', 'dist/', 'node_modules/', 'exports/'];
/** What a project may have, and the demo has not: it is a shared file by its schema, and everything is kept there. */
const optional = ['rubrics/shared/retention.yaml'];
/** Folders in which a path of a document may begin. */
const tops = new Set([...readdirSync(root), ...made.map((folder) => folder.slice(0, -1))]);

interface Help {
  readonly commands: ReadonlySet<string>;
  readonly options: ReadonlySet<string>;
}

const helps = new Map<string, Help>();

/** Names of sub-commands and options, from what `leadscore <words> --help` prints. */
function helpOf(words: readonly string[]): Help {
  const key = words.join(' ');
  const known = helps.get(key);
  if (known !== undefined) return known;
  const text = execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), ...words, '--help'], {
    encoding: 'utf8',
  });
  const part = text.split(/^Commands:$/m)[1] ?? '';
  const help = {
    commands: new Set([...part.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map((match) => match[1] ?? '')),
    options: new Set([...text.matchAll(/(?<=^ {2}(?:-\w, )?)--[a-z-]+/gm)].map((match) => match[0])),
  };
  helps.set(key, help);
  return help;
}

/** What is wrong with the words after `leadscore`; undefined when all is well. */
function commandFault(words: readonly string[]): string | undefined {
  let command: string[] = [];
  const options: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word.startsWith('--')) {
      options.push(word);
      if (word === '--project') at += 1;
    } else if (helpOf(command).commands.has(word)) {
      command = [...command, word];
    } else if (command.length === 0 && !word.startsWith('<')) {
      return `there is no command "${word}"`;
    }
  }
  const unknown = options.filter((option) => option !== '--help' && !helpOf(command).options.has(option));
  return unknown.length === 0 ? undefined : `"${command.join(' ')}" has no ${unknown.join(', ')}`;
}

const scripts = (folder: string): ReadonlySet<string> => {
  const json: unknown = JSON.parse(read(path.posix.join(folder, 'package.json')));
  const found = typeof json === 'object' && json !== null && 'scripts' in json ? json.scripts : {};
  return new Set(Object.keys(typeof found === 'object' && found !== null ? found : {}));
};

function npmFault(command: string): string | undefined {
  const [, folder = '.', name] = /^npm (?:--prefix (\S+) )?(?:run (?:-s |--silent )?)?(\S+)/.exec(command) ?? [];
  if (name === undefined || ['ci', 'install'].includes(name)) return undefined;
  return scripts(folder).has(name) ? undefined : `${folder}/package.json has no script "${name}"`;
}

/** Commands in `sh` blocks and in code spans, one by one. */
function commandsOf(page: string): readonly string[] {
  const text = read(page);
  const blocks = blocksOf(text).flatMap((block) => (block.language === 'sh' ? block.text.split('\n') : []));
  // A span may be broken over two lines.
  const spans = [...proseOf(text).matchAll(/`([^`]+)`/g)].map((match) => (match[1] ?? '').replaceAll('\n', ' '));
  return [...blocks, ...spans].flatMap((line) => line.split('&&')).map((line) => line.trim());
}

const words = (command: string): readonly string[] => command.split(/\s+/).filter((word) => word !== '');

function leadscoreWords(command: string): readonly string[] | undefined {
  const [first, second, ...rest] = words(command);
  if (first === 'npx' && second === 'leadscore') return rest;
  return first === 'leadscore' && second !== undefined ? [second, ...rest] : undefined;
}

describe.each(pages)('%s', (page) => {
  test('names commands and options that exist', () => {
    const faults = commandsOf(page).flatMap((command) => {
      const own = leadscoreWords(command);
      const fault =
        own === undefined ? (command.startsWith('npm ') ? npmFault(command) : undefined) : commandFault(own);
      return fault === undefined ? [] : [`${command}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  test('names paths that exist', () => {
    const spans = [...proseOf(read(page)).matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? '');
    const paths = spans.filter((span) => tops.has(span.split('/')[0] ?? '') && /^[\w./*<>-]+$/.test(span));
    const missing = paths.filter((span) => {
      if (made.some((folder) => span.startsWith(folder))) return false;
      if (optional.includes(span)) return !existsSync(path.join(root, span.replace(/yaml$/, 'schema.json')));
      // Up to the first part that stands for many: rubrics/sources/<source>.yaml, rubrics/*.yaml.
      const fixed = span.split('/').slice(
        0,
        Math.max(
          0,
          span.split('/').findIndex((part) => /[*<]/.test(part)),
        ),
      );
      return !existsSync(path.join(root, /[*<]/.test(span) ? fixed.join('/') : span));
    });
    expect(missing).toEqual([]);
  });

  test('has links that lead somewhere', () => {
    const targets = [...proseOf(read(page)).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
    const relative = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(relative.filter((target) => !existsSync(path.join(root, path.dirname(page), target)))).toEqual([]);
  });
});

test('the command table of README.md names every command', () => {
  const named = [...read('README.md').matchAll(/^\| `([a-z]+)/gm)].map((match) => match[1]);
  const commands = [...helpOf([]).commands].filter((command) => command !== 'help');
  expect(commands.filter((command) => !named.includes(command))).toEqual([]);
});

describe('the checks themselves find faults', () => {
  test.each([
    [['bild'], 'there is no command "bild"'],
    [['run', '--as-off', '2026-01-01'], '"run" has no --as-off'],
    [['--project', 'acme', 'sources', 'pull', '--chek'], '"sources pull" has no --chek'],
  ])('%j', (given, fault) => {
    expect(commandFault(given)).toBe(fault);
  });

  test('an npm script that is not there', () => {
    expect(npmFault('npm run nothing')).toBe('./package.json has no script "nothing"');
  });
});
