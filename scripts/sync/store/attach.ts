import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier, literal } from '../../engine/duckdb/name.js';
import { openFailure } from '../../engine/duckdb/open.js';

/** A warehouse's file beside the sync's own, for one transaction. */
export interface AttachedFile {
  readonly file: string;
  /** The name that it has as a database. */
  readonly as: string;
  /** Read-only unless asked otherwise. */
  readonly isWritable?: boolean;
}

/** Throws `engine/locked` while another process has it open, `engine/not-a-database` and `engine/cannot-open`. */
export async function attach(connection: DuckDBConnection, { file, as, isWritable }: AttachedFile): Promise<void> {
  const mode = isWritable === true ? 'READ_WRITE' : 'READ_ONLY';
  try {
    await connection.run(`ATTACH ${literal(file)} AS ${identifier(as)} (${mode})`);
  } catch (error) {
    throw openFailure(error, file);
  }
}
