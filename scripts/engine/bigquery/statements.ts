import type { IncrementalWrite, TableOptions, Target } from '../engine.js';
import { identifier, literal, relationName } from './name.js';

/** A statement around the user's SQL, which begins on a line of its own, so that BigQuery's positions can be mapped back. */
export interface Statement {
  readonly sql: string;
  readonly linesBefore: number;
}

function around(before: string, sql: string, after = ''): Statement {
  return { sql: `${before}\n${sql}${after === '' ? '' : `\n${after}`}`, linesBefore: before.split('\n').length };
}

export function createTable(target: Target, sql: string, options: TableOptions = {}): Statement {
  const clauses = [
    `CREATE OR REPLACE TABLE ${relationName(target)}`,
    ...(options.partitionBy === undefined ? [] : [`PARTITION BY ${options.partitionBy}`]),
    ...(options.clusterBy === undefined || options.clusterBy.length === 0
      ? []
      : [`CLUSTER BY ${options.clusterBy.map(identifier).join(', ')}`]),
    ...(options.description === undefined ? [] : [`OPTIONS (description = ${literal(options.description)})`]),
  ];
  return around(`${clauses.join('\n')}\nAS`, sql);
}

export function createView(target: Target, sql: string): Statement {
  return around(`CREATE OR REPLACE VIEW ${relationName(target)}\nAS`, sql);
}

/** A table of the columns of an increment. What nobody drops goes by itself after a day. */
export function keepIncrement(target: Target, columns: readonly string[], sql: string): Statement {
  return around(
    `CREATE OR REPLACE TABLE ${relationName(target)}
OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 DAY))
AS
SELECT ${columns.map(identifier).join(', ')}
FROM (`,
    sql,
    ')',
  );
}

export function increment(target: Target, write: IncrementalWrite, sql: string): Statement {
  const columns = write.columns.map(identifier);
  const list = columns.join(', ');
  if (write.kind === 'insert') {
    return around(`INSERT INTO ${relationName(target)} (${list})\nSELECT ${list}\nFROM (`, sql, ')');
  }
  const on = write.uniqueKey.map((key) => `T.${identifier(key)} = S.${identifier(key)}`).join(' AND ');
  return around(
    `MERGE ${relationName(target)} AS T\nUSING (`,
    sql,
    `) AS S
ON ${on}
WHEN MATCHED THEN
  UPDATE SET ${columns.map((column) => `${column} = S.${column}`).join(', ')}
WHEN NOT MATCHED THEN
  INSERT (${list}) VALUES (${columns.map((column) => `S.${column}`).join(', ')})`,
  );
}

/** Rows that the query names by these columns. */
export function removal(target: Target, columns: readonly string[], sql: string): Statement {
  const on = columns.map(identifier).map((column) => `S.${column} = T.${column}`);
  return around(
    `DELETE FROM ${relationName(target)} AS T\nWHERE EXISTS (SELECT 1 FROM (`,
    sql,
    `) AS S WHERE ${on.join(' AND ')})`,
  );
}

/** Values that the query names. */
export function clearance(target: Target, column: string, sql: string): Statement {
  const name = identifier(column);
  return around(`UPDATE ${relationName(target)}\nSET ${name} = NULL\nWHERE ${name} IN (`, sql, ')');
}
