import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EngineInterrupted } from '../../../scripts/engine/engine.js';
import { table, testEngine } from './open-test-engine.js';
import { temporaryFolder } from '../../temporary-folder.js';

const endless = 'SELECT COUNT(*) AS n FROM range(1000000000) AS a (x), range(1000000) AS b (y) WHERE (x * y) % 7 = 3';
// Writes a million rows, then gets stuck: the interrupt comes in the middle of a half-written table.
const halfWritten = `SELECT range AS n FROM range(1000000) UNION ALL (${endless})`;

it('leaves the target and the file as they were, and the engine usable', async () => {
  const path = join(temporaryFolder('engine'), 'w.duckdb');
  const engine = await testEngine({ path, threads: 2 });
  await engine.writeTable(table('t'), 'SELECT 1 AS n');
  await engine.writeView(table('v'), 'SELECT 1 AS n');

  const merge = { kind: 'merge', columns: ['n'], uniqueKey: ['n'] } as const;
  const first = [engine.writeTable(table('t'), halfWritten), engine.writeTable(table('v'), halfWritten)];
  // The third connection counts long enough for the two writes to be well under way.
  await engine.query('SELECT SUM(x % 7) AS n FROM range(30000000) AS a (x)');
  const pending = [
    ...first,
    engine.writeIncrement(table('t'), merge, halfWritten),
    engine.query(endless),
    // More than there are connections: these wait when the interrupt comes.
    engine.query(endless),
    engine.writeTable(table('u'), halfWritten),
  ].map((work) => expect(work).rejects.toBeInstanceOf(EngineInterrupted));
  engine.interrupt();
  await Promise.all(pending);

  expect(await engine.query('SELECT * FROM p.s.t')).toEqual([{ n: 1 }]);
  expect((await engine.relation(table('v')))?.kind).toBe('view');
  expect(await engine.relation(table('u'))).toBeUndefined();
  await engine.close();

  const again = await testEngine({ path });
  expect(await again.query('SELECT n FROM p.s.t UNION ALL SELECT n FROM p.s.v')).toEqual([{ n: 1 }, { n: 1 }]);
  expect(await again.writeTable(table('t'), 'SELECT 2 AS n')).toEqual({ rows: 1 });
});

it('stops work that was asked for a moment ago, before it began', async () => {
  const engine = await testEngine();
  const pending = [engine.query(endless), engine.writeTable(table('t'), halfWritten)].map((work) =>
    expect(work).rejects.toBeInstanceOf(EngineInterrupted),
  );
  engine.interrupt();
  await Promise.all(pending);
  expect(await engine.relation(table('t'))).toBeUndefined();
});
