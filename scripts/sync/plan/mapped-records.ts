/** The records of crm_updates that belong to a source, and by which mapping each is written: pieces of portable GoogleSQL. */
import { textLiteral } from '../mapping/canonical-sql.js';
import type { RecordMapping } from '../mapping/mapping.js';
import type { ColumnTypes } from './payload-sql.js';

export interface MappedRecords {
  /** Columns of crm_updates that a payload or a cause reads, beside those that every record has. */
  readonly columns: readonly string[];
  /** Columns: row_key, object, crm_id, parent_id, state, acted_at, known_at, `columns`, and mapping: from 1 on, 0 for none. */
  readonly sql: string;
  /** What the mapping of a row of the relation `on` says. */
  byMapping(this: void, piece: (mapping: RecordMapping) => string, fallback: string, on: string): string;
}

/** By what a payload is known again: SHA-256 of the mapping it was made by and of itself, over the relation `on` with both. */
export function fingerprintSql(byMapping: MappedRecords['byMapping'], on: string): string {
  const mapping = byMapping(({ hash }) => textLiteral(hash), "''", on);
  return `TO_HEX(SHA256(CONCAT(${indented(mapping, 4)}, ${on}.payload)))`;
}

export function mappedRecords(of: {
  readonly mappings: readonly RecordMapping[];
  readonly types: ColumnTypes;
  readonly source: string;
  /** crm_updates in backticks. */
  readonly updates: string;
}): MappedRecords {
  const { mappings, types, source, updates } = of;
  const columns = neededColumns(mappings, types);
  const mapping = mappings
    .map(
      ({ rubric, object }, index) =>
        `WHEN u.rubric = ${textLiteral(rubric)} AND u.object = ${textLiteral(object)} THEN ${index + 1}`,
    )
    .join('\n    ');
  return {
    columns,
    sql: `-- The records of the source, and by which mapping each is written.
SELECT
  CONCAT(u.object, '/', u.record_id) AS row_key,
  u.object,
  u.record_id AS crm_id,
  ${types.has('account_record_id') ? 'u.account_record_id' : 'CAST(NULL AS STRING)'} AS parent_id,
  u.state,
  ${actTime('acted_at', types)} AS acted_at,
  ${actTime('act_known_at', types)} AS known_at,
  ${columns.map((name) => `u.${name}`).join(',\n  ')},
  ${mapping === '' ? '0' : `CASE\n    ${mapping}\n    ELSE 0\n  END`} AS mapping
FROM ${updates} AS u
WHERE u.source = ${textLiteral(source)}`,
    byMapping: (piece, fallback, on) =>
      mappings.length === 0
        ? fallback
        : `CASE ${on}.mapping\n${mappings.map((each, index) => `WHEN ${index + 1} THEN ${piece(each)}`).join('\n')}\nELSE ${fallback}\nEND`,
  };
}

function neededColumns(mappings: readonly RecordMapping[], types: ColumnTypes): readonly string[] {
  const named = mappings.flatMap(({ fields, causes }) => [
    ...fields.map(({ from }) => from),
    ...causes.map(({ column }) => column),
  ]);
  return [...new Set(named)].filter((name) => types.has(name) && !carriedAnyway.has(name)).toSorted();
}

const carriedAnyway: ReadonlySet<string> = new Set([
  'row_key',
  'object',
  'crm_id',
  'parent_id',
  'acted_at',
  'known_at',
  'state',
  'mapping',
]);

/** Unknown where crm_updates was made before it had them. */
function actTime(column: string, types: ColumnTypes): string {
  return types.has(column) ? `u.${column}` : 'CAST(NULL AS TIMESTAMP)';
}

export function indented(text: string, spaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}
