import { z } from 'zod';
import { part } from './part.js';
import { list, name, sqlNamed, text, whole } from './scalars.js';

const RAW_NAME = /^[A-Za-z_][A-Za-z0-9_-]*\*?$/;
const rawName = z.string({ error: () => 'the name of a raw table' }).regex(RAW_NAME, {
  error: () => 'the name of a raw table: letters, digits, _ and -, at the end perhaps a *',
});

/** Exactly one of `sql`, `event_param` and `text`; `resolve/expression.ts` looks. */
const expressionPart = part('an expression', {
  sql: text.exactOptional(),
  event_param: text.exactOptional(),
  value: z.enum(['string_value', 'int_value', 'double_value']).exactOptional(),
  text: text.exactOptional(),
});
const expression = z.union([text, expressionPart], {
  error: () => 'the name of a raw column, { sql: ... }, { event_param: ... } or { text: ... }',
});
export type ExpressionText = z.output<typeof expression>;

const attribute = part('an attribute', {
  type: z.enum(['STRING', 'INT64', 'NUMERIC', 'BOOL', 'TIMESTAMP', 'DATE']),
  from: expression,
  description: text.exactOptional(),
});
export type AttributeText = z.output<typeof attribute>;

const entity = part('an entity', {
  from: rawName,
  columns: z.record(z.string(), expression, { error: () => 'a map of canonical columns' }),
  attributes: sqlNamed(attribute).exactOptional(),
  where: text.exactOptional(),
  nulls: z.array(z.string({ error: () => 'a text' }), { error: () => 'a list of texts' }).exactOptional(),
  usual_lag_hours: whole(0, 8760).exactOptional(),
  lookback_days: whole(0, 400).exactOptional(),
  may_change: z.boolean({ error: () => 'true or false' }).exactOptional(),
});
export type EntityText = z.output<typeof entity>;

const COLUMN_TYPE = /^(?:STRING|INT64|NUMERIC|FLOAT64|BOOL|TIMESTAMP|DATE|ARRAY<.+>|STRUCT<.+>)$/;
const columnType = z.string({ error: () => 'a type of GoogleSQL' }).regex(COLUMN_TYPE, {
  error: () => 'STRING, INT64, NUMERIC, FLOAT64, BOOL, TIMESTAMP, DATE, ARRAY<...> or STRUCT<...>',
});

/** A number that counts from 1970 says nothing of its unit. */
const expectedColumn = z.union(
  [
    columnType,
    part('a column', {
      type: columnType,
      unit: z
        .enum(['seconds', 'milliseconds', 'microseconds'], { error: () => 'seconds, milliseconds or microseconds' })
        .exactOptional(),
    }),
  ],
  { error: () => 'a type such as STRING, or { type: TIMESTAMP, unit: milliseconds }' },
);

const COLUMN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const columnName = z.string().regex(COLUMN_NAME, { error: () => 'the name of a column: letters, digits and _' });

const table = part('a raw table', {
  description: text.exactOptional(),
  files: list(text).exactOptional(),
  shards: z.literal('day', { error: () => 'day' }).exactOptional(),
  model: name.exactOptional(),
  columns: z.record(columnName, expectedColumn, { error: () => 'a map of columns' }).exactOptional(),
});
export type TableText = z.output<typeof table>;

export const source = part('a source', {
  source: name.exactOptional(),
  description: text.exactOptional(),
  dataset: text.exactOptional(),
  database: text.exactOptional(),
  tables: z.record(rawName, z.union([z.null(), table]), { error: () => 'a map of raw tables' }).exactOptional(),
  entities: z.record(z.string(), entity, { error: () => 'a map of canonical entities' }).exactOptional(),
});
export type SourceText = z.output<typeof source>;

/** `<source>.lock.yaml`: tables -> columns -> GoogleSQL type, as `leadscore sources pull` wrote it. */
export const lock = part('a lock file', {
  source: name.exactOptional(),
  tables: z
    .record(rawName, part('a locked table', { columns: z.record(z.string(), text) }), {
      error: () => 'a map of raw tables',
    })
    .exactOptional(),
});
export type LockText = z.output<typeof lock>;
