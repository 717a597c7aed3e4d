import { expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import { queriesOf } from '../../scripts/graph/queries.js';
import { projectFolder } from './project-folder.js';

test('every query once, from its first line of SQL on, with that line', () => {
  const graph = compileProject(
    projectFolder({
      'definitions/a.sqlx':
        '-- header\nconfig {\n  type: "incremental"\n}\n\nSELECT 1 AS x${when(incremental(), " LIMIT 0")}\n',
      'definitions/b.sqlx': 'config { type: "table", assertions: { nonNull: ["y"] } }\nSELECT 2 AS y\n',
      'definitions/c.sqlx': 'config { type: "operations" }\nSELECT 3\n---\nSELECT 4\n',
      'definitions/d.sqlx': 'config { type: "test", dataset: "b" }\n\nSELECT 2 AS y\n',
    }),
  );
  expect(queriesOf(graph)).toEqual([
    { sql: 'SELECT 1 AS x\n', origin: { file: 'definitions/a.sqlx', line: 6 } },
    { sql: 'SELECT 1 AS x LIMIT 0\n', origin: { file: 'definitions/a.sqlx', line: 6 } },
    { sql: 'SELECT 2 AS y\n', origin: { file: 'definitions/b.sqlx', line: 2 } },
    {
      sql: "SELECT\n  'y IS NOT NULL' AS failing_row_condition,\n  *\nFROM `shop.scoring.b`\nWHERE NOT (y IS NOT NULL)\n",
      origin: { file: 'definitions/b.sqlx', line: 1 },
    },
    { sql: '\nSELECT 2 AS y\n', origin: { file: 'definitions/d.sqlx', line: 1 } },
    { sql: 'SELECT 2 AS y\n', origin: { file: 'definitions/d.sqlx', line: 3 } },
  ]);
});
