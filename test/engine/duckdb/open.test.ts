import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { openDuckDb } from '../../../scripts/engine/duckdb/open.js';
import { table, testEngine } from './open-test-engine.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { problemsOf } from './problems-of.js';

const child = (script: string): readonly string[] => [
  '--import',
  join(import.meta.dirname, 'child', 'typescript-loader.mjs'),
  join(import.meta.dirname, 'child', script),
];

it('names the process that has the file open', async () => {
  const path = join(temporaryFolder('engine'), 'w.duckdb');
  const holder = spawn(process.execPath, [...child('hold-file.ts'), path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const begun = await Promise.race([
    once(holder.stdout, 'data').then(() => 'holds it'),
    once(holder, 'exit').then(() => 'ended'),
  ]);
  expect(begun).toBe('holds it');
  const [problem] = await problemsOf(openDuckDb({ path, database: 'p' }));
  expect(problem).toEqual({
    code: 'engine/locked',
    severity: 'error',
    what: expect.stringMatching(/^The database file ".*" is in use by .* \(PID \d+\)\.$/),
    why: 'Only one process at a time can have a database file open.',
    todo: 'Wait until it ends, or end it, or give another file with --database.',
  });
  expect(problem?.what).toContain(`"${path}"`);
  expect(problem?.what).toContain(`(PID ${holder.pid})`);
  holder.stdin.end();
  await once(holder, 'exit');
  const engine = await testEngine({ path });
  expect(await engine.writeTable(table('t'), 'SELECT 1 AS a')).toEqual({ rows: 1 });
});

it('refuses a second opening by the same process', async () => {
  const path = join(temporaryFolder('engine'), 'w.duckdb');
  await testEngine({ path });
  expect(await problemsOf(openDuckDb({ path, database: 'p' }))).toEqual([
    {
      code: 'engine/locked',
      severity: 'error',
      what: `The database file "${path}" is in use by this very process.`,
      why: 'Only one process at a time can have a database file open.',
      todo: 'Wait until it ends, or end it, or give another file with --database.',
    },
  ]);
});

it('refuses a file that is no database', async () => {
  const path = join(temporaryFolder('engine'), 'notes.txt');
  writeFileSync(path, 'no database at all\n');
  expect(await problemsOf(openDuckDb({ path, database: 'p' }))).toEqual([
    {
      code: 'engine/not-a-database',
      severity: 'error',
      what: `"${path}" is not a database file that this version can read.`,
      todo: 'Give another path, or move the file away to start with an empty database.',
    },
  ]);
});

it('refuses a file in a folder that is not there', async () => {
  const path = join(temporaryFolder('engine'), 'nowhere', 'w.duckdb');
  expect(await problemsOf(openDuckDb({ path, database: 'p' }))).toEqual([
    {
      code: 'engine/cannot-open',
      severity: 'error',
      what: `The database file "${path}" cannot be opened: Cannot open file "${path}": No such file or directory.`,
      todo: 'Check that its folder exists and that you may write there.',
    },
  ]);
});

it.skipIf(process.platform === 'win32')('keeps the table as it was when the disk is full', async () => {
  const path = join(temporaryFolder('engine'), 'w.duckdb');
  // 10,000 blocks of 512 or 1,024 bytes, depending on the shell: at most 10 MB for a table of 100 MB.
  const limited = 'ulimit -f 10000; exec "$0" "$@"';
  const output = execFileSync('sh', ['-c', limited, process.execPath, ...child('fill-disk.ts'), path], {
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toEqual({
    problems: [
      {
        code: 'engine/disk-full',
        severity: 'error',
        what: `The disk is full: Could not write file "${path}": File too large.`,
        why: 'The table being written was put back as it was before.',
        todo: 'Make room on the disk of the database file (or of its temporary directory) and run again.',
      },
    ],
    rows: [{ a: 1 }],
  });
  const engine = await testEngine({ path });
  expect(await engine.query('SELECT * FROM p.s.t')).toEqual([{ a: 1 }]);
});

it('says so when memory, or room to spill, runs out', async () => {
  const memory = await testEngine({ memoryLimit: '20MB', threads: 1, maxTempSize: '0KB' });
  const sort = 'SELECT md5(CAST(range AS VARCHAR)) AS a FROM range(2000000) ORDER BY a';
  const origin = { file: 'definitions/a.sqlx', line: 3 };
  const [problem] = await problemsOf(memory.writeTable(table('t'), sort, origin));
  expect(problem?.code).toMatch(/^engine\/(out-of-memory|disk-full)$/);
  expect(problem?.what).not.toContain('\n');
  expect(await memory.relation(table('t'))).toBeUndefined();
});

it('makes files of version 1.4, leaves others as they are, and opens newer ones', async () => {
  const folder = temporaryFolder('engine');
  const versions: Record<string, unknown> = {};
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const [name, version] of [
    ['old', 'v1.0.0'],
    ['newer', 'v1.5.0'],
  ] as const) {
    await connection.run(`ATTACH '${join(folder, `${name}.duckdb`)}' AS "${name}" (STORAGE_VERSION '${version}')`);
    await connection.run(`DETACH "${name}"`);
  }
  connection.closeSync();
  instance.closeSync();
  for (const name of ['made', 'old', 'newer']) {
    const engine = await testEngine({ path: join(folder, `${name}.duckdb`) });
    await engine.writeTable(table('t'), 'SELECT 1 AS a');
    const found = await engine.native((session) =>
      session.run("SELECT tags['storage_version'] FROM duckdb_databases() WHERE path IS NOT NULL"),
    );
    versions[name] = (await found.getRows()).flat();
    await engine.close();
  }
  expect(versions).toEqual({
    made: ['v1.4.0+'],
    old: ['v1.0.0+'],
    newer: ['v1.5.0+'],
  });
});
