/** What `columns:` of a raw table makes of it: base_<source>__<table>, run on DuckDB. */
import { describe, expect, test } from 'vitest';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import { baseModels } from '../../scripts/generate/sources/base.js';
import type { Model } from '../../scripts/generate/sqlx.js';
import { resolveTable } from '../../scripts/rubric/resolve/raw-table.js';
import type { Source } from '../../scripts/rubric/model.js';
import type { Problem } from '../../scripts/problem.js';
import { source as sourceSchema } from '../../scripts/rubric/schema/source.js';
import { validate } from '../../scripts/rubric/schema/validate.js';
import { parseYaml } from '../../scripts/rubric/yaml/parse.js';

const at = { file: 'rubrics/sources/web.yaml', line: 1, column: 1 };

/** The models of the table `hits` as written, over a raw table with these columns. */
function modelsOf(columns: string, locked: Readonly<Record<string, string>> | undefined): readonly Model[] {
  const text = `source: web\ndataset: raw\ntables:\n  hits:\n    columns: ${columns}\nentities: {}\n`;
  const { node } = parseYaml(at.file, text);
  if (node === undefined) throw new Error('no YAML');
  const { value, cursor } = validate(sourceSchema, node);
  const written = value?.tables?.hits;
  const problems: Problem[] = [];
  const table = resolveTable('hits', written ?? {}, cursor.at('tables', 'hits'), {
    source: 'web',
    lock: locked === undefined ? {} : { hits: { columns: { ...locked } } },
    report: (problem) => problems.push(problem),
  });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const source: Source = { name: 'web', description: 'Web', dataset: 'raw', tables: [table], entities: [], at };
  return baseModels(source, table);
}

/** The rows of a model where the raw table is the given query. */
async function rowsOf(model: Model | undefined, raw: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const engine = await openDuckDb({ database: 'sources' });
  try {
    return await engine.query((model?.sql ?? '').replaceAll(/SELECT \* FROM \$\{ref\([^)]*\)\}/g, raw));
  } finally {
    await engine.close();
  }
}

describe('a raw table with declared columns', () => {
  test('booleans in two spellings are one, and anything else is unknown', async () => {
    const [base] = modelsOf('{ id: STRING, text: BOOL, number: BOOL }', {
      id: 'INT64',
      text: 'STRING',
      number: 'INT64',
    });
    const values = ['TRUE', 'false', ' Yes ', 'N', '1', '0', 'perhaps', ''];
    const raw = values
      .map((value, index) => `SELECT ${index} AS id, '${value}' AS text, ${index === 7 ? 2 : index % 2} AS number`)
      .join(' UNION ALL ');
    expect((await rowsOf(base, raw)).toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1))).toEqual(
      [true, false, true, false, true, false, null, null].map((text, index) => ({
        id: String(index),
        text,
        number: index === 7 ? null : index % 2 === 1,
      })),
    );
  });

  test('names go without case, an absent column and an absent table are typed NULLs', async () => {
    const [base] = modelsOf('{ id: STRING, amount: NUMERIC, gone: TIMESTAMP }', { ID: 'STRING', Amount: 'STRING' });
    expect(base?.sql).toContain('CAST(NULL AS TIMESTAMP) AS gone');
    expect(await rowsOf(base, "SELECT 'a' AS ID, ' 12.5 ' AS Amount UNION ALL SELECT 'b', 'many'")).toEqual(
      expect.arrayContaining([
        { id: 'a', amount: '12.5', gone: null },
        { id: 'b', amount: null, gone: null },
      ]),
    );
    const absent = modelsOf('{ id: STRING, gone: BOOL }', undefined);
    expect(absent).toHaveLength(1);
    expect(await rowsOf(absent[0], '')).toEqual([]);
  });

  test.each([
    ['seconds', 1773223201],
    ['milliseconds', 1773223201000],
    ['microseconds', 1773223201000000],
  ] as const)('a time that counts %s is that time, as a number or as text', async (unit, number) => {
    for (const [type, value] of [
      ['INT64', String(number)],
      ['STRING', `'${number}'`],
      ['NUMERIC', `NUMERIC '${number}'`],
    ] as const) {
      const models = modelsOf(`{ seen: { type: TIMESTAMP, unit: ${unit} } }`, { seen: type });
      const [row] = await rowsOf(models[0], `SELECT ${value} AS seen`);
      expect([type, String(row?.seen)]).toEqual([type, '2026-03-11T10:00:01Z']);
      expect(await rowsOf(models[1], `SELECT ${value} AS seen`)).toEqual([]);
    }
  });

  test('a wrong unit is an assertion that says which it looks like; the time is unknown then', async () => {
    const [base, assertion] = modelsOf('{ seen: { type: TIMESTAMP, unit: milliseconds } }', { seen: 'INT64' });
    expect(assertion?.path).toBe('definitions/sources/web/assert_base_web__hits_seen_is_in_milliseconds.sqlx');
    const raw =
      'SELECT 1773223201 AS seen UNION ALL SELECT 1773223201000000 UNION ALL SELECT 0 UNION ALL SELECT 1773223201000';
    expect((await rowsOf(base, raw)).filter((row) => row.seen === null)).toHaveLength(3);
    expect((await rowsOf(assertion, raw)).toSorted((a, b) => Number(a.seen) - Number(b.seen))).toEqual([
      { seen: 0, looks_like: 'no time' },
      { seen: 1773223201, looks_like: 'seconds' },
      { seen: 1773223201000000, looks_like: 'microseconds' },
    ]);
  });
});
