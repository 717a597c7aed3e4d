/** base_<source>__<table>: a raw table with the columns and types that its source declares, whatever it has. */
import type { EpochUnit, ExpectedColumn, RawTable, Source } from '../../rubric/model.js';
import { typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { quoted } from './column-name.js';

export function baseName(source: Source, table: RawTable): string {
  return `base_${source.name}__${table.name.replace(/_?\*$/, '').replaceAll('-', '_').toLowerCase()}`;
}

/** 1990 to 2100 in each unit: the ranges do not touch, so a number in another unit's range is told apart. */
const epochs: Readonly<Record<EpochUnit, { readonly from: string; readonly to: string; readonly make: string }>> = {
  seconds: { from: '631152000', to: '4102444800', make: 'TIMESTAMP_SECONDS' },
  milliseconds: { from: '631152000000', to: '4102444800000', make: 'TIMESTAMP_MILLIS' },
  microseconds: { from: '631152000000000', to: '4102444800000000', make: 'TIMESTAMP_MICROS' },
};

const numbers = new Set(['INT64', 'NUMERIC', 'FLOAT64']);

/** The raw value as a whole number since 1970, where the column is one; text that holds a number counts, too. */
function epochNumber({ raw, unit }: ExpectedColumn): string | undefined {
  if (raw === undefined || unit === undefined) return undefined;
  const value = `raw.${quoted(raw.name)}`;
  if (raw.type === 'INT64') return value;
  if (numbers.has(raw.type)) return `CAST(${value} AS INT64)`;
  return raw.type === 'STRING' ? `SAFE_CAST(${value} AS INT64)` : undefined;
}

/** Both spellings of a truth, in any case; anything else is unknown. */
function truth(value: string): string {
  return `CASE WHEN LOWER(TRIM(${value})) IN ('true', 't', 'yes', 'y', '1') THEN TRUE WHEN LOWER(TRIM(${value})) IN ('false', 'f', 'no', 'n', '0') THEN FALSE END`;
}

function converted(column: ExpectedColumn): string {
  const { type, raw, unit } = column;
  if (raw === undefined) return `CAST(NULL AS ${type})`;
  const value = `raw.${quoted(raw.name)}`;
  const epoch = epochNumber(column);
  if (type === 'TIMESTAMP' && unit !== undefined && epoch !== undefined) {
    const { from, to, make } = epochs[unit];
    return `IF(${epoch} BETWEEN ${from} AND ${to}, ${make}(${epoch}), NULL)`;
  }
  if (raw.type === type || /[<]/.test(type)) return value;
  if (type === 'STRING') return `CAST(${value} AS STRING)`;
  if (type === 'BOOL' && raw.type === 'STRING') return truth(value);
  if (type === 'BOOL' && numbers.has(raw.type))
    return `CASE WHEN ${value} = 1 THEN TRUE WHEN ${value} = 0 THEN FALSE END`;
  if (raw.type === 'STRING') return `SAFE_CAST(TRIM(${value}) AS ${type})`;
  // A bare date is the start of its day in UTC: the source says no more.
  if (type === 'TIMESTAMP' && raw.type === 'DATE') return `TIMESTAMP(${value}, 'UTC')`;
  if (type === 'DATE' && raw.type === 'TIMESTAMP') return `DATE(${value}, 'UTC')`;
  return `CAST(${value} AS ${type})`;
}

/** Grain: that of the raw table. Absent columns are typed NULLs; an absent table has no rows. */
export function baseModels(source: Source, table: RawTable): readonly Model[] {
  const { expected } = table;
  if (expected === undefined || table.model !== undefined) return [];
  const file = `rubrics/sources/${source.name}.yaml`;
  const raw = `\${ref(${sqlxText(source.dataset).replaceAll("'", '"')}, "${table.name}")}`;
  const isAbsent = table.isAbsent === true;
  const suffix = isAbsent ? typedNull('STRING') : 'raw.table_suffix';
  const columns = [
    ...expected.map((column) => `  ${converted(column)} AS ${quoted(column.name)}`),
    ...(table.shards === undefined ? [] : [`  ${suffix} AS table_suffix`]),
  ];
  return [
    {
      path: `definitions/sources/${source.name}/${baseName(source, table)}.sqlx`,
      madeFrom: [file],
      config: {
        type: 'view',
        description: `${table.description ?? `Raw table ${table.name} of the source ${source.name}`}: the columns that the source declares, in the types it declares. Grain: one row per row of the raw table.`,
        tags: ['staging', source.name],
      },
      sql: isAbsent
        ? `
-- ${file}:${table.at.line}: the source has no such table
SELECT
${columns.join(',\n')}
FROM UNNEST(['nothing']) AS nothing
WHERE FALSE`
        : `
-- ${file}:${table.at.line}
WITH raw AS (
  SELECT *${table.shards === undefined ? '' : ', _TABLE_SUFFIX AS table_suffix'} FROM ${raw}
)

SELECT
${columns.join(',\n')}
FROM raw`,
    },
    ...(isAbsent ? [] : expected.flatMap((column) => epochAssertion(source, table, column))),
  ];
}

/** Numbers outside of 1990 to 2100 in the declared unit: the unit is wrong, or the value is. Such a time is unknown. */
function epochAssertion(source: Source, table: RawTable, column: ExpectedColumn): readonly Model[] {
  const { raw, unit } = column;
  const epoch = epochNumber(column);
  if (column.type !== 'TIMESTAMP' || raw === undefined || unit === undefined || epoch === undefined) return [];
  const { from, to } = epochs[unit];
  const name = `assert_${baseName(source, table)}_${column.name.toLowerCase()}_is_in_${unit}`;
  const others = Object.entries(epochs)
    .filter(([other]) => other !== unit)
    .map(([other, range]) => `WHEN ${epoch} BETWEEN ${range.from} AND ${range.to} THEN '${other}'`);
  return [
    {
      path: `definitions/sources/${source.name}/${name}.sqlx`,
      madeFrom: [`rubrics/sources/${source.name}.yaml`],
      config: {
        type: 'assertion',
        description: `Every ${column.name} of the raw table ${table.name} is a time between 1990 and 2100 in ${unit} since 1970. Another unit would be wrong by a factor of 1000.`,
        tags: ['staging', source.name],
      },
      sql: `
-- rubrics/sources/${source.name}.yaml:${column.at.line}
WITH raw AS (
  SELECT * FROM \${ref(${sqlxText(source.dataset).replaceAll("'", '"')}, "${table.name}")}
)

SELECT
  ${epoch} AS ${quoted(column.name)},
  CASE ${others.join(' ')} ELSE 'no time' END AS looks_like
FROM raw
WHERE NOT ${epoch} BETWEEN ${from} AND ${to}`,
    },
  ];
}
