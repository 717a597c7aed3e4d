/** A warehouse file with crm_updates and nothing else. */
import { DuckDBInstance } from '@duckdb/node-api';
import type { ObjectName } from '../../../scripts/sync/rows.js';
import { dataset, source } from './orders.js';

/** Every record has the score of its place in `scores`. The rows stand in place of those before. */
export async function putScores(
  file: string,
  object: ObjectName,
  ids: readonly string[],
  scores: readonly number[],
): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${dataset}`);
  await connection.run(
    `CREATE OR REPLACE TABLE ${dataset}.crm_updates (
      rubric VARCHAR, source VARCHAR, object VARCHAR, record_id VARCHAR, account_record_id VARCHAR,
      total_score DECIMAL(38,9), as_of TIMESTAMP WITH TIME ZONE, state VARCHAR
    )`,
  );
  await connection.run(
    `INSERT INTO ${dataset}.crm_updates
    SELECT 'crash', $1, $2, UNNEST(STRING_SPLIT($3, ',')), NULL, CAST(UNNEST(STRING_SPLIT($4, ',')) AS DECIMAL(38,9)), TIMESTAMP '2026-07-01', 'write'`,
    [source, object, ids.join(','), scores.join(',')],
  );
  connection.closeSync();
  instance.closeSync();
}
