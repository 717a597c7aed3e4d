/** The blocks of a page, done one after the other as a reader would: files written, commands run, outputs compared. */
import { execFile } from 'node:child_process';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { Block } from './markdown.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** LEADSCORE_CLI tries another build than the one in dist/. */
const program = process.env.LEADSCORE_CLI ?? path.join(root, 'dist/cli.js');

/** How many of each were done. */
export interface Steps {
  readonly commands: number;
  readonly outputs: number;
}

/** Runs a block as a user would paste it, stopping at the first command that fails. Returns what it wrote to stdout. */
async function run(page: string, block: Block, folder: string): Promise<string> {
  const npx = `npx() { [ "$1" = leadscore ] || return 127; shift; '${process.execPath}' '${program}' "$@"; }`;
  try {
    const { stdout } = await promisify(execFile)('bash', ['-c', `set -eu\n${npx}\n${block.text}`], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
    });
    return stdout;
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`${page}:${block.line} failed:\n${output}`, { cause: error });
  }
}

/** "File `x`" begins a file, "same file `x`" goes on with it. */
async function write(page: string, block: Block, folder: string): Promise<void> {
  const [, isNew] = /^(File)? ?/.exec(block.above) ?? [];
  const named = (isNew === undefined ? /same file `([^`]+)`/ : /^File `([^`]+)`/).exec(block.above)?.[1];
  if (named === undefined) throw new Error(`${page}:${block.line}: nothing says which file this block is.`);
  const file = path.join(folder, named);
  await mkdir(path.dirname(file), { recursive: true });
  await (isNew === undefined ? appendFile(file, `\n${block.text}`) : writeFile(file, block.text));
}

/** Every block but those marked `not-tried`; a `text` block is what the command above it printed. */
export async function doSteps(page: string, blocks: readonly Block[], folder: string): Promise<Steps> {
  let output: string | undefined;
  let [commands, outputs] = [0, 0];
  for (const block of blocks) {
    if (block.language === 'text') {
      expect(output, `${page}:${block.line}`).toBe(block.text);
      outputs += 1;
    } else if (block.language !== 'sh') {
      await write(page, block, folder);
    } else if (!block.marks.includes('not-tried')) {
      output = await run(page, block, folder);
      commands += 1;
    }
  }
  return { commands, outputs };
}
