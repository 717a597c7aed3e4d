/** The commands with --engine bigquery, in a project of its own, against a server for Google's client. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syncApplyCommand } from '../../../scripts/commands/sync/apply.js';
import { syncPlanCommand } from '../../../scripts/commands/sync/plan.js';
import { syncPublishCommand } from '../../../scripts/commands/sync/publish.js';
import { syncRetryCommand } from '../../../scripts/commands/sync/retry.js';
import { syncStatusCommand } from '../../../scripts/commands/sync/status.js';
import { ProblemError } from '../../../scripts/problem.js';
import type { BigQueryServer } from '../servers/bigquery/server.js';
import { bigQueryProject, contextIn, putUpdates, rowsIn, startWarehouse } from './bigquery-project.js';

let server: BigQueryServer;
beforeEach(async () => {
  server = await startWarehouse();
});
afterEach(async () => {
  await server.close();
});

test('[K1] plan, apply, a second time; the disk is lost; another warehouse is refused', async () => {
  const directory = await bigQueryProject();
  const { context, said } = contextIn(directory);
  const options = { engine: 'bigquery', client: server.client() } as const;
  const plan = { ...options, offline: false, createFields: false, giveUp: false };
  const codeOf = (error: unknown): string =>
    error instanceof ProblemError ? (error.problems[0]?.code ?? '') : String(error);

  await expect(syncPlanCommand(context, plan).catch(codeOf)).resolves.toBe('sync/no-updates');
  await putUpdates(server, [
    ['00Q1', 71],
    ['00Q2', 12],
  ]);
  expect(await syncPlanCommand(context, plan)).toBe(0);
  expect(said()).toMatch(/2 never written before[^]*npx leadscore sync apply files-\S+\n/);
  expect(await syncApplyCommand(context, { ...options, force: false })).toBe(0);
  expect(said()).toContain('of 2 records: 2 written');
  const written = readdirSync(join(directory, '.leadscore/outbox/files'));
  expect(written.length).toBeGreaterThan(0);
  expect(await syncApplyCommand(context, { ...options, force: false })).toBe(0);
  expect(said()).toContain('of 0 records');
  expect(await syncPublishCommand(context, options)).toBe(0);
  expect(await syncRetryCommand(context, options)).toBe(0);
  said();

  rmSync(join(directory, '.leadscore/sync'), { recursive: true });
  await putUpdates(server, [
    ['00Q1', 71],
    ['00Q2', 50],
  ]);
  expect(await syncApplyCommand(context, { ...options, force: false })).toBe(0);
  expect(said()).toContain('of 1 record: 1 written');
  expect(await syncStatusCommand(context, options)).toBe(0);
  expect(said()).toContain('2 records hold what was written last');

  await expect(syncApplyCommand(context, { force: false }).catch(codeOf)).resolves.toBe('sync/other-warehouse');
  expect(existsSync(join(directory, '.leadscore/sync/files.duckdb'))).toBe(true);
});

test('what cannot be brought to BigQuery at the end is said, ends with 3, and comes with the next command', async () => {
  const directory = await bigQueryProject();
  const { context, said } = contextIn(directory);
  const options = { engine: 'bigquery', client: server.client() } as const;
  await putUpdates(server, [['00Q1', 71]]);
  server.api.failures.push({ kind: 'load', reason: 'quotaExceeded', on: 'sync_log' });
  expect(await syncApplyCommand(context, { ...options, force: false })).toBe(3);
  const text = said();
  expect(text).toContain('engine/quota');
  expect(text).toContain('sync/not-remembered');
  expect(text).toContain('of 1 record: 1 written');
  expect(await syncPublishCommand(context, options)).toBe(0);
  expect(await rowsIn(server, 'SELECT status FROM sync.sync_state')).toEqual([['ok']]);
});
