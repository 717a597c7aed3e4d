/** What BigQuery counts for a value: https://cloud.google.com/bigquery/pricing#data, "Data size calculation". */
import { parseType, type GoogleType } from '../scripts/engine/duckdb/googlesql-type.js';
import { identifier } from '../scripts/engine/duckdb/name.js';

/** Bytes of a value that is not NULL, and of fixed length. */
const fixed: Readonly<Record<string, number>> = {
  INT64: 8,
  FLOAT64: 8,
  NUMERIC: 16,
  BOOL: 1,
  DATE: 8,
  DATETIME: 8,
  TIME: 8,
  TIMESTAMP: 8,
};

/** DuckDB SQL for the bytes of one value; NULL has none, STRING and BYTES two more than they are long. */
function sizeOf(value: string, type: GoogleType, depth: number): string {
  switch (type.kind) {
    case 'scalar': {
      const bytes = fixed[type.name];
      return bytes === undefined
        ? `coalesce(strlen(CAST(${value} AS VARCHAR)) + 2, 0)`
        : `if(${value} IS NULL, 0, ${bytes})`;
    }
    case 'struct':
      return `(${type.fields.map((field) => sizeOf(`${value}.${identifier(field.name)}`, field.type, depth)).join(' + ')})`;
    case 'array': {
      const each = `e${depth}`;
      return `coalesce(list_sum(list_transform(${value}, lambda ${each}: ${sizeOf(each, type.element, depth + 1)})), 0)`;
    }
  }
}

/** DuckDB SQL for the average bytes of a column of that GoogleSQL type. */
export function averageSize(column: string, type: string): string {
  return `coalesce(avg(${sizeOf(identifier(column), parseType(type), 0)}), 0)`;
}
