import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import type { Engine } from '../../scripts/engine/engine.js';
import { renderModel } from '../../scripts/generate/sqlx.js';
import { sqlxCode } from '../../scripts/generate/text/sqlx-code.js';
import { sqlxPattern, sqlxText } from '../../scripts/generate/text/sqlx-text.js';
import { compileProject } from '../../scripts/graph/compile.js';
import { ProblemError } from '../../scripts/problem.js';
import { temporaryFolder } from '../temporary-folder.js';

/** Words that mean something to SQL, SQLX, JavaScript, a template, or a reader that lost its place. */
const words = [
  '${',
  '}',
  '{',
  '$',
  '`',
  "'",
  '"',
  '\\',
  "\\'",
  '\\\\',
  '--',
  '---',
  '/*',
  '*/',
  '#',
  ';',
  '\n',
  '\r\n',
  '\t',
  '\u0000',
  '\u0085',
  '\u2028',
  '${7*7}',
  '${process.exit(1)}',
  '${ref("x")}',
  "'); DROP TABLE leads; --",
  'config {',
  'js {',
  'pre_operations {',
  'input "x" {',
  'SELECT',
  '\\x24{',
  '\\u0024{',
  "r'",
  "'''",
  '"""',
  '😀',
  'ß',
  'İ',
  '\u202e',
  '%s',
  '=cmd|1',
  '<script>',
  ' ',
  '',
];
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...words),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))
  // The driver drops a mark of the byte order at the beginning of a value that it reads; a test below asks the warehouse.
  .filter((text) => text.isWellFormed() && !text.startsWith('\ufeff'));

let directory: string;
let engine: Engine;

beforeAll(async () => {
  directory = temporaryFolder('hostile');
  fs.writeFileSync(
    path.join(directory, 'workflow_settings.yaml'),
    'defaultProject: p\ndefaultLocation: US\ndefaultDataset: d\ndefaultAssertionDataset: a\n',
  );
  fs.mkdirSync(path.join(directory, 'definitions'));
  fs.mkdirSync(path.join(directory, 'includes'));
  engine = await openDuckDb({ database: 'p' });
});

afterAll(async () => {
  await engine.close();
});

/** Through SQLX and Dataform and the translation, and out of the warehouse again. */
async function throughEverything(
  texts: readonly string[],
): Promise<{ readonly values: readonly unknown[]; readonly description: unknown }> {
  fs.writeFileSync(
    path.join(directory, 'definitions/hostile.sqlx'),
    renderModel({
      path: 'definitions/hostile.sqlx',
      madeFrom: ['a test'],
      config: { type: 'view', description: texts.join('|'), columns: { text: texts[0] ?? '' } },
      sql: texts.map((text, index) => `SELECT ${index} AS place, ${sqlxText(text)} AS text`).join('\nUNION ALL\n'),
    }),
  );
  const graph = compileProject(directory);
  const [action] = graph.actions;
  if (action === undefined || action.kind !== 'view') throw new Error('the model is gone');
  const rows = await engine.query(`SELECT place, text FROM (${action.query}) AS q ORDER BY place`);
  return { values: rows.map((row) => row.text), description: action.description };
}

describe('text is data', () => {
  test('every hostile word alone comes back unchanged', async () => {
    const { values, description } = await throughEverything(words);
    expect(values).toEqual(words);
    expect(description).toBe(words.join('|'));
  });

  test('any mixture of hostile words comes back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 12 }), async (texts) => {
        const { values, description } = await throughEverything(texts);
        expect(values).toEqual(texts);
        expect(description ?? '').toBe(texts.join('|'));
      }),
      { numRuns: 150 },
    );
  });

  test('a mark of the byte order is a character of the text in the warehouse', async () => {
    expect(await engine.query(`SELECT LENGTH(${sqlxText('\ufeffa')}) AS characters`)).toEqual([{ characters: 2 }]);
  });

  test('a pattern reads as written where it can, and means the same where it cannot', async () => {
    expect(sqlxPattern('^https?://[^/]+(/[^?#]*)$')).toBe("r'^https?://[^/]+(/[^?#]*)$'");
    for (const pattern of ["it's", 'a{2}', '\\$\\{x\\}', 'tick`', '\\d+--', 'ends\\\\']) {
      fs.writeFileSync(
        path.join(directory, 'definitions/hostile.sqlx'),
        renderModel({
          path: 'definitions/hostile.sqlx',
          madeFrom: ['a test'],
          config: { type: 'view', description: 'x' },
          sql: `SELECT ${sqlxPattern(pattern)} AS pattern`,
        }),
      );
      const [action] = compileProject(directory).actions;
      if (action?.kind !== 'view') throw new Error('the model is gone');
      expect(await engine.query(action.query)).toEqual([{ pattern }]);
    }
  });

  test('half a character cannot be written', () => {
    expect(() => sqlxText('\ud800')).toThrow(RangeError);
  });

  test('SQL of the user that SQLX would read differently is refused, all of it in one run', () => {
    const at = { file: 'rubrics/sources/files.yaml', line: 7, column: 3 };
    const refusal = (sql: string): readonly string[] => {
      try {
        sqlxCode(sql, at);
        return [];
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return error.problems.map((problem) => problem.what);
      }
    };
    expect(refusal("CONCAT('${x}', 'it\\'s') -- gone")).toEqual([
      'The SQL holds "${", which Dataform would run as JavaScript.',
      'The SQL holds an escaped quote, at which Dataform loses track of where a text ends.',
      'The SQL holds a comment, which would hide what follows it in the model.',
    ]);
    expect(refusal("LOWER(TRIM(name)) = 'x'")).toEqual([]);
  });
});
