import type { DuckDBConnection } from '@duckdb/node-api';
import type { Target, Written } from '../engine.js';
import type { Copies } from '../googlesql/rare-copies.js';
import { identifier, literal, relationName } from './name.js';
import type { RelationKinds } from './relation-kind.js';
import type { Session } from './session.js';

/** How a table's name ends while it is written. */
const unfinishedEnd = '$unfinished';

/** Drops what a killed process has left in these databases: as large as the table that it wrote, and read by nobody. */
export async function dropUnfinished(connection: DuckDBConnection, databases: readonly string[]): Promise<void> {
  const tables = await connection.run(
    `SELECT database_name, schema_name, table_name FROM duckdb_tables()
     WHERE ends_with(table_name, ${literal(unfinishedEnd)}) AND database_name IN (${databases.map(literal).join(', ')})`,
  );
  for (const names of await tables.getRows()) {
    const [database = '', schema = '', name = ''] = names.map(String);
    await connection.run(`DROP TABLE ${relationName({ database, schema, name })}`);
  }
}

/** What a write consists of, given by the engine. */
export interface WriteSteps {
  readonly kinds: RelationKinds;
  /** Makes the table, copies and all; gives the number of its rows. */
  create(session: Session, table: Target): Promise<number>;
  /** One transaction that writes this one thing. */
  write<T>(thing: Target, work: (session: Session) => Promise<T>): Promise<T>;
  drop(table: Target): Promise<void>;
}

/**
 * Writes a table and takes the copies out of what is written, under another name until it is complete. In three transactions:
 * rows that are deleted in the one that wrote them make DuckDB write all others once more.
 */
export async function writeWithoutCopies(target: Target, copies: Copies, steps: WriteSteps): Promise<Written> {
  const { kinds } = steps;
  const unfinished = { ...target, name: `${target.name}${unfinishedEnd}` };
  const rename = async (session: Session): Promise<void> => {
    const kind = await kinds.of(session, target);
    if (kind !== undefined) await session.run(`DROP ${kind} ${relationName(target)}`);
    if (copies.leftOut !== undefined)
      await session.run(`ALTER TABLE ${relationName(unfinished)} DROP COLUMN ${identifier(copies.leftOut)}`);
    await session.run(`ALTER TABLE ${relationName(unfinished)} RENAME TO ${identifier(target.name)}`);
  };
  try {
    const written = await kinds.changing(unfinished, 'table', () =>
      steps.write(unfinished, (session) => steps.create(session, unfinished)),
    );
    const deleted = await steps.write(unfinished, (session) => deleteCopies(session, unfinished, copies));
    await kinds.changing(unfinished, undefined, () =>
      kinds.changing(target, 'table', () => steps.write(target, rename)),
    );
    return { rows: written - deleted };
  } catch (error) {
    // What stopped the write is what is told.
    await steps.drop(unfinished).catch(() => undefined);
    throw error;
  }
}

/**
 * Deletes all rows of a table but the first of each group, and that one where it is to be left out; gives their number. Groups of several
 * rows are found by a hash of what they have in common, so that those rows alone are sorted: equal keys, NULL among them, have equal
 * hashes, and rows that merely share one are told apart by the window.
 */
async function deleteCopies(session: Session, target: Target, copies: Copies): Promise<number> {
  const { alias, keys, isFirst, leftOut } = copies;
  const rows = `${relationName(target)} AS ${identifier(alias)}`;
  const hash = `hash(${keys.join(', ')})`;
  const isCopy = `rowid IN (
    SELECT "row$" FROM (
      SELECT rowid AS "row$", ${isFirst} AS "is_first$" FROM ${rows}
      WHERE ${hash} IN (SELECT ${hash} FROM ${rows} GROUP BY ALL HAVING count(*) > 1)
    ) WHERE NOT "is_first$"
  )`;
  const goes = leftOut === undefined ? isCopy : `${identifier(leftOut)} OR ${isCopy}`;
  return session.count(`DELETE FROM ${relationName(target)} WHERE ${goes}`);
}
