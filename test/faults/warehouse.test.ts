/** A warehouse that cannot be used: held open elsewhere, or on a full disk. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { cli, stackLines, transcript } from './cli.js';
import { cliProcess } from './cli-process.js';
import { filledProject } from './filled-project.js';
import { here } from './project-copy.js';
import { tableHashes } from './warehouse-tables.js';

const run = ['run', '--as-of', '2026-06-30', '--quiet', '--parallel', '1'];
const file = '.leadscore/warehouse.duckdb';
let directory = '';

async function succeeds(args: readonly string[]): Promise<void> {
  const seen = await cli(directory, args);
  expect(seen.exitCode, seen.stderr).toBe(0);
}

beforeEach(async () => {
  directory = await filledProject();
});

test('held open by another process', async () => {
  const before = await tableHashes(directory);
  const program = `
    const { DuckDBInstance } = require(${JSON.stringify(join(here, '../../node_modules/@duckdb/node-api'))});
    // Kept where it is never collected: that would close it.
    DuckDBInstance.create(process.argv[1]).then((held) => { globalThis.held = held; console.log('open'); process.stdin.resume(); });`;
  const holder = spawn(process.execPath, ['-e', program, join(directory, file)]);
  onTestFinished(() => void holder.kill());
  await once(holder.stdout, 'data');

  const seen = [];
  for (const args of [run, ['explain', 'L1']]) {
    const one = await cli(directory, args);
    expect(stackLines(one)).toEqual([]);
    expect(one.exitCode).toBe(1);
    seen.push(transcript(args, one, directory));
  }
  await expect(seen.join('\n')).toMatchFileSnapshot(join(here, 'locked.txt'));

  holder.stdin.end();
  holder.kill();
  await once(holder, 'close');
  expect(await tableHashes(directory)).toEqual(before);
  await succeeds(run);
});

/** A model much larger than all others, last of all. */
function putLargeModel(): void {
  mkdirSync(join(directory, 'definitions/custom'), { recursive: true });
  writeFileSync(
    join(directory, 'definitions/custom/zz_large.sqlx'),
    [
      'config { type: "table" }',
      'SELECT TO_HEX(SHA256(CAST(a * 2000 + b AS STRING))) AS digest',
      'FROM ${ref("score_band_conversion")} AS one',
      'CROSS JOIN UNNEST(GENERATE_ARRAY(1, 2000)) AS a',
      'CROSS JOIN UNNEST(GENERATE_ARRAY(1, 2000)) AS b',
      '',
    ].join('\n'),
  );
}

/** Whatever the disk refused, each table is as before or was written in whole: a run with room finds nothing to repair. */
async function expectFull(name: string, args: readonly string[], shell?: string): Promise<void> {
  const before = await tableHashes(directory);
  putLargeModel();
  const seen = await cliProcess(directory, args, shell === undefined ? {} : { shell });
  await expect(transcript(args, seen, directory)).toMatchFileSnapshot(join(here, name));
  expect(stackLines(seen)).toEqual([]);
  expect(seen.exitCode).toBe(1);
  const after = await tableHashes(directory);
  expect(after['leadscore.zz_large']).toBeUndefined();
  expect(Object.keys(after)).toEqual(Object.keys(before));
}

test('a file that may not grow (ulimit -f)', async () => {
  // Blocks of 512 bytes, or of 1024 in some shells: 20 or 40 MB, where the tables need a few and the large one 200.
  await expectFull('full-disk.txt', [...run, '--select', 'zz_large'], 'ulimit -f 40000; exec "$@"');
});

function mounted(): string | undefined {
  const folder = join(directory, '.leadscore');
  mkdirSync(folder, { recursive: true });
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'leadscore-faults', folder]);
  if (done.status !== 0) return undefined;
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

test('a full file system (tmpfs)', async ({ skip }) => {
  if (mounted() === undefined) {
    console.warn('SKIPPED: a full file system was not tried, for mounting one needs root.');
    skip();
  }
  // What fits depends on the size of the file, which is that of a run of one model at a time.
  await succeeds(run);
  await expectFull('full-tmpfs.txt', [...run, '--select', 'zz_large']);
});
