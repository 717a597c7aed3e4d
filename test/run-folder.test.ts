/** What a test puts into the temporary folder is gone after it, or the run fails. */
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import setUp from './run-folder.js';
import { temporaryFolder } from './temporary-folder.js';

describe('a folder', () => {
  const before: string[] = [];
  const top = temporaryFolder('top');
  beforeAll(() => {
    before.push(temporaryFolder('all'));
  });
  beforeEach(() => {
    before.push(temporaryFolder('each'));
  });
  test('is there in the test that made it', () => {
    before.push(temporaryFolder('test'));
    expect([top, ...before].filter((folder) => existsSync(folder))).toEqual([top, ...before]);
  });

  test('is gone after the test in which it was made, and there to the end of the file when it was made outside', () => {
    const [all, firstEach, inTest, secondEach] = before;
    expect([top, all, firstEach, inTest, secondEach].map((folder) => existsSync(folder ?? ''))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('a run', () => {
  /** As the run's own process sees it. */
  function begun(): { readonly end: () => void; readonly folder: string } {
    const [outside, exitCode] = [process.env.TMPDIR, process.exitCode];
    onTestFinished(() => {
      process.env.TMPDIR = outside;
      process.exitCode = exitCode;
    });
    const end = setUp();
    return { end, folder: tmpdir() };
  }

  test('that leaves nothing ends well, and its folder is gone', () => {
    const outside = tmpdir();
    const { end, folder } = begun();
    expect(folder).not.toBe(outside);
    end();
    expect(process.exitCode).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
    expect(tmpdir()).toBe(outside);
  });

  test('that leaves something fails by its name, and its folder is gone all the same', () => {
    const { end, folder } = begun();
    writeFileSync(join(folder, 'left'), '');
    expect(end).toThrow('Tests left left in the temporary folder.');
    expect(process.exitCode).toBe(1);
    expect(existsSync(folder)).toBe(false);
  });

  test('runs in a temporary folder of its own, and so does what its workers start', () => {
    expect(tmpdir()).toMatch(/leadscore-tests-[^/]+$/);
  });
});
