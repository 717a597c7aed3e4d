import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testEngine } from '../open-test-engine.js';
import { temporaryFolder } from '../../../temporary-folder.js';
import { problemsOf } from '../problems-of.js';
import { crm, lead, load, writeFiles } from './raw-project.js';

const target = { database: 'p', schema: 'raw_crm', name: 'lead' };

describe('a table in shards by day', () => {
  const shards = async (content: string, ending: string): Promise<readonly unknown[]> => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    const names = ['events_20260131', 'events_intraday_20260201', 'events_late', 'more_20260201', 'events_202601310'];
    writeFiles(folder, Object.fromEntries(names.map((name) => [`raw/${name}.${ending}`, content])));
    const source = crm([`raw/*.${ending}`], { id: 'STRING' });
    await load(engine, folder, {
      ...source,
      tables: source.tables.map((table) => ({ ...table, name: 'events_*', shards: 'day' })),
    });
    return engine.query(
      'SELECT id, _TABLE_SUFFIX AS suffix, COUNT(*) AS rows FROM `p`.`raw_crm`.`events_*` GROUP BY id, suffix ORDER BY suffix',
    );
  };
  const expected = [
    { id: 'a', suffix: null, rows: 3 },
    { id: 'a', suffix: '20260131', rows: 1 },
    { id: 'a', suffix: 'intraday_20260201', rows: 1 },
  ];

  it('has the day of each file, and none where the name says none', async () => {
    expect(await shards('id\na\n', 'csv')).toEqual(expected);
    expect(await shards('{"id": "a"}\n', 'ndjson')).toEqual(expected);
  });
});

describe('CSV', () => {
  const types = {
    id: 'STRING',
    visits: 'INT64',
    amount: 'NUMERIC',
    share: 'FLOAT64',
    is_ok: 'BOOL',
    born: 'DATE',
    created_at: 'TIMESTAMP',
    local_at: 'DATETIME',
    opens_at: 'TIME',
    note: 'STRING',
  };

  it('is loaded in the types of the lock, whatever the order of its columns', async () => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    writeFiles(folder, {
      'raw/lead.csv': `\ufeffnote,id,visits,amount,share,is_ok,born,created_at,local_at,opens_at,extra
"two
lines, ""quoted""",007,12,1234.5678901234,1e-3,Yes,2024-02-29,2024-01-02T03:04:05.000006+05:30,2024-01-02 03:04:05,08:30:00,x

,,,  ,,,,,,,
'it\\''s',a,-3, +5. ,-.5,f,2024-2-3,2024-01-02,2024-01-02T03:04,7:05:09.25,
`,
    });
    expect(await load(engine, folder, crm(['raw/*.csv'], types))).toEqual([
      { source: 'crm', table: 'lead', target, state: 'loaded', files: ['raw/lead.csv'], rows: 3, unlocked: ['extra'] },
    ]);
    const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
    expect(await engine.relation(target)).toEqual({ kind: 'table', columns });
    expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([
      {
        id: '007',
        visits: 12,
        amount: '1234.567890123',
        share: 0.001,
        is_ok: true,
        born: '2024-02-29',
        created_at: '2024-01-01T21:34:05.000006Z',
        local_at: '2024-01-02T03:04:05',
        opens_at: '08:30:00',
        note: 'two\nlines, "quoted"',
      },
      {
        id: '',
        visits: null,
        amount: null,
        share: null,
        is_ok: null,
        born: null,
        created_at: null,
        local_at: null,
        opens_at: null,
        note: '',
      },
      {
        id: 'a',
        visits: -3,
        amount: '5',
        share: -0.5,
        is_ok: false,
        born: '2024-02-03',
        created_at: '2024-01-02T00:00:00Z',
        local_at: '2024-01-02T03:04:00',
        opens_at: '07:05:09.25',
        note: "'it\\''s'",
      },
    ]);
  });

  it.each([
    [',', 'a,b\n1,x\n'],
    [';', 'a;b\r\n1;x\r\n'],
    ['tab', 'a\tb\n1\tx'],
    ['|', '"a"|"b"\n"1"|"x"\n'],
  ])('may be delimited by %s', async (_name, content) => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    writeFiles(folder, { 'lead.csv': content });
    await load(engine, folder, crm(['lead.csv'], { a: 'INT64', b: 'STRING' }));
    expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([{ a: 1, b: 'x' }]);
  });

  it('may be one column, several files with columns in another order, or a header alone', async () => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    writeFiles(folder, {
      'one/1.csv': 'a\n1\n2\n',
      'two/1.csv': 'a,b\n1,x\n',
      'two/2.csv': 'b;a\ny;2\n',
      'three.csv': 'a,b\n',
    });
    await load(engine, folder, crm(['one/*.csv'], { a: 'INT64' }));
    expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([{ a: 1 }, { a: 2 }]);
    await load(engine, folder, crm(['two/*.csv'], { a: 'INT64', b: 'STRING' }));
    expect(await engine.query(`SELECT * FROM ${lead} ORDER BY a`)).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
    ]);
    await load(engine, folder, crm(['three.csv'], { a: 'INT64', b: 'STRING' }));
    expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([]);
  });

  it('keeps hostile names and cells as they are', async () => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    const name = `a"b'c\${d}; DROP TABLE x --`;
    const cell = `"); DROP SCHEMA s; -- \${x} \\ ' \u202e`;
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const file = `it's [1]*.csv`;
    writeFiles(folder, { [file]: `${quote(name)},n\n${quote(cell)},1\n` });
    await load(engine, folder, crm([file], { [name]: 'STRING', n: 'INT64' }));
    expect(await engine.query('SELECT * FROM "p"."raw_crm"."lead"')).toEqual([{ [name]: cell, n: 1 }]);
  });
});

describe('JSON', () => {
  const types = {
    id: 'STRING',
    at: 'TIMESTAMP',
    amount: 'NUMERIC',
    tags: 'ARRAY<STRING>',
    params: 'ARRAY<STRUCT<key STRING, value STRUCT<int_value INT64, string_value STRING>>>',
    geo: 'STRUCT<country STRING, lat FLOAT64>',
  };
  const records = [
    '{"id": "1", "at": "2024-01-02T03:04:05Z", "amount": 1.5, "tags": ["a", null], "params": [{"key": "k", "value": {"int_value": 7}}], "geo": {"country": "DE", "lat": 52.5}, "more": 1}',
    '{"id": 2, "amount": "12.25"}',
  ];
  const rows = [
    {
      id: '1',
      at: '2024-01-02T03:04:05Z',
      amount: '1.5',
      tags: ['a', null],
      params: [{ key: 'k', value: { int_value: 7, string_value: null } }],
      geo: { country: 'DE', lat: 52.5 },
    },
    { id: '2', at: null, amount: '12.25', tags: [], params: [], geo: null },
  ];

  it.each([
    ['lead.ndjson', `${records.join('\n')}\n`],
    ['lead.jsonl', records.join('\r\n\r\n')],
    ['lead.json', ` [\n${records.join(',\n')}\n]\n`],
    ['lines.json', records.join('\n')],
  ])('is loaded in the types of the lock: %s', async (file, content) => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    writeFiles(folder, { [file]: content });
    const [loaded] = await load(engine, folder, crm([file], types));
    expect(loaded).toEqual({
      source: 'crm',
      table: 'lead',
      target,
      state: 'loaded',
      files: [file],
      rows: 2,
      unlocked: ['more'],
    });
    expect(await engine.query(`SELECT * FROM ${lead} ORDER BY id`)).toEqual(rows);
    const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
    expect((await engine.relation(target))?.columns).toEqual(columns);
  });

  it('may be an empty list', async () => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    writeFiles(folder, { 'lead.json': '[]' });
    await load(engine, folder, crm(['lead.json'], types));
    expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([]);
  });
});

describe('Parquet', () => {
  it("is loaded as it is where nested fields are the lock's own, whatever is NULL and however short a whole number", async () => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    await engine.native((session) =>
      session.run(`COPY (FROM (VALUES
        (1, [{'key': 'k', 'value': {'x': CAST(7 AS TINYINT)}}, NULL, {'key': NULL, 'value': NULL}], {'name': ['a', NULL]}),
        (2, NULL, NULL)) AS lead (id, params, about)) TO '${join(folder, 'lead.parquet')}' (FORMAT parquet)`),
    );
    const types = {
      id: 'INT64',
      params: 'ARRAY<STRUCT<key STRING, value STRUCT<x INT64>>>',
      about: 'STRUCT<name ARRAY<STRING>>',
    };
    await load(engine, folder, crm(['*.parquet'], types));
    expect(await engine.query(`SELECT * FROM ${lead} ORDER BY id`)).toEqual([
      {
        id: 1,
        params: [{ key: 'k', value: { x: 7 } }, null, { key: null, value: null }],
        about: { name: ['a', null] },
      },
      { id: 2, params: [], about: null },
    ]);
    const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
    expect((await engine.relation(target))?.columns).toEqual(columns);
  });

  it('is loaded in the types of the lock, nested fields by name', async () => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    await engine.native((session) =>
      session.run(`COPY (SELECT CAST(1 AS INTEGER) AS id, '2024-01-02 03:04:05' AS at_text, TIMESTAMP '2024-01-02 03:04:05' AS at,
        [{'value': {'x': 1}, 'key': 'k'}] AS params, 5 AS more) TO '${join(folder, 'lead.parquet')}' (FORMAT parquet)`),
    );
    const types = {
      id: 'STRING',
      at_text: 'TIMESTAMP',
      at: 'TIMESTAMP',
      params: 'ARRAY<STRUCT<key STRING, value STRUCT<x INT64, y STRING>>>',
    };
    const [loaded] = await load(engine, folder, crm(['*.parquet'], types));
    expect(loaded?.unlocked).toEqual(['more']);
    expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([
      {
        id: '1',
        at_text: '2024-01-02T03:04:05Z',
        at: '2024-01-02T03:04:05Z',
        params: [{ key: 'k', value: { x: 1, y: null } }],
      },
    ]);
    expect(
      await problemsOf(load(engine, folder, crm(['*.parquet'], { id: 'DATE', ids: 'INT64', params: 'ARRAY<INT64>' }))),
    ).toEqual([
      {
        code: 'raw/type-changed',
        severity: 'error',
        place: { file: 'lead.parquet', line: 1, column: 1 },
        what: `Column "id" is INT64 in the file and DATE in the source's lock file.`,
        todo: 'Run `leadscore sources pull`, or mend the export.',
      },
      {
        code: 'raw/column-vanished',
        severity: 'error',
        place: { file: 'lead.parquet', line: 1, column: 1 },
        what: `Column "ids", which the source's lock file names, is not in the file.`,
        todo: 'Did you mean "id"? If it was renamed, run `leadscore sources pull` and adapt the mapping.',
      },
      {
        code: 'raw/type-changed',
        severity: 'error',
        place: { file: 'lead.parquet', line: 1, column: 1 },
        what: `Column "params" is STRUCT<value STRUCT<x INT64>, key STRING> in the file and INT64 in the source's lock file.`,
        todo: 'Run `leadscore sources pull`, or mend the export.',
      },
    ]);
    expect(await engine.query(`SELECT id FROM ${lead}`)).toEqual([{ id: '1' }]);
  });
});

describe('loading again', () => {
  it('skips files that have not changed, and loads those that have, or whose lock has', async () => {
    const path = join(temporaryFolder('engine'), 'w.duckdb');
    const folder = temporaryFolder('engine');
    writeFiles(folder, { 'a.csv': 'a,b\n1,2\n' });
    const states = async (columns: Readonly<Record<string, string>>): Promise<readonly unknown[]> => {
      const engine = await testEngine({ path });
      const loaded = await load(engine, folder, crm(['*.csv'], columns));
      const rows = await engine.query(`SELECT COUNT(*) AS n FROM ${lead}`);
      await engine.close();
      return [...loaded.map(({ state, rows: count, unlocked }) => [state, count, unlocked]), rows];
    };
    expect(await states({ a: 'INT64' })).toEqual([['loaded', 1, ['b']], [{ n: 1 }]]);
    expect(await states({ a: 'INT64' })).toEqual([['unchanged', 1, ['b']], [{ n: 1 }]]);
    expect(await states({ a: 'STRING' })).toEqual([['loaded', 1, ['b']], [{ n: 1 }]]);
    writeFiles(folder, { 'b.csv': 'a,b\n3,4\n' });
    expect(await states({ a: 'STRING' })).toEqual([['loaded', 2, ['b']], [{ n: 2 }]]);
    writeFiles(folder, { 'b.csv': 'a,b\n3,4\n5,6\n' });
    expect(await states({ a: 'STRING' })).toEqual([['loaded', 3, ['b']], [{ n: 3 }]]);
    expect(await states({ a: 'STRING' })).toEqual([['unchanged', 3, ['b']], [{ n: 3 }]]);
  });

  it('leaves a table without files to the warehouse', async () => {
    const engine = await testEngine();
    expect(await load(engine, temporaryFolder('engine'), crm([], { a: 'INT64' }))).toEqual([
      { source: 'crm', table: 'lead', target, state: 'in-warehouse', files: [], unlocked: [] },
    ]);
  });

  it('reads the files given by --raw instead, under either name', async () => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    writeFiles(folder, { 'other.csv': 'a\n9\n' });
    for (const name of ['lead', 'crm.lead']) {
      const overrides = new Map([[name, [join(folder, 'other.csv')]]]);
      await load(engine, folder, crm(['nowhere.csv'], { a: 'INT64' }), overrides);
      expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([{ a: 9 }]);
    }
    expect(await problemsOf(load(engine, folder, crm([]), new Map([['crm.leads', ['x.csv']]])))).toEqual([
      {
        code: 'raw/unknown-table',
        severity: 'error',
        what: '--raw crm.leads fits no raw table of any source.',
        todo: 'Did you mean crm.lead?',
      },
    ]);
  });
});
