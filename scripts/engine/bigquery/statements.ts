import type { IncrementalWrite, Replacement, TableOptions, Target } from '../engine.js';
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
  return merge(target, { key: write.uniqueKey, update: write.columns, insert: write.columns }, sql);
}

/** What becomes of rows that the query has; the columns carry its names. */
export type Merge = {
  readonly key: readonly string[];
} & (
  | {
      /** Columns of rows that stand there which are set; without any such rows stay as they are. */
      readonly update?: readonly string[];
      /** Columns of rows that are added; without any none is. */
      readonly insert?: readonly string[];
    }
  | { readonly removes: true }
);

export function merge(target: Target, what: Merge, sql: string): Statement {
  const on = what.key.map((key) => `T.${identifier(key)} = S.${identifier(key)}`).join(' AND ');
  const arms = 'removes' in what ? ['WHEN MATCHED THEN\n  DELETE'] : [updateArm(what.update), insertArm(what.insert)];
  const after = [`) AS S`, `ON ${on}`, ...arms.filter((arm) => arm !== '')].join('\n');
  return around(`MERGE ${relationName(target)} AS T\nUSING (`, sql, after);
}

function updateArm(columns: readonly string[] = []): string {
  const sets = columns.map(identifier).map((column) => `${column} = S.${column}`);
  return sets.length === 0 ? '' : `WHEN MATCHED THEN\n  UPDATE SET ${sets.join(', ')}`;
}

function insertArm(columns: readonly string[] = []): string {
  const names = columns.map(identifier);
  return names.length === 0
    ? ''
    : `WHEN NOT MATCHED THEN\n  INSERT (${names.join(', ')}) VALUES (${names.map((column) => `S.${column}`).join(', ')})`;
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

/** One script, and so one job: a statement of it that fails rolls all of it back. */
export function replacementScript(replacements: readonly Replacement[]): Statement {
  const statements = replacements.flatMap(({ target, columns, without, sql }) => [
    ...(without === undefined ? [] : [removal(target, [without.column], without.sql).sql]),
    increment(target, { kind: 'insert', columns }, sql).sql,
  ]);
  return around('BEGIN TRANSACTION;', `${statements.join(';\n')};`, 'COMMIT TRANSACTION;');
}
