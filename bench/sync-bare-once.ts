/**
 * The yardstick of a sync, in a process of its own: a script that reads the rows of a plan and posts them in calls of the same size, so many
 * under way, and remembers nothing. No log, no flush, no signature, no code of ours. `BareRun` as JSON on stdout.
 */
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Agent, request } from 'undici';
import { costOf } from './statistics.js';

export interface BareRun {
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rowsPerSecond: number;
}

const [directory = '.', url = '', count = '10000', perCall = '200', inFlight = '8'] = process.argv.slice(2);
const [rows, rowsPerCall, callsInFlight] = [Number(count), Number(perCall), Number(inFlight)];

const instance = await DuckDBInstance.create(path.join(directory, 'store.duckdb'), { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
const dispatcher = new Agent({ connections: callsInFlight });
const { cost } = await costOf(async () => {
  for (let after = 0; after < rows; after += rowsPerCall * callsInFlight) {
    const page = await pageAfter(after);
    const calls = Array.from({ length: Math.ceil(page.length / rowsPerCall) }, (_, call) =>
      post(page.slice(call * rowsPerCall, (call + 1) * rowsPerCall)),
    );
    await Promise.all(calls);
  }
});
await dispatcher.close();
connection.closeSync();
instance.closeSync();
process.stdout.write(
  JSON.stringify({ rows, ...cost, rowsPerSecond: Math.round(rows / cost.seconds) } satisfies BareRun),
);

async function pageAfter(after: number): Promise<unknown[]> {
  const result = await connection.run(
    `SELECT row_key, object, crm_id, operation, payload FROM leadscore_sync.sync_plan
    WHERE seq > CAST($1 AS BIGINT) AND seq <= CAST($2 AS BIGINT) ORDER BY seq`,
    [after, after + rowsPerCall * callsInFlight],
  );
  return result.getRowObjects();
}

async function post(page: readonly unknown[]): Promise<void> {
  const { statusCode, body } = await request(url, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows: page }),
  });
  await body.dump();
  if (statusCode >= 300) throw new Error(`the server says ${statusCode}`);
}
