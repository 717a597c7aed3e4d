import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { DuckDbEngine } from '../../../scripts/engine/duckdb/duckdb-engine.js';
import { openDuckDb, type DuckDbOptions } from '../../../scripts/engine/duckdb/open.js';

const open: DuckDbEngine[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An engine on project `p` with schema `s`, whose dialect is DuckDB's own save for backticks; closed after the test. */
export async function testEngine(options: Partial<DuckDbOptions> = {}): Promise<DuckDbEngine> {
  const engine = await openDuckDb({
    database: 'p',
    setup: [],
    translate: (sql) => sql.replaceAll('`', '"'),
    ...options,
  });
  open.push(engine);
  if (options.readOnly !== true) await engine.createSchema('p', 's');
  return engine;
}

/** A folder that is gone after the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leadscore-test-'));
  folders.push(folder);
  return folder;
}

export function table(name: string): { database: string; schema: string; name: string } {
  return { database: 'p', schema: 's', name };
}
