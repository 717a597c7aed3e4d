/** Google's own client against the server: what goes up, what comes back, and what is refused. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BigQueryEngine } from '../../../../scripts/engine/bigquery/bigquery-engine.js';
import { schemaOf } from '../../../../scripts/engine/bigquery/field-type.js';
import { merge } from '../../../../scripts/engine/bigquery/statements.js';
import { ProblemError } from '../../../../scripts/problem.js';
import { type BigQueryServer, startBigQuery } from './server.js';

let server: BigQueryServer;
let engine: BigQueryEngine;
const slept: number[] = [];
beforeEach(async () => {
  server = await startBigQuery({ pageRows: 3 });
  slept.length = 0;
  engine = new BigQueryEngine({
    projectId: 'a-project',
    location: 'europe-west1',
    client: server.client(),
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      return Promise.resolve();
    },
  });
});
afterEach(async () => {
  await server.close();
});

const target = { database: 'a-project', schema: 'a_dataset', name: 'a_table' };
const table = {
  schema: schemaOf([
    { name: 'id', type: 'STRING', isRequired: true },
    { name: 'amount', type: 'INT64' },
    { name: 'is_done', type: 'BOOL' },
    { name: 'seen_at', type: 'TIMESTAMP' },
  ]),
};
const name = '`a-project`.`a_dataset`.`a_table`';

interface Line {
  readonly id?: string | null;
  readonly amount?: number | string;
  readonly is_done?: boolean;
  readonly seen_at?: string;
  readonly other?: string;
}

async function* lines(rows: readonly Line[]): AsyncGenerator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}
const load = (key: string, rows: readonly Line[], replaces = false): Promise<void> =>
  engine.load({ into: target, key, schema: table.schema, replaces, lines: () => lines(rows) });
const all = () => engine.query(`SELECT t.id, t.amount, t.is_done, t.seen_at FROM ${name} AS t ORDER BY t.id`);
const ids = async (): Promise<readonly unknown[]> => (await all()).map(({ id }) => id);
const codes = (error: unknown): unknown => (error instanceof ProblemError ? error.problems[0]?.code : error);

test('a table and its dataset are made once; rows go up and come back in pages as they were', async () => {
  await engine.makeTable(target, table);
  await engine.makeTable(target, table);
  const hostile = `it's "x" \`y\` \\n\n\u2028 \u{1f642} @param -- '''`;
  await load('k', [
    { id: hostile, amount: 1, is_done: true, seen_at: '2026-07-01T08:00:00.000123Z' },
    { id: 'b', amount: 9007199254740991, is_done: false, seen_at: '1969-12-31T23:59:59Z' },
    { id: 'c' },
    { id: 'd' },
  ]);
  expect(await all()).toEqual([
    { id: 'b', amount: 9007199254740991, is_done: false, seen_at: '1969-12-31T23:59:59Z' },
    { id: 'c', amount: null, is_done: null, seen_at: null },
    { id: 'd', amount: null, is_done: null, seen_at: null },
    { id: hostile, amount: 1, is_done: true, seen_at: '2026-07-01T08:00:00.000123Z' },
  ]);
  const found = await engine.execute(`SELECT t.amount FROM ${name} AS t WHERE t.id = @id`, { id: hostile });
  expect(found).toEqual({ rows: [{ amount: 1 }] });
  await load('k2', [{ id: 'z' }], true);
  expect(await ids()).toEqual(['z']);
  await engine.dropTable(target);
  await engine.dropTable(target);
  expect(await engine.relation(target)).toBeUndefined();
});

test('a load of the same key loads nothing twice, however its first answer was lost', async () => {
  await engine.makeTable(target, table);
  await load('once', [{ id: 'a' }]);
  await load('once', [{ id: 'a' }]);
  expect(await ids()).toEqual(['a']);
  for (const [index, answers] of (['reset', 'status', 'truncated'] as const).entries()) {
    server.faults.order({ answers, carriedOut: true, on: 'POST /upload' });
    await load(`carried-out-${index}`, [{ id: answers }]);
    server.faults.order({ answers, on: 'POST /upload' });
    await load(`not-${index}`, [{ id: `not ${answers}` }]);
  }
  expect(await ids()).toEqual(['a', 'not reset', 'not status', 'not truncated', 'reset', 'status', 'truncated']);
});

test('a load that failed for a while has another job; one that fails for good says why and loads nothing', async () => {
  await engine.makeTable(target, table);
  server.api.failures.push({ kind: 'load', reason: 'backendError', on: 'a_table' });
  await load('twice', [{ id: 'a' }]);
  expect(server.api.jobs.filter(({ kind }) => kind === 'load').map(({ id }) => id)).toEqual(['twice', 'twice-2']);
  // Both are known from now on: a third call finds the one that went well.
  await load('twice', [{ id: 'a' }]);
  expect(await ids()).toEqual(['a']);
  expect(slept).toEqual([1000]);
  for (const rows of [[{ id: 'b' }, { id: null }], [{ id: 'b', other: 'x' }], [{ id: 'b', amount: 'x' }]])
    await expect(load(`bad-${JSON.stringify(rows).length}`, rows).catch(codes)).resolves.toBe('engine/sql-failed');
  // Refused for good, and taken the next time: what failed is not for ever.
  server.api.failures.push({ kind: 'load', reason: 'quotaExceeded', on: 'a_table' });
  await expect(load('later', [{ id: 'd' }]).catch(codes)).resolves.toBe('engine/quota');
  await load('later', [{ id: 'd' }]);
  await load('later', [{ id: 'd' }]);
  server.faults.order({ answers: 'status', status: 503, on: 'POST /upload', times: 4 });
  await expect(load('never', [{ id: 'c' }]).catch(codes)).resolves.toBe('engine/bigquery-failed');
  server.faults.order({ answers: 'status', status: 403, on: 'POST /upload' });
  await expect(load('denied', [{ id: 'c' }]).catch(codes)).resolves.toBe('engine/denied');
  expect(await ids()).toEqual(['a', 'd']);
});

test('MERGE: rows are changed, added and removed; how many is told; what does not fit is refused', async () => {
  await engine.makeTable(target, table);
  await load('k', [
    { id: 'a', amount: 1 },
    { id: 'b', amount: 2 },
  ]);
  const source = "SELECT 'b' AS id, 5 AS amount UNION ALL SELECT 'c', 6";
  const run = (what: Parameters<typeof merge>[1], sql: string) => engine.execute(merge(target, what, sql).sql, {});
  const both = { key: ['id'], update: ['amount'], insert: ['id', 'amount'] };
  expect(await run(both, source)).toEqual({ rows: [], affected: 2 });
  expect((await all()).map(({ id, amount }) => [id, amount])).toEqual([
    ['a', 1],
    ['b', 5],
    ['c', 6],
  ]);
  expect(await run({ key: ['id'], insert: ['id'] }, "SELECT 'a' AS id")).toMatchObject({ affected: 0 });
  expect(await run({ key: ['id'], removes: true }, "SELECT 'a' AS id UNION ALL SELECT 'x'")).toMatchObject({
    affected: 1,
  });
  expect(await ids()).toEqual(['b', 'c']);
  await expect(run(both, `${source} UNION ALL SELECT 'b', 7`)).rejects.toThrow('at most one source row');
  await expect(run(both, "SELECT 'b' AS id, '5' AS amount")).rejects.toThrow('does not fit');
  await expect(engine.execute('DELETE FROM x WHERE TRUE', {})).rejects.toThrow('not one query');
});
