import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Block, blocksOf } from './markdown.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const document = path.join(root, 'docs/adopt.md');

let project = '';
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'leadscore-adopt-'));
  for (const name of ['workflow_settings.yaml', 'includes'])
    await cp(path.join(root, name), path.join(project, name), { recursive: true });
});
afterAll(() => rm(project, { recursive: true, force: true }));

/** Runs a block as a user would paste it, stopping at the first command that fails. Returns what it wrote to stdout. */
async function run(block: Block): Promise<string> {
  const npx = `npx() { [ "$1" = leadscore ] || return 127; shift; '${process.execPath}' '${path.join(root, 'dist/cli.js')}' "$@"; }`;
  try {
    const { stdout } = await promisify(execFile)('bash', ['-c', `set -eu\n${npx}\n${block.text}`], {
      cwd: project,
      env: { ...process.env, NO_COLOR: '1' },
    });
    return stdout;
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`docs/adopt.md:${block.line} failed:\n${output}`, { cause: error });
  }
}

async function write(block: Block): Promise<void> {
  const [, isNew] = /^(File)? ?/.exec(block.above) ?? [];
  const named = (isNew === undefined ? /same file `([^`]+)`/ : /^File `([^`]+)`/).exec(block.above)?.[1];
  if (named === undefined) throw new Error(`docs/adopt.md:${block.line}: nothing says which file this block is.`);
  const file = path.join(project, named);
  await mkdir(path.dirname(file), { recursive: true });
  await (isNew === undefined ? appendFile(file, `\n${block.text}`) : writeFile(file, block.text));
}

test('every file, command and output of docs/adopt.md is what a newcomer gets', async () => {
  const blocks = blocksOf(await readFile(document, 'utf8'));
  let output: string | undefined;
  let commands = 0;
  let outputs = 0;
  for (const block of blocks) {
    if (block.language === 'text') {
      expect(output, `docs/adopt.md:${block.line}`).toBe(block.text);
      outputs += 1;
    } else if (block.language !== 'sh') {
      await write(block);
    } else if (!block.marks.includes('not-tried')) {
      output = await run(block);
      commands += 1;
    }
  }
  // Were the page cut short, less would be tried: these are its steps.
  expect({ commands, outputs }).toEqual({ commands: 7, outputs: 6 });
  const untried = blocks.filter((block) => block.marks.includes('not-tried'));
  expect(untried.every((block) => block.text.includes('--engine bigquery'))).toBe(true);
}, 600_000);
