import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api';
import { ProblemError } from '../../problem.js';
import type { GoogleType, ScalarName } from './googlesql-type.js';

/** What DuckDB's scalar types are in GoogleSQL. An integer of any width is INT64; an untyped NULL arrives as INTEGER, and is INT64 there too. */
const scalars: Partial<Record<DuckDBTypeId, ScalarName>> = {
  [DuckDBTypeId.SQLNULL]: 'INT64',
  [DuckDBTypeId.BOOLEAN]: 'BOOL',
  [DuckDBTypeId.TINYINT]: 'INT64',
  [DuckDBTypeId.SMALLINT]: 'INT64',
  [DuckDBTypeId.INTEGER]: 'INT64',
  [DuckDBTypeId.BIGINT]: 'INT64',
  [DuckDBTypeId.UTINYINT]: 'INT64',
  [DuckDBTypeId.USMALLINT]: 'INT64',
  [DuckDBTypeId.UINTEGER]: 'INT64',
  [DuckDBTypeId.UBIGINT]: 'INT64',
  [DuckDBTypeId.HUGEINT]: 'INT64',
  [DuckDBTypeId.UHUGEINT]: 'INT64',
  [DuckDBTypeId.DECIMAL]: 'NUMERIC',
  [DuckDBTypeId.FLOAT]: 'FLOAT64',
  [DuckDBTypeId.DOUBLE]: 'FLOAT64',
  [DuckDBTypeId.VARCHAR]: 'STRING',
  [DuckDBTypeId.ENUM]: 'STRING',
  [DuckDBTypeId.UUID]: 'STRING',
  [DuckDBTypeId.BLOB]: 'BYTES',
  [DuckDBTypeId.DATE]: 'DATE',
  [DuckDBTypeId.TIME]: 'TIME',
  [DuckDBTypeId.TIMESTAMP]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_S]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_MS]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_NS]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'TIMESTAMP',
  [DuckDBTypeId.INTERVAL]: 'INTERVAL',
};

/** The GoogleSQL type of a DuckDB column. Throws `engine/no-such-type` for a type GoogleSQL lacks (MAP, UNION, BIT). */
export function googleType(type: DuckDBType): GoogleType {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return { kind: 'array', element: googleType(type.valueType) };
    case DuckDBTypeId.STRUCT:
      return {
        kind: 'struct',
        fields: type.entryNames.map((name, index) => ({ name, type: googleType(type.entryTypes[index] ?? type) })),
      };
    default: {
      // A JSON column is VARCHAR with an alias.
      const name = type.alias === 'JSON' ? 'JSON' : scalars[type.typeId];
      if (name !== undefined) return { kind: 'scalar', name };
      throw new ProblemError({
        code: 'engine/no-such-type',
        severity: 'error',
        what: `A column has DuckDB's type ${type.toString()}, which GoogleSQL does not have.`,
        todo: 'Cast it in the query, or convert the raw file.',
      });
    }
  }
}
