/** A project whose warehouse is a server for Google's client, and what a run of the models leaves there. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { CommandContext } from '../../../scripts/commands/context.js';
import { cli } from '../../faults/cli.js';
import { projectCopy } from '../../faults/project-copy.js';
import { type BigQueryServer, startBigQuery } from '../servers/bigquery/server.js';

const crm = `
crm:
  fields:
    Lead_Score__c: total
    Score_Band__c: tier
`;

export const startWarehouse = (now?: () => Date): Promise<BigQueryServer> =>
  startBigQuery({ project: 'leadscore', location: 'EU', ...(now !== undefined && { now }) });

/** With the one sync file `rubrics/sync/<name>.yaml`; its models are generated. */
export async function bigQueryProject(name = 'files', text = 'destination: csv\nsource: crm\n'): Promise<string> {
  const directory = projectCopy();
  appendFileSync(join(directory, 'rubrics/inbound.yaml'), crm);
  const settings = join(directory, 'workflow_settings.yaml');
  const written = readFileSync(settings, 'utf8').replace(/^defaultProject: .*$/m, 'defaultProject: leadscore');
  writeFileSync(settings, written.replace(/^defaultLocation: .*\n/m, '').replace(/^/, 'defaultLocation: EU\n'));
  mkdirSync(join(directory, 'rubrics/sync'), { recursive: true });
  writeFileSync(join(directory, `rubrics/sync/${name}.yaml`), text);
  expect(await cli(directory, ['build'])).toMatchObject({ exitCode: 0 });
  return directory;
}

export interface UpdateOptions {
  readonly asOf?: Date;
  /** Each of them has come to the tier hot at `asOf`. */
  readonly becomeHot?: boolean;
}

/** crm_updates of leads with their totals, in the place of what was there. */
export async function putUpdates(
  { warehouse: { connection } }: BigQueryServer,
  rows: readonly (readonly [id: string, total: number])[],
  { asOf = new Date('2026-06-30T00:00:00Z'), becomeHot = false }: UpdateOptions = {},
): Promise<void> {
  const at = asOf.toISOString();
  for (const statement of [
    'CREATE SCHEMA IF NOT EXISTS leadscore.leadscore',
    `CREATE OR REPLACE TABLE leadscore.leadscore.crm_updates (
      source VARCHAR, object VARCHAR, record_id VARCHAR, account_record_id VARCHAR, rubric VARCHAR, lead_id VARCHAR,
      as_of TIMESTAMP WITH TIME ZONE, total_score BIGINT, tier VARCHAR, reason_rules VARCHAR, state VARCHAR,
      acted_at TIMESTAMP WITH TIME ZONE, act_known_at TIMESTAMP WITH TIME ZONE
    )`,
    `CREATE OR REPLACE TABLE leadscore.leadscore.tier_transitions (
      transition_id VARCHAR, rubric VARCHAR, as_of TIMESTAMP WITH TIME ZONE, lead_id VARCHAR, to_tier VARCHAR,
      direction VARCHAR, may_act BOOLEAN, action VARCHAR, action_details VARCHAR, action_due_at TIMESTAMP WITH TIME ZONE
    )`,
    'CREATE OR REPLACE TABLE leadscore.leadscore.work_queue (rubric VARCHAR, tier VARCHAR, capacity BIGINT, capacity_per VARCHAR)',
  ])
    await connection.run(statement);
  for (const [id, total] of rows) {
    await connection.run(
      `INSERT INTO leadscore.leadscore.crm_updates
      VALUES ('crm', 'lead', $1, NULL, 'inbound', $1, CAST($3 AS TIMESTAMPTZ), $2, 'hot', 'fit.industry', 'write',
        TIMESTAMPTZ '2026-06-29 00:00:00+00', TIMESTAMPTZ '2026-06-29 01:00:00+00')`,
      [id, total, at],
    );
    if (becomeHot)
      await connection.run(
        `INSERT INTO leadscore.leadscore.tier_transitions
        VALUES ('t-' || $1, 'inbound', CAST($2 AS TIMESTAMPTZ), $1, 'hot', 'up', TRUE, 'contact', '', CAST($2 AS TIMESTAMPTZ))`,
        [id, at],
      );
  }
}

/** Rows of a table in the server; DuckDB's SQL, `sync.` before the name of a table of the memory. */
export async function rowsIn({ warehouse }: BigQueryServer, sql: string): Promise<readonly unknown[][]> {
  const found = await warehouse.connection.runAndReadAll(sql.replaceAll(/\bsync\./g, 'leadscore.leadscore_sync.'));
  return found.getRowsJson();
}

/** What a command is given that runs in this process, and what it said since it was asked last. */
export function contextIn(
  directory: string,
  signal = new AbortController().signal,
): { readonly context: CommandContext; readonly said: () => string } {
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
    signal,
    commandLine: 'leadscore sync',
    pasteable: (line) => line,
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
