import { onTestFinished } from 'vitest';
import type { DuckDbEngine } from '../../../scripts/engine/duckdb/duckdb-engine.js';
import { openDuckDb, type DuckDbOptions } from '../../../scripts/engine/duckdb/open.js';

/** An engine on project `p` with schema `s`, whose dialect is DuckDB's own save for backticks; closed after the test. */
export async function testEngine(options: Partial<DuckDbOptions> = {}): Promise<DuckDbEngine> {
  const engine = await openDuckDb({
    database: 'p',
    setup: [],
    translate: (sql) => sql.replaceAll('`', '"'),
    ...options,
  });
  onTestFinished(() => engine.close());
  if (options.readOnly !== true) await engine.createSchema('p', 's');
  return engine;
}

export function table(name: string): { database: string; schema: string; name: string } {
  return { database: 'p', schema: 's', name };
}
