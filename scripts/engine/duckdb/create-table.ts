import type { Target } from '../engine.js';
import { duckType } from './googlesql-type.js';
import { identifier, relationName } from './name.js';
import type { QueryColumn } from './rows.js';
import type { Session } from './session.js';

/** A query and its columns, each in the type that is stored. */
export interface StoredQuery {
  readonly sql: string;
  readonly columns: readonly QueryColumn[];
}

/**
 * Makes the table, or replaces it, by the rows of the query, which may read the table that it replaces; gives the number of rows.
 * Texts of `identifiers` are written as they are: where each is met once, looking for what they share takes longer than all else of writing them.
 */
export async function createTable(
  session: Session,
  target: Target,
  { sql, columns }: StoredQuery,
  identifiers: readonly string[],
): Promise<number> {
  const isPlain = ({ name, type }: QueryColumn): boolean =>
    type.kind === 'scalar' && type.name === 'STRING' && identifiers.includes(name);
  const name = relationName(target);
  if (!columns.some(isPlain)) return session.count(`CREATE OR REPLACE TABLE ${name} AS ${sql}`);
  const replacement = relationName({ ...target, name: `${target.name}$new` });
  const list = columns.map(
    (column) =>
      `${identifier(column.name)} ${duckType(column.type)}${isPlain(column) ? ' USING COMPRESSION uncompressed' : ''}`,
  );
  await session.run(`CREATE TABLE ${replacement} (${list.join(', ')})`);
  const rows = await session.count(`INSERT INTO ${replacement} ${sql}`);
  await session.run(`DROP TABLE IF EXISTS ${name}`);
  await session.run(`ALTER TABLE ${replacement} RENAME TO ${identifier(target.name)}`);
  return rows;
}
