/** The commands with --engine bigquery, in a project of its own, against a server for Google's client. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandContext } from '../../../scripts/commands/context.js';
import { syncApplyCommand } from '../../../scripts/commands/sync/apply.js';
import { syncPlanCommand } from '../../../scripts/commands/sync/plan.js';
import { syncPublishCommand } from '../../../scripts/commands/sync/publish.js';
import { syncRetryCommand } from '../../../scripts/commands/sync/retry.js';
import { syncStatusCommand } from '../../../scripts/commands/sync/status.js';
import { ProblemError } from '../../../scripts/problem.js';
import { cli } from '../../faults/cli.js';
import { projectCopy } from '../../faults/project-copy.js';
import { type BigQueryServer, startBigQuery } from '../servers/bigquery/server.js';

let server: BigQueryServer;
beforeEach(async () => {
  server = await startBigQuery({ project: 'leadscore', location: 'EU' });
});
afterEach(async () => {
  await server.close();
});

const crm = `
crm:
  fields:
    Lead_Score__c: total
    Score_Band__c: tier
`;

async function project(): Promise<string> {
  const directory = projectCopy();
  appendFileSync(join(directory, 'rubrics/inbound.yaml'), crm);
  const settings = join(directory, 'workflow_settings.yaml');
  const text = readFileSync(settings, 'utf8').replace(/^defaultProject: .*$/m, 'defaultProject: leadscore');
  writeFileSync(settings, text.replace(/^defaultLocation: .*\n/m, '').replace(/^/, 'defaultLocation: EU\n'));
  mkdirSync(join(directory, 'rubrics/sync'), { recursive: true });
  writeFileSync(join(directory, 'rubrics/sync/files.yaml'), 'destination: csv\nsource: crm\n');
  expect(await cli(directory, ['build'])).toMatchObject({ exitCode: 0 });
  return directory;
}

async function put(rows: readonly (readonly [id: string, total: number])[]): Promise<void> {
  const { connection } = server.warehouse;
  await connection.run('CREATE SCHEMA IF NOT EXISTS leadscore.leadscore');
  await connection.run(
    `CREATE OR REPLACE TABLE leadscore.leadscore.crm_updates (
      source VARCHAR, object VARCHAR, record_id VARCHAR, account_record_id VARCHAR, rubric VARCHAR,
      as_of TIMESTAMP WITH TIME ZONE, total_score BIGINT, tier VARCHAR, reason_rules VARCHAR, state VARCHAR,
      acted_at TIMESTAMP WITH TIME ZONE, act_known_at TIMESTAMP WITH TIME ZONE
    )`,
  );
  for (const [id, total] of rows)
    await connection.run(
      `INSERT INTO leadscore.leadscore.crm_updates
      VALUES ('crm', 'lead', $1, NULL, 'inbound', TIMESTAMPTZ '2026-06-30 00:00:00+00', $2, 'hot', 'fit.industry', 'write',
        TIMESTAMPTZ '2026-06-29 00:00:00+00', TIMESTAMPTZ '2026-06-29 01:00:00+00')`,
      [id, total],
    );
}

function contextOf(directory: string): { readonly context: CommandContext; readonly said: () => string } {
  let text = '';
  const output = { isTty: false, columns: 100, write: (part: string) => void (text += part) };
  const context: CommandContext = {
    directory,
    json: false,
    quiet: false,
    format: 'text',
    out: output,
    err: output,
    color: false,
    clock: () => new Date(),
    signal: new AbortController().signal,
    commandLine: 'leadscore sync',
    pasteable: (text) => text,
  };
  return {
    context,
    said: () => {
      const all = text;
      text = '';
      return all;
    },
  };
}

test('[K1] plan, apply, a second time; the disk is lost; another warehouse is refused', async () => {
  const directory = await project();
  const { context, said } = contextOf(directory);
  const options = { engine: 'bigquery', client: server.client() } as const;
  const plan = { ...options, offline: false, createFields: false, giveUp: false };
  const codeOf = (error: unknown): string =>
    error instanceof ProblemError ? (error.problems[0]?.code ?? '') : String(error);

  await expect(syncPlanCommand(context, plan).catch(codeOf)).resolves.toBe('sync/no-updates');
  await put([
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
  await put([
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
  const directory = await project();
  const { context, said } = contextOf(directory);
  const options = { engine: 'bigquery', client: server.client() } as const;
  await put([['00Q1', 71]]);
  server.api.failures.push({ kind: 'load', reason: 'quotaExceeded', on: 'sync_log' });
  expect(await syncApplyCommand(context, { ...options, force: false })).toBe(3);
  const text = said();
  expect(text).toContain('engine/quota');
  expect(text).toContain('sync/not-remembered');
  expect(text).toContain('of 1 record: 1 written');
  expect(await syncPublishCommand(context, options)).toBe(0);
  const { connection } = server.warehouse;
  const state = await connection.runAndReadAll('SELECT status FROM leadscore.leadscore_sync.sync_state');
  expect(state.getRowsJson()).toEqual([['ok']]);
});
