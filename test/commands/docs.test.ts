import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import type { CommandContext } from '../../scripts/commands/context.js';
import { docsCommand } from '../../scripts/commands/docs.js';
import { otherFilesOf, readProject } from '../../scripts/commands/project.js';
import { ProblemError } from '../../scripts/problem.js';
import { temporaryFolder } from '../temporary-folder.js';

const base = fileURLToPath(new URL('../rubric/base', import.meta.url));
let directory = '';
let said = '';
beforeEach(() => {
  directory = temporaryFolder('docs');
  cpSync(base, directory, { recursive: true });
  said = '';
});

function context(): CommandContext {
  const stream = { write: (text: string) => void (said += text), isTty: false, columns: 80 };
  return {
    directory,
    json: false,
    quiet: false,
    format: 'text',
    out: stream,
    err: stream,
    color: false,
    clock: () => new Date(0),
    signal: new AbortController().signal,
    commandLine: 'leadscore docs',
    pasteable: (text) => text,
  };
}

test('[G4] docs writes what build writes, and one HTML file beside it', async () => {
  expect(await docsCommand(context(), {})).toBe(0);
  const folder = path.join(directory, 'docs/rubrics');
  expect(readdirSync(folder).toSorted()).toEqual(['inbound.html', 'inbound.md']);
  const { project } = await readProject(directory);
  const built = otherFilesOf(project).files.find((file) => file.path === 'docs/rubrics/inbound.md');
  expect(readFileSync(path.join(folder, 'inbound.md'), 'utf8')).toBe(built?.text);
});

test('another folder is made where it is named', async () => {
  expect(await docsCommand(context(), { out: path.join(directory, 'a/b') })).toBe(0);
  expect(readdirSync(path.join(directory, 'a/b')).toSorted()).toEqual(['inbound.html', 'inbound.md']);
  expect(said).toMatch(/^wrote {4}\S+inbound\.md\nwrote {4}\S+inbound\.html\n$/);
});

test('a folder that cannot be written to is a problem with advice', async () => {
  writeFileSync(path.join(directory, 'file'), '');
  const failed = docsCommand(context(), { out: path.join(directory, 'file/docs') });
  await expect(failed).rejects.toThrow(ProblemError);
  await expect(failed).rejects.toThrow('docs/not-written: The documents could not be written to');
});
