/** stg_<source>__<entity>: one raw table in the canonical shape. */
import { canonicalEntities, type CanonicalColumn, type CanonicalEntity, type ScalarType } from '../canonical.js';
import type { EntityMapping, Expression, RawTable, Source } from '../../rubric/model.js';
import { auditDays } from '../health/windows.js';
import { typedNull } from '../text/sql.js';
import { sqlxCode } from '../text/sqlx-code.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { baseName } from './base.js';
import { quoted } from './column-name.js';
import { inShard } from './shards.js';

export function stagingName(source: Source, mapping: EntityMapping): string {
  return `stg_${source.name}__${mapping.entity}`;
}

function rawType(table: RawTable, column: string): string | undefined {
  const columns = table.expected ?? table.columns;
  return columns.find((candidate) => candidate.name.toLowerCase() === column.toLowerCase())?.type;
}

/** The raw value and its GoogleSQL type where it is known. */
function rawValue(from: Expression, table: RawTable): { sql: string; type: string | undefined } {
  switch (from.kind) {
    case 'column':
      return { sql: `raw.${quoted(from.column)}`, type: rawType(table, from.column) };
    case 'event_param':
      return {
        sql: `(SELECT MIN(p.value.${from.value}) FROM UNNEST(raw.event_params) AS p WHERE p.key = ${sqlxText(from.key)})`,
        type: from.value === 'string_value' ? 'STRING' : from.value === 'int_value' ? 'INT64' : 'FLOAT64',
      };
    case 'sql':
      return { sql: sqlxCode(from.sql, from.at), type: undefined };
    case 'text':
      return { sql: sqlxText(from.text), type: 'STRING' };
  }
}

function nullWords(mapping: EntityMapping): readonly string[] {
  return [...new Set(['', ...mapping.nulls.map((word) => word.trim().toLowerCase())])];
}

/** Blank text and the source's words for nothing become NULL: unknown is not a value. */
function cleanText(sql: string, mapping: EntityMapping): string {
  const words = nullWords(mapping);
  if (words.length === 1) return `NULLIF(TRIM(${sql}), '')`;
  return `CASE WHEN LOWER(TRIM(${sql})) IN (${words.map(sqlxText).join(', ')}) THEN NULL ELSE TRIM(${sql}) END`;
}

/** A bare date is the start of its day in UTC: the source says no more. */
function converted(
  value: { sql: string; type: string | undefined },
  wanted: ScalarType,
  mapping: EntityMapping,
): string {
  if (wanted === 'STRING') {
    // A number or a time written as text is never blank.
    if (value.type !== undefined && value.type !== 'STRING') return `CAST(${value.sql} AS STRING)`;
    return cleanText(value.sql, mapping);
  }
  if (value.type === wanted || value.type === undefined) return value.sql;
  if (value.type === 'STRING') return `SAFE_CAST(${cleanText(value.sql, mapping)} AS ${wanted})`;
  if (wanted === 'TIMESTAMP' && value.type === 'DATE') return `TIMESTAMP(${value.sql}, 'UTC')`;
  if (wanted === 'DATE' && value.type === 'TIMESTAMP') return `DATE(${value.sql}, 'UTC')`;
  return `CAST(${value.sql} AS ${wanted})`;
}

/** What `ref` names: the raw table itself, or what gives its columns the declared types. */
function readFrom(source: Source, table: RawTable): string {
  if (table.model !== undefined) return `"${table.model}"`;
  if (table.expected !== undefined) return `"${baseName(source, table)}"`;
  return `${sqlxText(source.dataset).replaceAll("'", '"')}, "${table.name}"`;
}

/** Whether each run reads the newest shards of these events only, so that their check reads no more. */
function isCheckedOfLate(table: RawTable, { entity }: EntityMapping): boolean {
  return table.shards !== undefined && entity === 'events';
}

/**
 * What stands in for a not-null assertion of the events of a raw table in shards: the rows of the newest that lack what they
 * must have. Older ones were looked at when they were new.
 */
export function shardAssertions(source: Source, mapping: EntityMapping): readonly Model[] {
  const table = source.tables.find((candidate) => candidate.name === mapping.table);
  if (table === undefined || mapping.isCustom || !isCheckedOfLate(table, mapping)) return [];
  const model = stagingName(source, mapping);
  return [
    {
      path: `definitions/sources/${source.name}/assert_${model}_filled.sqlx`,
      madeFrom: [`rubrics/sources/${source.name}.yaml`],
      config: {
        type: 'assertion',
        description: `Every event of ${model} in the shards of the last ${auditDays} days has an id and a moment; after a first load or a full refresh, every event there is.`,
        tags: ['staging', source.name],
      },
      sql: `
WITH watermark AS (
  SELECT DATE_SUB(MIN(as_of_day), INTERVAL ${auditDays} DAY) AS since
  FROM \${ref("int_as_of")}
)

SELECT events.event_id, events.happened_at, events.event_name, events.shard
FROM \${ref("${model}")} AS events
CROSS JOIN watermark
WHERE (events.event_id IS NULL OR events.happened_at IS NULL)
  \${clock.andOfLate(${JSON.stringify(inShard('watermark.since', 'events.'))})}`,
    },
  ];
}

/** Grain: that of the entity; unique by its key. Columns the source does not have are typed NULLs. */
export function stagingModel(source: Source, mapping: EntityMapping): Model {
  const entity: CanonicalEntity = canonicalEntities[mapping.entity];
  const table = source.tables.find((candidate) => candidate.name === mapping.table);
  if (table === undefined) throw new RangeError(`source ${source.name} has no table ${mapping.table}`);
  const file = `rubrics/sources/${source.name}.yaml`;
  const selected = Object.entries<CanonicalColumn>(entity.columns).map(([name, column]) => {
    const from = mapping.columns.get(name);
    if (from === undefined) return `  ${typedNull(column.type)} AS ${name}`;
    // A constant is clean as it was written.
    return from.kind === 'text' &&
      column.type === 'STRING' &&
      !nullWords(mapping).includes(from.text.trim().toLowerCase())
      ? `  ${sqlxText(from.text.trim())} AS ${name}`
      : `  ${converted(rawValue(from, table), column.type, mapping)} AS ${name}`;
  });
  const attributes = mapping.attributes.map(
    (attribute) => `  ${converted(rawValue(attribute.from, table), attribute.type, mapping)} AS ${attribute.name}`,
  );
  const isEvent = entity.key === 'event_id';
  return {
    path: `definitions/sources/${source.name}/${stagingName(source, mapping)}.sqlx`,
    madeFrom: [file],
    config: {
      type: 'view',
      description: `${source.description}: ${mapping.entity} in the canonical shape. Grain: ${entity.grain}.`,
      tags: ['staging', source.name],
      columns: Object.fromEntries([
        ...Object.entries<CanonicalColumn>(entity.columns).map(([name, column]) => [name, column.description]),
        ...mapping.attributes.map((attribute) => [attribute.name, attribute.description]),
        ...(table.shards === undefined ? [] : [['shard', 'The shard of the raw table that it stands in, by day']]),
      ]),
      // An event may reach the warehouse twice; the acts keep the first. Any other record must be one row.
      ...(isCheckedOfLate(table, mapping)
        ? {}
        : {
            assertions: isEvent
              ? { nonNull: [entity.key, 'happened_at'] }
              : { uniqueKey: [entity.key], nonNull: [entity.key] },
          }),
    },
    sql: `
-- ${file}:${mapping.at.line}
WITH raw AS (
  SELECT *${table.shards === undefined || table.expected !== undefined ? '' : ', _TABLE_SUFFIX AS table_suffix'} FROM \${ref(${readFrom(source, table)})}
)

SELECT
${[...selected, ...attributes, ...(table.shards === undefined ? [] : ['  raw.table_suffix AS shard'])].join(',\n')}
FROM raw${mapping.where === undefined ? '' : `\nWHERE ${sqlxCode(mapping.where.sql, mapping.where.at)}`}`,
  };
}
