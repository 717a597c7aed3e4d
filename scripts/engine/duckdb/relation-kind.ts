import type { Relation, Target } from '../engine.js';
import type { Session } from './session.js';

/** What stands under that name now; undefined when nothing does. */
export async function kindOf(session: Session, target: Target): Promise<Relation['kind'] | undefined> {
  const result = await session.run(
    `SELECT 'table' FROM duckdb_tables() WHERE database_name = $1 AND schema_name = $2 AND table_name = $3
     UNION ALL
     SELECT 'view' FROM duckdb_views() WHERE database_name = $1 AND schema_name = $2 AND view_name = $3`,
    [target.database, target.schema, target.name],
  );
  const kind = (await result.getRows())[0]?.[0];
  return kind === 'table' || kind === 'view' ? kind : undefined;
}

/** Whether a view stands under that name. Among many tables far quicker than `kindOf`, which goes through all of them. */
export async function isView(session: Session, target: Target): Promise<boolean> {
  const result = await session.run(
    'SELECT 1 FROM duckdb_views() WHERE database_name = $1 AND schema_name = $2 AND view_name = $3',
    [target.database, target.schema, target.name],
  );
  return (await result.getRows()).length > 0;
}
