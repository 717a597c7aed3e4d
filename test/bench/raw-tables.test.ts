import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf, keptIn } from '../../bench/raw-tables.js';
import { temporaryFolder } from '../temporary-folder.js';

const load = { seconds: 2, cpuSeconds: 3, rssMegabytes: 400, tempMegabytes: 0 };

/** Writes `content` and counts how often it was asked to. */
function maker(content: string) {
  const calls: string[] = [];
  return {
    calls,
    make: (file: string) => {
      calls.push(file);
      expect(existsSync(file)).toBe(false);
      writeFileSync(file, content);
      return Promise.resolve({ rawRows: content.length, load });
    },
  };
}

test('raw tables are made once and then taken up, with what loading them cost', async () => {
  const folder = join(temporaryFolder('raw'), 'kept', '1000');
  const { calls, make } = maker('first');
  const made = await keptIn(folder, 'a', make);
  expect(made).toEqual({ file: join(folder, 'raw.duckdb'), rawRows: 5, load });
  expect(await keptIn(folder, 'a', make)).toEqual(made);
  expect(calls).toEqual([made.file]);
});

test('raw tables that were made from something else are made anew', async () => {
  const folder = temporaryFolder('raw');
  const { file } = await keptIn(folder, 'a', maker('first').make);
  writeFileSync(`${file}.wal`, 'of the first');
  expect((await keptIn(folder, 'b', maker('the second').make)).rawRows).toBe(10);
  expect(readFileSync(file, 'utf8')).toBe('the second');
  expect(existsSync(`${file}.wal`)).toBe(false);
});

test('what was never finished is not taken up', async () => {
  const folder = temporaryFolder('raw');
  const full = (file: string) => {
    writeFileSync(file, 'half');
    return Promise.reject(new Error('the disk is full'));
  };
  await expect(keptIn(folder, 'a', full)).rejects.toThrow('the disk is full');
  const { calls, make } = maker('whole');
  const { file } = await keptIn(folder, 'a', make);
  expect(calls).toEqual([file]);
  // Nor is what stood there while it was being replaced.
  await expect(keptIn(folder, 'b', full)).rejects.toThrow('the disk is full');
  expect((await keptIn(folder, 'a', maker('again').make)).rawRows).toBe(5);
  expect(readFileSync(file, 'utf8')).toBe('again');
});

test('the digest of a project changes with what makes the raw tables, and with nothing else', () => {
  const project = temporaryFolder('raw');
  const write = (file: string, content: string): void => {
    mkdirSync(join(project, file, '..'), { recursive: true });
    writeFileSync(join(project, file), content);
  };
  const parts = ['scripts/demo/a.ts', 'scripts/engine/duckdb/raw/b.ts', 'rubrics/sources/c.lock.yaml'];
  for (const part of parts) write(part, 'one');
  const first = digestOf(project);
  write('rubrics/inbound.yaml', 'other');
  write('rubrics/sources/c.yaml', 'other');
  expect(digestOf(project)).toBe(first);
  for (const part of parts) {
    const before = digestOf(project);
    write(part, 'two');
    expect(digestOf(project)).not.toBe(before);
  }
});
