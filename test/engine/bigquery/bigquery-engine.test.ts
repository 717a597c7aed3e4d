import { describe, expect, it } from 'vitest';
import { BigQueryEngine } from '../../../scripts/engine/bigquery/bigquery-engine.js';
import { EngineInterrupted } from '../../../scripts/engine/engine.js';
import { problemsOf } from '../duckdb/problems-of.js';
import { apiError, RecordingClient, type Answer } from './recording-client.js';

const target = { database: 'p', schema: 's', name: 't' };
const origin = { file: 'definitions/a.sqlx', line: 7 };

function engineWith(answers: Readonly<Record<string, Answer>> = {}): {
  client: RecordingClient;
  engine: BigQueryEngine;
} {
  const client = new RecordingClient(answers);
  return { client, engine: new BigQueryEngine({ projectId: 'payer', client }) };
}

const everyType = {
  fields: [
    { name: 'n', type: 'INTEGER', mode: 'NULLABLE' },
    { name: 'big', type: 'INT64' },
    { name: 'amount', type: 'NUMERIC' },
    { name: 'share', type: 'FLOAT' },
    { name: 'is_ok', type: 'BOOLEAN' },
    { name: 'word', type: 'STRING' },
    { name: 'at', type: 'TIMESTAMP' },
    { name: 'local_at', type: 'DATETIME' },
    { name: 'day', type: 'DATE' },
    { name: 'opens', type: 'TIME' },
    { name: 'raw', type: 'BYTES' },
    {
      name: 'params',
      type: 'RECORD',
      mode: 'REPEATED',
      fields: [
        { name: 'key', type: 'STRING' },
        { name: 'value', type: 'RECORD', fields: [{ name: 'int_value', type: 'INTEGER' }] },
      ],
    },
  ],
};
const cell = (v: unknown): object => ({ v });
const rawRow = {
  f: [
    '-7',
    '9223372036854775807',
    '-1234567890123456789.500000000',
    '0.1',
    'true',
    'it\'s "a"',
    '1704164645000006',
    '2024-01-02T03:04:05.120000',
    '2024-01-02',
    '03:04:05',
    'AP8=',
    [{ v: { f: [{ v: 'k' }, { v: { f: [{ v: '12' }] } }] } }],
  ].map(cell),
};
const nullRow = { f: everyType.fields.map(({ mode }) => cell(mode === 'REPEATED' ? [] : null)) };

describe('reading', () => {
  it('converts every type exactly, over all pages', async () => {
    const { engine } = engineWith({ 'FROM x': { schema: everyType, pages: [[rawRow], [], [nullRow]] } });
    expect(await engine.query('SELECT * FROM x')).toEqual([
      {
        n: -7,
        big: 9223372036854775807n,
        amount: '-1234567890123456789.5',
        share: 0.1,
        is_ok: true,
        word: 'it\'s "a"',
        at: '2024-01-02T03:04:05.000006Z',
        local_at: '2024-01-02T03:04:05.12',
        day: '2024-01-02',
        opens: '03:04:05',
        raw: 'AP8=',
        params: [{ key: 'k', value: { int_value: 12 } }],
      },
      {
        n: null,
        big: null,
        amount: null,
        share: null,
        is_ok: null,
        word: null,
        at: null,
        local_at: null,
        day: null,
        opens: null,
        raw: null,
        params: [],
      },
    ]);
  });

  it('describes a query by a dry run, and a relation by its metadata', async () => {
    const { client, engine } = engineWith({ 'FROM x': { schema: everyType } });
    const columns = [
      { name: 'n', type: 'INT64' },
      { name: 'big', type: 'INT64' },
      { name: 'amount', type: 'NUMERIC' },
      { name: 'share', type: 'FLOAT64' },
      { name: 'is_ok', type: 'BOOL' },
      { name: 'word', type: 'STRING' },
      { name: 'at', type: 'TIMESTAMP' },
      { name: 'local_at', type: 'DATETIME' },
      { name: 'day', type: 'DATE' },
      { name: 'opens', type: 'TIME' },
      { name: 'raw', type: 'BYTES' },
      { name: 'params', type: 'ARRAY<STRUCT<key STRING, value STRUCT<int_value INT64>>>' },
    ];
    expect(await engine.describe('SELECT * FROM x')).toEqual(columns);
    expect(client.jobs).toEqual([
      { query: 'SELECT * FROM x', dryRun: true, useLegacySql: false, labels: { tool: 'leadscore' } },
    ]);
    expect(await engine.relation(target)).toBeUndefined();
    client.tables['p.s.t'] = { type: 'VIEW', schema: everyType };
    expect(await engine.relation(target)).toEqual({ kind: 'view', columns });
  });
});

describe('writing', () => {
  it('sends one job with location, labels and limit', async () => {
    const client = new RecordingClient();
    client.tables['p.s.t'] = { type: 'TABLE', numRows: '12' };
    const engine = new BigQueryEngine({
      projectId: 'payer',
      client,
      location: 'EU',
      maximumBytesBilled: 10_000_000_000n,
      labels: { run: 'r1' },
    });
    const options = {
      partitionBy: 'DATE(happened_at)',
      clusterBy: ['person_id', 'signal'],
      description: 'Acts, "all"',
    };
    expect(await engine.writeTable(target, 'SELECT 1 AS a -- end', origin, options)).toEqual({ rows: 12 });
    expect(client.jobs).toEqual([
      {
        query: `CREATE OR REPLACE TABLE \`p\`.\`s\`.\`t\`
PARTITION BY DATE(happened_at)
CLUSTER BY \`person_id\`, \`signal\`
OPTIONS (description = "Acts, \\"all\\"")
AS
SELECT 1 AS a -- end`,
        useLegacySql: false,
        labels: { tool: 'leadscore', run: 'r1' },
        location: 'EU',
        maximumBytesBilled: '10000000000',
      },
    ]);
  });

  it('drops a view before a table takes its place, after a dry run, and the other way round', async () => {
    const { client, engine } = engineWith();
    client.tables['p.s.t'] = { type: 'VIEW' };
    await engine.writeTable(target, 'SELECT 1 AS a');
    client.tables['p.s.t'] = { type: 'TABLE' };
    await engine.writeView(target, 'SELECT 2 AS a');
    expect(client.jobs.map(({ query, dryRun }) => (dryRun === true ? `dry: ${query}` : query))).toEqual([
      'dry: SELECT 1 AS a',
      'DROP VIEW `p`.`s`.`t`',
      'CREATE OR REPLACE TABLE `p`.`s`.`t`\nAS\nSELECT 1 AS a',
      'dry: SELECT 2 AS a',
      'DROP TABLE `p`.`s`.`t`',
      'CREATE OR REPLACE VIEW `p`.`s`.`t`\nAS\nSELECT 2 AS a',
    ]);
  });

  it('inserts and merges by explicit columns', async () => {
    const { client, engine } = engineWith({ 'INSERT INTO': { affected: '3' }, MERGE: { affected: '5' } });
    const columns = ['id', 'day', 'value'];
    expect(await engine.writeIncrement(target, { kind: 'insert', columns }, 'SELECT * FROM x')).toEqual({ rows: 3 });
    const merge = { kind: 'merge', columns, uniqueKey: ['id', 'day'] } as const;
    expect(await engine.writeIncrement(target, merge, 'SELECT * FROM x')).toEqual({ rows: 5 });
    expect(client.jobs.map(({ query }) => query)).toEqual([
      `INSERT INTO \`p\`.\`s\`.\`t\` (\`id\`, \`day\`, \`value\`)
SELECT \`id\`, \`day\`, \`value\`
FROM (
SELECT * FROM x
)`,
      `MERGE \`p\`.\`s\`.\`t\` AS T
USING (
SELECT * FROM x
) AS S
ON T.\`id\` = S.\`id\` AND T.\`day\` = S.\`day\`
WHEN MATCHED THEN
  UPDATE SET \`id\` = S.\`id\`, \`day\` = S.\`day\`, \`value\` = S.\`value\`
WHEN NOT MATCHED THEN
  INSERT (\`id\`, \`day\`, \`value\`) VALUES (S.\`id\`, S.\`day\`, S.\`value\`)`,
    ]);
  });

  it('removes rows and clears cells by what a query names', async () => {
    const { client, engine } = engineWith({ 'DELETE FROM': { affected: '3' }, UPDATE: { affected: '4' } });
    expect(await engine.removeRows(target, ['id', 'day'], 'SELECT id, day FROM x')).toEqual({ rows: 3 });
    expect(await engine.clearCells(target, 'id', 'SELECT id FROM x')).toEqual({ rows: 4 });
    expect(client.jobs.map(({ query }) => query)).toEqual([
      `DELETE FROM \`p\`.\`s\`.\`t\` AS T
WHERE EXISTS (SELECT 1 FROM (
SELECT id, day FROM x
) AS S WHERE S.\`id\` = T.\`id\` AND S.\`day\` = T.\`day\`)`,
      `UPDATE \`p\`.\`s\`.\`t\`
SET \`id\` = NULL
WHERE \`id\` IN (
SELECT id FROM x
)`,
    ]);
  });

  it('exchanges rows of several tables in one script, which is one transaction', async () => {
    const { client, engine } = engineWith();
    const other = { ...target, name: 'u' };
    await engine.replaceRows([
      {
        target,
        columns: ['id', 'x'],
        without: { column: 'id', sql: 'SELECT id FROM gone' },
        sql: 'SELECT 1 AS x, 2 AS id',
      },
      { target: other, columns: ['id'], sql: 'SELECT id FROM more' },
    ]);
    await engine.replaceRows([]);
    await engine.dropSchema('p', 'beside');
    expect(client.jobs.map(({ query }) => query)).toEqual([
      `BEGIN TRANSACTION;
DELETE FROM \`p\`.\`s\`.\`t\` AS T
WHERE EXISTS (SELECT 1 FROM (
SELECT id FROM gone
) AS S WHERE S.\`id\` = T.\`id\`);
INSERT INTO \`p\`.\`s\`.\`t\` (\`id\`, \`x\`)
SELECT \`id\`, \`x\`
FROM (
SELECT 1 AS x, 2 AS id
);
INSERT INTO \`p\`.\`s\`.\`u\` (\`id\`)
SELECT \`id\`
FROM (
SELECT id FROM more
);
COMMIT TRANSACTION;`,
      'DROP SCHEMA IF EXISTS `p`.`beside` CASCADE',
    ]);
  });

  it('appends rows by a parameter, never inside the SQL', async () => {
    const { client, engine } = engineWith();
    const columns = [
      { name: 'run_id', type: 'STRING' },
      { name: 'rows', type: 'INT64' },
      { name: 'tags', type: 'ARRAY<STRUCT<key STRING, value NUMERIC>>' },
    ];
    await engine.createSchema('p', 's');
    await engine.append(target, columns, [
      { run_id: `'); DROP TABLE x; --`, rows: 9223372036854775807n, tags: [{ value: '0.1', key: 'k' }] },
      { run_id: null, rows: null, tags: [] },
    ]);
    expect(client.jobs.map(({ query, params }) => [query, params])).toEqual([
      ['CREATE SCHEMA IF NOT EXISTS `p`.`s`', undefined],
      [
        'CREATE TABLE IF NOT EXISTS `p`.`s`.`t` (`run_id` STRING, `rows` INT64, `tags` ARRAY<STRUCT<key STRING, value NUMERIC>>)',
        undefined,
      ],
      [
        `INSERT INTO \`p\`.\`s\`.\`t\` (\`run_id\`, \`rows\`, \`tags\`)
SELECT JSON_VALUE(JSON_QUERY(r, '$[0]')), CAST(JSON_VALUE(JSON_QUERY(r, '$[1]')) AS INT64), ARRAY(SELECT IF(i0 IS NULL OR i0 = 'null', NULL, STRUCT(JSON_VALUE(JSON_QUERY(i0, '$[0]')) AS \`key\`, CAST(JSON_VALUE(JSON_QUERY(i0, '$[1]')) AS NUMERIC) AS \`value\`)) FROM UNNEST(JSON_QUERY_ARRAY(JSON_QUERY(r, '$[2]'))) AS i0 WITH OFFSET AS o0 ORDER BY o0)
FROM UNNEST(JSON_QUERY_ARRAY(@rows)) AS r`,
        { rows: `[["'); DROP TABLE x; --","9223372036854775807",[["k","0.1"]]],[null,null,[]]]` },
      ],
    ]);
  });
});

describe('failures', () => {
  const cases: readonly { readonly error: Error; readonly problem: object }[] = [
    {
      error: apiError(400, 'invalidQuery', 'Unrecognized name: amuont; Did you mean amount? at [4:9]'),
      problem: {
        code: 'engine/sql-failed',
        // Two lines stand before the model's own SQL, which begins on line 7 of its file.
        place: { file: 'definitions/a.sqlx', line: 8, column: 9 },
        what: 'The query failed: Unrecognized name: amuont; Did you mean amount?',
      },
    },
    {
      error: apiError(404, 'notFound', 'Not found: Table p:s.raw was not found in location EU'),
      problem: {
        code: 'engine/not-found',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: 'BigQuery does not find it: Not found: Table p:s.raw was not found in location EU.',
        todo: 'Check the names of project, dataset and table, and the location.',
      },
    },
    {
      error: apiError(403, 'accessDenied', 'Access Denied: Table p:s.raw: User does not have permission'),
      problem: {
        code: 'engine/denied',
        what: 'BigQuery denies this: Access Denied: Table p:s.raw: User does not have permission.',
        todo: 'Ask for the role BigQuery Job User on the project, and Data Viewer or Data Editor on the dataset.',
      },
    },
    {
      error: apiError(
        403,
        'quotaExceeded',
        'Quota exceeded: Your project exceeded quota for free query bytes scanned.',
      ),
      problem: {
        code: 'engine/quota',
        what: "BigQuery's quota is used up: Quota exceeded: Your project exceeded quota for free query bytes scanned.",
        todo: 'Wait and run again, or ask for more quota.',
      },
    },
    {
      error: apiError(
        400,
        'bytesBilledLimitExceeded',
        'Query exceeded limit for bytes billed: 1000. 2000 or higher required.',
      ),
      problem: {
        code: 'engine/bytes-limit',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: 'The query would read more than the limit on billed bytes allows: Query exceeded limit for bytes billed: 1000. 2000 or higher required.',
        todo: 'Raise the limit, or let the query read fewer partitions.',
      },
    },
    {
      error: new Error('Could not load the default credentials. Browse to the documentation.'),
      problem: {
        code: 'engine/no-credentials',
        what: 'BigQuery does not know who you are: Could not load the default credentials. Browse to the documentation.',
        todo: 'Run `gcloud auth application-default login`, or let the machine have a service account.',
      },
    },
    {
      error: Object.assign(
        new Error('connect failed; Authorization: Bearer ya29.secret-token\n"refresh_token": "1abc", private_key=abc'),
        {
          config: { headers: { Authorization: 'Bearer ya29.secret-token' } },
        },
      ),
      problem: {
        code: 'engine/bigquery-failed',
        what: 'BigQuery failed: connect failed; Authorization: [redacted] [redacted] "refresh_token": "[redacted]", private_key=[redacted].',
      },
    },
  ];

  it.each(cases)('$problem.code says what, where and what to do', async ({ error, problem }) => {
    const { engine } = engineWith({ 'FROM x': { error } });
    const problems = await problemsOf(engine.writeView(target, 'SELECT a,\n  amuont FROM x', origin));
    expect(problems).toEqual([{ severity: 'error', ...problem }]);
  });
});

describe('interrupt', () => {
  it('cancels the jobs that run, and starts none of the same work', async () => {
    const { client, engine } = engineWith({ endless: { isEndless: true } });
    client.tables['p.s.t'] = { type: 'VIEW' };
    const running = engine.query('SELECT * FROM endless');
    const outcome = expect(running).rejects.toBeInstanceOf(EngineInterrupted);
    // The second write is still looking at what stands there when the interrupt comes.
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    const write = expect(engine.writeTable(target, 'SELECT 1 AS a')).rejects.toBeInstanceOf(EngineInterrupted);
    engine.interrupt();
    await outcome;
    await write;
    expect(client.cancelled).toEqual(['SELECT * FROM endless']);
    expect(client.jobs.filter(({ dryRun }) => dryRun === undefined).map(({ query }) => query)).toEqual([
      'SELECT * FROM endless',
    ]);
    expect(await engine.query('SELECT 1')).toEqual([]);
  });
});
