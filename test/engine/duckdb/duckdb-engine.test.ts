import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { table, testEngine } from './open-test-engine.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { problemsOf } from './problems-of.js';

const origin = { file: 'definitions/a.sqlx', line: 7 };

describe('types', () => {
  const everyType = `SELECT
    CAST(1 AS HUGEINT) AS huge, 7 AS small, CAST(1.5 AS DECIMAL(4, 2)) AS amount, CAST(0.5 AS FLOAT) AS share,
    NULL AS nothing, CAST('a' AS ENUM ('a', 'b')) AS letter, CAST('2024-05-06 07:08:09.12' AS TIMESTAMPTZ) AS at,
    CAST('2024-05-06 07:08:09' AS TIMESTAMP) AS local, DATE '2024-05-06' AS day, TIME '07:08:09.5' AS time,
    TRUE AS yes, 'x' AS word, CAST('ab' AS BLOB) AS bytes,
    [{'key': 'k', 'value': CAST(2 AS HUGEINT), 'points': 1.25}] AS params, CAST(NULL AS INTEGER[]) AS no_list`;
  const columns = [
    { name: 'huge', type: 'INT64' },
    { name: 'small', type: 'INT64' },
    { name: 'amount', type: 'NUMERIC' },
    { name: 'share', type: 'FLOAT64' },
    { name: 'nothing', type: 'INT64' },
    { name: 'letter', type: 'STRING' },
    { name: 'at', type: 'TIMESTAMP' },
    { name: 'local', type: 'DATETIME' },
    { name: 'day', type: 'DATE' },
    { name: 'time', type: 'TIME' },
    { name: 'yes', type: 'BOOL' },
    { name: 'word', type: 'STRING' },
    { name: 'bytes', type: 'BYTES' },
    { name: 'params', type: 'ARRAY<STRUCT<key STRING, value INT64, points NUMERIC>>' },
    { name: 'no_list', type: 'ARRAY<INT64>' },
  ];
  const row = {
    huge: 1,
    small: 7,
    amount: '1.5',
    share: 0.5,
    nothing: null,
    letter: 'a',
    at: '2024-05-06T07:08:09.12Z',
    local: '2024-05-06T07:08:09',
    day: '2024-05-06',
    time: '07:08:09.5',
    yes: true,
    word: 'x',
    bytes: 'YWI=',
    params: [{ key: 'k', value: 2, points: '1.25' }],
    no_list: [],
  };

  it.each(['writeTable', 'writeView'] as const)(
    'are GoogleSQL types after %s, and values come back exactly',
    async (write) => {
      const engine = await testEngine();
      expect(await engine.describe(everyType)).toEqual(columns);
      await engine[write](table('t'), everyType, origin);
      expect(await engine.relation(table('t'))).toEqual({ kind: write === 'writeTable' ? 'table' : 'view', columns });
      expect(await engine.query('SELECT * FROM `p`.`s`.`t`')).toEqual([row]);
    },
  );

  it('are stored in one DuckDB type each, nested ones included', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), everyType, origin);
    const stored = await engine.query(
      `SELECT column_name AS name, data_type AS type FROM duckdb_columns() WHERE table_name = 't'`,
    );
    expect(stored.map(({ name, type }) => `${String(name)}: ${String(type)}`)).toEqual([
      'huge: BIGINT',
      'small: BIGINT',
      'amount: DECIMAL(38,9)',
      'share: DOUBLE',
      'nothing: BIGINT',
      'letter: VARCHAR',
      'at: TIMESTAMP WITH TIME ZONE',
      'local: TIMESTAMP',
      'day: DATE',
      'time: TIME',
      'yes: BOOLEAN',
      'word: VARCHAR',
      'bytes: BLOB',
      'params: STRUCT("key" VARCHAR, "value" BIGINT, points DECIMAL(38,9))[]',
      'no_list: BIGINT[]',
    ]);
  });

  it('refuse an integer beyond 64 bits instead of changing it', async () => {
    const engine = await testEngine();
    const tooBig = 'SELECT CAST(9223372036854775807 AS HUGEINT) + 1 AS n';
    expect(await problemsOf(engine.writeTable(table('t'), tooBig, origin))).toEqual([
      {
        code: 'engine/conversion',
        severity: 'error',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: "A value does not fit the type asked for: Type INT128 with value 9223372036854775808 can't be cast because the value is out of range for the destination type INT64 when casting from source column n.",
        todo: 'Use SAFE_CAST where such values may occur, or mend the data.',
      },
    ]);
    expect(await engine.relation(table('t'))).toBeUndefined();
  });

  it('give integers beyond 2^53 as bigint, negative moments and decimals to the last digit', async () => {
    const engine = await testEngine();
    const rows = await engine.query(`SELECT 9223372036854775807 AS n, -9007199254740991 AS safe,
      CAST('-0.000000001' AS DECIMAL(38, 9)) AS tiny, CAST('-12345678901234567890123456789.123456789' AS DECIMAL(38, 9)) AS wide,
      CAST('0001-01-01 00:00:00.000001+00' AS TIMESTAMPTZ) AS first, CAST('9999-12-31 23:59:59.999999+00' AS TIMESTAMPTZ) AS last`);
    expect(rows).toEqual([
      {
        n: 9223372036854775807n,
        safe: -9007199254740991,
        tiny: '-0.000000001',
        wide: '-12345678901234567890123456789.123456789',
        first: '0001-01-01T00:00:00.000001Z',
        last: '9999-12-31T23:59:59.999999Z',
      },
    ]);
  });
});

describe('writing', () => {
  it('turns a view into a table and back', async () => {
    const engine = await testEngine();
    await engine.writeView(table('t'), 'SELECT 1 AS a');
    expect(await engine.writeTable(table('t'), 'SELECT a FROM (VALUES (1), (2)) AS v (a) -- the end')).toEqual({
      rows: 2,
    });
    expect((await engine.relation(table('t')))?.kind).toBe('table');
    expect(await engine.writeView(table('t'), 'SELECT 3 AS a -- the end')).toEqual({});
    expect((await engine.relation(table('t')))?.kind).toBe('view');
  });

  it('sees and replaces a view whose table is gone', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('base'), 'SELECT 1 AS a');
    await engine.writeView(table('t'), 'SELECT a FROM p.s.base');
    await engine.drop(table('base'));
    await engine.drop(table('base'));
    expect(await engine.relation(table('t'))).toEqual({ kind: 'view', columns: [] });
    expect(await engine.writeTable(table('t'), 'SELECT 2 AS a')).toEqual({ rows: 1 });
  });

  it('lets a query read the table it replaces', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), 'SELECT 1 AS a');
    await engine.writeTable(table('t'), 'SELECT a + 1 AS a FROM p.s.t');
    expect(await engine.query('SELECT * FROM p.s.t')).toEqual([{ a: 2 }]);
  });

  it('leaves the table as it was when the query fails half-way', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), 'SELECT 1 AS a');
    const failing = "SELECT CAST(CASE WHEN range = 200000 THEN 'x' ELSE '1' END AS BIGINT) AS a FROM range(300000)";
    expect(await problemsOf(engine.writeTable(table('t'), failing, origin))).toEqual([
      {
        code: 'engine/conversion',
        severity: 'error',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: "A value does not fit the type asked for: Could not convert string 'x' to INT64.",
        todo: 'Use SAFE_CAST where such values may occur, or mend the data.',
      },
    ]);
    expect(await engine.query('SELECT * FROM p.s.t')).toEqual([{ a: 1 }]);
  });

  it('names the model when its SQL fails, without a dump of the SQL', async () => {
    const engine = await testEngine();
    expect(
      await problemsOf(engine.writeTable(table('t'), 'SELECT 1 AS a,\n no_such_column FROM (SELECT 1 AS b)', origin)),
    ).toEqual([
      {
        code: 'engine/sql-failed',
        severity: 'error',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: 'The query failed: Referenced column "no_such_column" not found in FROM clause! Candidate bindings: "b".',
      },
    ]);
  });

  it('refuses two columns of one name', async () => {
    const engine = await testEngine();
    expect(await problemsOf(engine.writeTable(table('t'), 'SELECT 1 AS a, 2 AS A', origin))).toEqual([
      {
        code: 'engine/duplicate-column',
        severity: 'error',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: 'The query has two columns named "A".',
        todo: 'Give each column a name of its own (AS).',
      },
    ]);
  });

  it('runs eight independent writes at once, in new and in existing tables', async () => {
    const engine = await testEngine({ path: join(temporaryFolder('engine'), 'w.duckdb') });
    const names = Array.from({ length: 8 }, (_, index) => `t${index}`);
    for (const round of [1, 2, 3]) {
      await Promise.all([
        ...names.map((name) => engine.createSchema('p', `schema_of_${name}`)),
        ...names.map((name, index) =>
          engine.writeTable(table(name), `SELECT range + ${index * round} AS n FROM range(20000)`),
        ),
      ]);
      const sums = await Promise.all(
        names.map((name) => engine.query(`SELECT CAST(SUM(n) AS BIGINT) AS n FROM p.s.${name}`)),
      );
      expect(sums).toEqual(names.map((_, index) => [{ n: 199990000 + 20000 * index * round }]));
    }
  });

  it('serves eight writers of one and the same table one after the other', async () => {
    const engine = await testEngine();
    await Promise.all(
      Array.from({ length: 8 }, () => engine.writeTable(table('t'), 'SELECT range AS n FROM range(20000)')),
    );
    expect(await engine.query('SELECT COUNT(*) AS n FROM p.s.t')).toEqual([{ n: 20000 }]);
  });

  it('appends rows to a table of the runner, made on first use', async () => {
    const engine = await testEngine();
    const columns = [
      { name: 'run_id', type: 'STRING' },
      { name: 'rows', type: 'INT64' },
      { name: 'points', type: 'NUMERIC' },
      { name: 'started_at', type: 'TIMESTAMP' },
      { name: 'is_ok', type: 'BOOL' },
      { name: 'raw', type: 'BYTES' },
      { name: 'tags', type: 'ARRAY<STRUCT<key STRING, value FLOAT64>>' },
    ];
    const row = {
      run_id: `it's "a" \\ \${run} \u{1f600}`,
      rows: 9223372036854775807n,
      points: '0.1',
      started_at: '2024-01-02T03:04:05.000006Z',
      is_ok: false,
      raw: 'AP8=',
      tags: [{ key: 'k', value: 0.5 }],
    };
    const empty = { run_id: null, rows: null, points: null, started_at: null, is_ok: null, raw: null, tags: [] };
    await engine.append(table('log'), columns, []);
    await engine.append(table('log'), columns, [row]);
    await engine.append(table('log'), columns, [empty]);
    expect(await engine.relation(table('log'))).toEqual({ kind: 'table', columns });
    expect(await engine.query('SELECT * FROM p.s.log')).toEqual([row, empty]);
  });
});

describe('taking rows and values out', () => {
  it('removes the rows that a query names, by all of its columns', async () => {
    const engine = await testEngine();
    await engine.writeTable(
      table('t'),
      "SELECT * FROM (VALUES (1, 'a'), (1, 'b'), (2, 'a'), (2, 'b'), (3, 'a'), (3, 'b')) AS v (id, name)",
    );
    const those = "SELECT 'a' AS name, id FROM p.s.t WHERE id > 1 AND name = 'a'";
    expect(await engine.removeRows(table('t'), ['id', 'name'], those)).toEqual({ rows: 2 });
    expect(await engine.removeRows(table('t'), ['id', 'name'], those)).toEqual({ rows: 0 });
    expect(await engine.query('SELECT id, name FROM p.s.t ORDER BY id, name')).toEqual([
      { id: 1, name: 'a' },
      { id: 1, name: 'b' },
      { id: 2, name: 'b' },
      { id: 3, name: 'b' },
    ]);
  });

  it('exchanges rows of several tables, all of them or none', async () => {
    const engine = await testEngine();
    const rows = (values: string): string => `SELECT * FROM (VALUES ${values}) AS v (id, name)`;
    await engine.writeTable(table('t'), rows("('a', 'old'), ('b', 'kept')"));
    await engine.writeTable(table('u'), rows("('a', 'old')"));
    const all = async () => [
      await engine.query('SELECT id, name FROM p.s.t ORDER BY id, name'),
      await engine.query('SELECT id, name FROM p.s.u ORDER BY id, name'),
    ];
    const before = await all();
    const columns = ['id', 'name'];
    const without = { column: 'id', sql: "SELECT 'a' AS id" };
    const t = { target: table('t'), columns, without, sql: rows("('a', 'new'), ('c', 'new')") };
    const wrong = { target: table('u'), columns, without, sql: "SELECT 'a' AS id, 1 AS name" };
    await expect(engine.replaceRows([t, wrong])).rejects.toThrow('Column "name" is INT64 in the query');
    expect(await all()).toEqual(before);
    await engine.replaceRows([t, { target: table('u'), columns, sql: rows("('d', 'added')") }]);
    expect(await all()).toEqual([
      [
        { id: 'a', name: 'new' },
        { id: 'b', name: 'kept' },
        { id: 'c', name: 'new' },
      ],
      [
        { id: 'a', name: 'old' },
        { id: 'd', name: 'added' },
      ],
    ]);
  });

  it('drops a schema with all that is in it', async () => {
    const engine = await testEngine();
    await engine.createSchema('p', 'beside');
    const beside = { database: 'p', schema: 'beside', name: 't' };
    await engine.writeTable(beside, 'SELECT 1 AS x');
    await engine.dropSchema('p', 'beside');
    await engine.dropSchema('p', 'beside');
    expect(await engine.relation(beside)).toBeUndefined();
  });

  it('makes NULL of the values that a query names', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), "SELECT * FROM (VALUES ('a'), ('b'), ('a'), (NULL)) AS v (name)");
    expect(await engine.clearCells(table('t'), 'name', "SELECT name FROM p.s.t WHERE name = 'a'")).toEqual({ rows: 2 });
    expect(await engine.query('SELECT name, COUNT(*) AS n FROM p.s.t GROUP BY name ORDER BY name')).toEqual([
      { name: null, n: 3 },
      { name: 'b', n: 1 },
    ]);
  });
});

describe('incremental writing', () => {
  const columns = ['id', 'value'];

  it('inserts in the table’s own columns', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), 'SELECT 1 AS id, 1.5 AS value');
    const more = 'SELECT 2.5 AS value, 9 AS extra, MAX(id) + 1 AS id FROM p.s.t';
    expect(await engine.writeIncrement(table('t'), { kind: 'insert', columns }, more)).toEqual({ rows: 1 });
    expect(await engine.query('SELECT * FROM p.s.t ORDER BY id')).toEqual([
      { id: 1, value: '1.5' },
      { id: 2, value: '2.5' },
    ]);
  });

  it('merges by the unique key; a NULL key never matches; the query may read its own target', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), "SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (NULL, 'n')) AS v (id, value)");
    const merge = { kind: 'merge', columns, uniqueKey: ['id'] } as const;
    const query = `SELECT value || '!' AS value, id FROM p.s.t WHERE id = 2 OR id IS NULL
      UNION ALL SELECT 'c', MAX(id) + 1 FROM p.s.t`;
    expect(await engine.writeIncrement(table('t'), merge, query)).toEqual({ rows: 3 });
    expect(await engine.query('SELECT * FROM p.s.t ORDER BY id, value')).toEqual([
      { id: null, value: 'n' },
      { id: null, value: 'n!' },
      { id: 1, value: 'a' },
      { id: 2, value: 'b!' },
      { id: 3, value: 'c' },
    ]);
  });

  it('refuses two rows for one row of the target, and changes nothing', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), "SELECT 1 AS id, 'a' AS value");
    const merge = { kind: 'merge', columns, uniqueKey: ['id'] } as const;
    const query = "SELECT * FROM (VALUES (1, 'b'), (1, 'c'), (2, 'd')) AS v (id, value)";
    expect(await problemsOf(engine.writeIncrement(table('t'), merge, query, origin))).toEqual([
      {
        code: 'engine/merge-duplicate',
        severity: 'error',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: 'The query returns several rows for 1 row of s.t, by its unique key (id).',
        why: 'UPDATE/MERGE must match at most one source row for each target row.',
        todo: 'Let the query keep one row per key, for example by QUALIFY ROW_NUMBER() OVER (PARTITION BY ...) = 1.',
      },
    ]);
    expect(await engine.query('SELECT * FROM p.s.t')).toEqual([{ id: 1, value: 'a' }]);
  });

  it.each([
    ['insert', { kind: 'insert' } as const],
    ['merge', { kind: 'merge', uniqueKey: ['id'] } as const],
  ])('keeps what it has written where it is asked to, and nothing when it fails: %s', async (_, how) => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), "SELECT 1 AS id, 'a' AS value");
    const write = { ...how, columns, keptIn: table('kept') };
    expect(await engine.relation(table('kept'))).toBeUndefined();
    const failing = "SELECT id, CASE WHEN id = 3 THEN error('no') ELSE 'x' END AS value FROM range(4) AS r (id)";
    expect(await problemsOf(engine.writeIncrement(table('t'), write, failing))).toHaveLength(1);
    expect(await engine.relation(table('kept'))).toBeUndefined();
    expect(await engine.query('SELECT * FROM p.s.t')).toEqual([{ id: 1, value: 'a' }]);

    const more = "SELECT 'b' AS value, 9 AS extra, MAX(id) + 1 AS id FROM p.s.t";
    expect(await engine.writeIncrement(table('t'), write, more)).toEqual({ rows: 1 });
    expect(await engine.query('SELECT * FROM p.s.kept')).toEqual([{ id: 2, value: 'b' }]);
    expect(await engine.query('SELECT * FROM p.s.t ORDER BY id')).toEqual([
      { id: 1, value: 'a' },
      { id: 2, value: 'b' },
    ]);
    await engine.drop(table('kept'));
    expect(await engine.relation(table('kept'))).toBeUndefined();
  });

  it('names every column that is missing or of another type', async () => {
    const engine = await testEngine();
    await engine.writeTable(table('t'), "SELECT 1 AS id, 'a' AS value, DATE '2024-01-01' AS day");
    const write = { kind: 'insert', columns: ['id', 'value', 'day'] } as const;
    expect(
      await problemsOf(engine.writeIncrement(table('t'), write, "SELECT 'x' AS id, 'y' AS value", origin)),
    ).toEqual([
      {
        code: 'engine/type-mismatch',
        severity: 'error',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: 'Column "id" is STRING in the query and INT64 in the table.',
        todo: 'Cast it (a NULL too: CAST(NULL AS INT64)), or rebuild the table with --full-refresh.',
      },
      {
        code: 'engine/column-missing',
        severity: 'error',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: 'The query of this incremental model has no column "day".',
        todo: 'Add the column to the query, or rebuild the table with --full-refresh.',
      },
    ]);
  });
});

describe('safety', () => {
  it('keeps queries from files and settings once sealed, and goes on working', async () => {
    const engine = await testEngine({
      path: join(temporaryFolder('engine'), 'w.duckdb'),
      memoryLimit: '100MB',
      threads: 2,
    });
    await engine.sealExternalAccess();
    expect(await problemsOf(engine.query("SELECT * FROM read_csv('package.json')", origin))).toEqual([
      {
        code: 'engine/sealed',
        severity: 'error',
        place: { file: 'definitions/a.sqlx', line: 7, column: 1 },
        what: 'The query wants to read or write files: Cannot access file "package.json" - file system operations are disabled by configuration.',
        why: 'Models read tables only; raw files are loaded before they run.',
        todo: 'Name the file under `files:` of a source, or pass it by --raw.',
      },
    ]);
    const settings = await problemsOf(engine.query('SET enable_external_access = true', origin));
    expect(settings.map(({ code }) => code)).toEqual(['engine/sql-failed']);
    // Sorts 100 MB of text inside 100 MB of memory: spills to the temporary directory.
    const spill =
      'SELECT md5(CAST(range AS VARCHAR)) AS a, md5(CAST(range + 1 AS VARCHAR)) AS b FROM range(1500000) ORDER BY a';
    expect(await engine.writeTable(table('big'), spill)).toEqual({ rows: 1500000 });
  });

  it('opens read-only without making anything', async () => {
    const path = join(temporaryFolder('engine'), 'w.duckdb');
    const first = await testEngine({ path });
    await first.writeTable(table('t'), 'SELECT 1 AS a');
    await first.close();
    const engine = await testEngine({ path, readOnly: true });
    expect(await engine.query('SELECT * FROM p.s.t')).toEqual([{ a: 1 }]);
    expect((await problemsOf(engine.writeTable(table('t'), 'SELECT 2 AS a'))).map(({ code }) => code)).toEqual([
      'engine/sql-failed',
    ]);
  });
});
