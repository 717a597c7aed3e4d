/** A project with a section `crm`, and the warehouse as a run of the models would leave it. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'vitest';
import { cli } from '../../faults/cli.js';
import { projectCopy } from '../../faults/project-copy.js';

const crm = `
crm:
  fields:
    Lead_Score__c: total
    Score_Band__c: tier
    Lead_Score_Reasons__c: { from: reasons, length: 255, null: clear }
    Last_Meaningful_Activity__c: last_act_on
`;
const usualAsOf = new Date('2026-06-30T00:00:00Z');

export interface Update {
  readonly object?: 'lead' | 'contact';
  /** Null where the CRM's record has none. */
  readonly id: string | null;
  readonly total: number;
  readonly tier: string;
  readonly reasons: string | null;
  readonly on?: string | null;
  readonly state?: string;
  readonly asOf?: Date;
}

/** crm_updates as a run would leave it, with what the sync reads of it. */
export async function putUpdates(directory: string, rows: readonly Update[]): Promise<void> {
  mkdirSync(join(directory, '.leadscore'), { recursive: true });
  const instance = await DuckDBInstance.create(join(directory, '.leadscore/warehouse.duckdb'));
  const connection = await instance.connect();
  await connection.run('CREATE SCHEMA IF NOT EXISTS leadscore');
  await connection.run(
    `CREATE OR REPLACE TABLE leadscore.crm_updates (
      source VARCHAR, object VARCHAR, record_id VARCHAR, account_record_id VARCHAR, rubric VARCHAR,
      as_of TIMESTAMP WITH TIME ZONE, total_score BIGINT, tier VARCHAR, top_reasons_255 VARCHAR, reason_rules VARCHAR,
      last_act_on DATE, state VARCHAR
    )`,
  );
  for (const { object = 'lead', id, total, tier, reasons, on = null, state = 'write', asOf = usualAsOf } of rows) {
    await connection.run(
      `INSERT INTO leadscore.crm_updates
      VALUES ('crm', $1, $2, NULL, 'inbound', CAST($9 AS TIMESTAMPTZ), $3, $4, $5, $6, CAST($7 AS DATE), $8)`,
      [object, id, total, tier, reasons, reasons === null ? null : 'fit.industry', on, state, asOf.toISOString()],
    );
  }
  connection.closeSync();
  instance.closeSync();
}

let built: string | undefined;

/** A project whose rubric writes into a CRM; its models are generated, for each file of tests once. */
export async function crmProject(): Promise<string> {
  built ??= await builtProject();
  return projectCopy(built);
}

async function builtProject(): Promise<string> {
  const directory = projectCopy();
  appendFileSync(join(directory, 'rubrics/inbound.yaml'), crm);
  expect(await cli(directory, ['build'])).toMatchObject({ exitCode: 0 });
  return directory;
}
