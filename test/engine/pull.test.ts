import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { changeText, compareSchema, keepTexts, lockText, pullSchema } from '../../scripts/engine/pull.js';
import { testEngine } from './duckdb/open-test-engine.js';
import { temporaryFolder } from '../temporary-folder.js';
import { problemsOf } from './duckdb/problems-of.js';
import { crm, load, writeFiles } from './duckdb/raw/raw-project.js';

async function pulled(
  files: Readonly<Record<string, string>>,
  glob = Object.keys(files)[0] ?? '',
): Promise<Readonly<Record<string, string>>> {
  const engine = await testEngine();
  const folder = temporaryFolder('engine');
  writeFiles(folder, files);
  const schema = await pullSchema(crm([glob]), engine, { database: 'p', projectDirectory: folder });
  const columns = schema.get('lead') ?? [];
  // What is pulled can be loaded, and is then of just these types.
  const [table] = crm([glob]).tables;
  if (table === undefined) throw new Error('no table');
  await load(engine, folder, { ...crm([glob]), tables: [{ ...table, columns }] });
  const relation = await engine.relation({ database: 'p', schema: 'raw_crm', name: 'lead' });
  expect(relation?.columns).toEqual(columns);
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]));
}

describe('a STRING in the lock', () => {
  const lock = new Map([['lead', [{ name: 'id', type: 'STRING' }]]]);
  const now = new Map([['lead', ['id', 'n'].map((name) => ({ name, type: 'INT64' }))]]);

  it('stays one where a CSV file has digits in it, and nothing else stays', () => {
    expect(keepTexts(crm(['lead.csv']), lock, now).get('lead')).toEqual([
      { name: 'id', type: 'STRING' },
      { name: 'n', type: 'INT64' },
    ]);
  });

  it.each([
    ['a file that knows its types', ['lead.parquet']],
    ['a table of the warehouse', []],
  ])('does not stay for %s', (_, files) => {
    expect(keepTexts(crm(files), lock, now)).toEqual(now);
  });
});

describe('types of a CSV file', () => {
  it('are those that every filled cell has, over the whole file', async () => {
    const late = Array.from({ length: 30_000 }, () => '1,1,,1,true,2024-01-01,2024-01-01,1,1,1,0,x').join('\n');
    expect(
      await pulled({
        'lead.csv': `n,amount,blank,exponent,flag,day,at,zip,phone,card,zero_one,word
${late}
-5,0.25, ,1.5e3,FALSE,2024-02-29,2024-01-01 10:00:00,01234,+4930123,1234567890123456,1,Yes
`,
      }),
    ).toEqual({
      n: 'INT64',
      amount: 'NUMERIC',
      blank: 'STRING',
      exponent: 'FLOAT64',
      flag: 'BOOL',
      day: 'DATE',
      at: 'TIMESTAMP',
      zip: 'STRING',
      phone: 'STRING',
      card: 'STRING',
      zero_one: 'INT64',
      word: 'STRING',
    });
  });

  it('are common to all files of a table', async () => {
    const files = { '1.csv': 'a,b,c,d\n1,,x,2024-01-01\n', '2.csv': 'c,a,b,d\n1,1.5,7,2024-01-01T00:00:00Z\n' };
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    writeFiles(folder, files);
    const schema = await pullSchema(crm(['*.csv']), engine, { database: 'p', projectDirectory: folder });
    expect(schema.get('lead')).toEqual([
      { name: 'a', type: 'NUMERIC' },
      { name: 'b', type: 'INT64' },
      { name: 'c', type: 'STRING' },
      { name: 'd', type: 'TIMESTAMP' },
    ]);
  });
});

it('types of a JSON file go by what JSON says, nested', async () => {
  const records = [
    '{"id": "007", "n": 1, "amount": 1.5, "ok": true, "at": "2024-01-02T03:04:05Z", "day": "2024-01-02", "none": null}',
    '{"id": "12", "us_date": "12/31/2024", "params": [{"key": "k", "value": {"i": 1, "s": "2024-01-01", "f": 0.5}}]}',
  ];
  expect(await pulled({ 'lead.ndjson': records.join('\n') })).toEqual({
    id: 'STRING',
    n: 'INT64',
    amount: 'NUMERIC',
    ok: 'BOOL',
    at: 'TIMESTAMP',
    day: 'DATE',
    none: 'STRING',
    us_date: 'STRING',
    params: 'ARRAY<STRUCT<key STRING, value STRUCT<i INT64, s STRING, f FLOAT64>>>',
  });
});

const ga4 = new URL('../../../shared/data/ga4_bq_export/events_20201101.parquet', import.meta.url);
it.skipIf(!existsSync(ga4))('types of a real nested Parquet export (skipped where that file is missing)', async () => {
  const engine = await testEngine();
  const schema = await pullSchema(crm([decodeURIComponent(ga4.pathname)]), engine, {
    database: 'p',
    projectDirectory: temporaryFolder('engine'),
  });
  const types = new Map(schema.get('lead')?.map(({ name, type }) => [name, type]));
  expect(types.get('event_timestamp')).toBe('INT64');
  expect(types.get('event_params')).toBe(
    'ARRAY<STRUCT<key STRING, value STRUCT<string_value STRING, int_value INT64, float_value FLOAT64, double_value FLOAT64>>>',
  );
});

it('names what cannot be read, of all tables together', async () => {
  const engine = await testEngine();
  const folder = temporaryFolder('engine');
  writeFiles(folder, { 'bad.csv': 'a,b\n1\n' });
  const source = crm(['bad.csv']);
  const [table] = source.tables;
  if (table === undefined) throw new Error('no table');
  const tables = [table, { ...table, name: 'gone', files: ['gone.csv'] }, { ...table, name: 'nowhere', files: [] }];
  const problems = await problemsOf(
    pullSchema({ ...source, tables }, engine, { database: 'p', projectDirectory: folder }),
  );
  expect(problems.map(({ code, what }) => `${code}: ${what}`)).toEqual([
    'raw/ragged-row: The row has 1 field, the header 2.',
    'raw/missing-file: No file matches gone.csv (raw table crm.gone).',
    'raw/missing-table: The warehouse has no table p.raw_crm.nowhere.',
  ]);
});

it('takes the schema of a table without files from the warehouse', async () => {
  const engine = await testEngine();
  await engine.createSchema('p', 'raw_crm');
  await engine.writeTable({ database: 'p', schema: 'raw_crm', name: 'lead' }, "SELECT 'a' AS id, 1.5 AS amount");
  const schema = await pullSchema(crm([]), engine, { database: 'p', projectDirectory: temporaryFolder('engine') });
  expect([...schema]).toEqual([
    [
      'lead',
      [
        { name: 'id', type: 'STRING' },
        { name: 'amount', type: 'NUMERIC' },
      ],
    ],
  ]);
});

describe('the lock file', () => {
  const schema = new Map([
    [
      'lead',
      [
        { name: 'id', type: 'STRING' },
        { name: '10', type: 'INT64' },
        {
          name: 'Page: "views" #1',
          type: 'ARRAY<STRUCT<key STRING, value STRUCT<int_value INT64, string_value STRING>>>',
        },
        { name: 'yes', type: 'BOOL' },
      ],
    ],
    ['account', [{ name: 'id', type: 'STRING' }]],
  ]);

  it('is sorted by table, keeps the order of columns, and says where it comes from', () => {
    expect(lockText(schema)).toBe(`# Made by \`leadscore sources pull\`: the raw tables' columns as they were then.
# Types may be edited. The next pull keeps a STRING of a CSV file, and shows any other such line as a change.

tables:
  account:
    columns:
      id: STRING
  lead:
    columns:
      id: STRING
      "10": INT64
      'Page: "views" #1': ARRAY<STRUCT<key STRING, value STRUCT<int_value INT64, string_value STRING>>>
      yes: BOOL
`);
    expect(parse(lockText(schema))).toEqual({
      tables: Object.fromEntries(
        [...schema].map(([name, columns]) => [
          name,
          { columns: Object.fromEntries(columns.map((column) => [column.name, column.type])) },
        ]),
      ),
    });
  });

  it('is compared by name', () => {
    const now = new Map([
      [
        'lead',
        [
          { name: 'yes', type: 'STRING' },
          { name: 'id', type: 'STRING' },
          { name: 'email', type: 'STRING' },
          { name: '10', type: 'INT64' },
        ],
      ],
      ['contact', [{ name: 'id', type: 'STRING' }]],
    ]);
    expect(compareSchema(schema, schema)).toEqual([]);
    expect(compareSchema(schema, now).map(changeText)).toEqual([
      'account: table is gone',
      'contact: new table',
      'lead.Page: "views" #1: column is gone (was ARRAY<STRUCT<key STRING, value STRUCT<int_value INT64, string_value STRING>>>)',
      'lead.yes: BOOL -> STRING',
      'lead.email: new column, STRING',
    ]);
  });
});
