import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DuckDbEngine } from '../scripts/engine/duckdb/duckdb-engine.js';
import { root } from './project-copy.js';
import { type Cost, costOf } from './statistics.js';

export type YardstickKind = 'nested' | 'flat';

const queries: Readonly<Record<YardstickKind, string>> = {
  nested: readSql('yardstick.sql'),
  flat: readSql('yardstick-flat.sql'),
};

function readSql(name: string): string {
  return readFileSync(path.join(root, 'bench', name), 'utf8');
}

/**
 * What each yardstick costs, once. Temporary tables belong to a connection, so that the set-up and both queries share one;
 * all is dropped after, to leave the memory to the models.
 */
export async function timeYardsticks(engine: DuckDbEngine): Promise<Readonly<Record<YardstickKind, Cost>>> {
  return engine.native(async (session) => {
    for (const statement of readSql('yardstick-setup.sql').split(';')) {
      if (statement.trim() !== '') await session.run(statement);
    }
    const time = async (kind: YardstickKind): Promise<Cost> => {
      const query = `CREATE OR REPLACE TEMP TABLE yardstick_result AS ${queries[kind]}`;
      return (await costOf(() => session.run(query))).cost;
    };
    const nested = await time('nested');
    const flat = await time('flat');
    for (const table of ['flat_events', 'path_signals', 'curves', 'yardstick_result']) {
      await session.run(`DROP TABLE ${table}`);
    }
    return { nested, flat };
  });
}
