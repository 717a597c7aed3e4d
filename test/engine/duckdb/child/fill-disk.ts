// Writes a small table, then one that is larger than the process may make a file, and says what became of both.
import { openDuckDb } from '../../../../scripts/engine/duckdb/open.js';
import { ProblemError } from '../../../../scripts/problem.js';

const path = process.argv[2] ?? '';
const engine = await openDuckDb({ path, database: 'p', threads: 1, setup: [], translate: (sql) => sql });
await engine.createSchema('p', 's');
const target = { database: 'p', schema: 's', name: 't' };
await engine.writeTable(target, 'SELECT 1 AS a');
const large = 'SELECT md5(CAST(range AS VARCHAR)) AS a FROM range(3000000)';
const error = await engine.writeTable(target, large).then(
  () => undefined,
  (reason: unknown) => reason,
);
const rows = await engine.query('SELECT * FROM p.s.t');
await engine.close();
console.log(JSON.stringify({ problems: error instanceof ProblemError ? error.problems : String(error), rows }));
