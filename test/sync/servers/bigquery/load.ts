import { duckType, parseType } from '../../../../scripts/engine/duckdb/googlesql-type.js';
import { identifier } from '../../../../scripts/engine/duckdb/name.js';
import { isObject, jsonOf, type Call, type JsonObject } from '../call.js';
import { ApiError } from './error.js';
import type { TableName, Warehouse } from './warehouse.js';

/** What comes up in one request: the job as JSON, then the data. */
export interface Upload {
  readonly job: JsonObject;
  readonly data: string;
}

export const mostUploadBytes = 100_000_000;

/** A body of `multipart/related` with two parts; nothing else is taken. */
export function readUpload(call: Call): Upload {
  if (call.query.get('uploadType') !== 'multipart')
    throw new ApiError(400, 'invalid', 'Only uploadType=multipart is known here');
  const boundary = /^multipart\/related;\s*boundary="?([^";]+)"?$/.exec(call.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) throw new ApiError(400, 'invalid', `No boundary in ${call.headers['content-type']}`);
  if (call.body.length > mostUploadBytes) throw new ApiError(413, 'uploadTooLarge', 'The upload is too large');
  const parts = partsOf(call.body.toString('utf8'), boundary);
  const [first, second] = parts;
  if (parts.length !== 2 || first === undefined || second === undefined)
    throw new ApiError(400, 'invalid', `An upload has two parts, not ${parts.length}`);
  const job = jsonOf({ ...call, body: Buffer.from(first) });
  if (!isObject(job)) throw new ApiError(400, 'parseError', 'The job is no JSON');
  return { job, data: second };
}

function partsOf(body: string, boundary: string): readonly string[] {
  const end = `--${boundary}--`;
  const at = body.lastIndexOf(end);
  if (at < 0) throw new ApiError(400, 'invalid', 'The upload ends too early');
  return body
    .slice(0, at)
    .split(`--${boundary}\r\n`)
    .slice(1)
    .map((part) => {
      const head = part.indexOf('\r\n\r\n');
      return part.slice(head + 4).replace(/\r\n$/, '');
    });
}

/** Rows of newline-delimited JSON into a table: all of them, or none. Gives how many. */
export async function loadRows(
  warehouse: Warehouse,
  into: TableName,
  data: string,
  { schema, replaces }: { readonly schema: unknown; readonly replaces: boolean },
): Promise<number> {
  const made = warehouse.made(into);
  if (made === undefined) throw new ApiError(404, 'notFound', `Not found: Table ${into.dataset}.${into.table}`);
  const shape = JSON.stringify(made.schema.fields);
  if (JSON.stringify(isObject(schema) ? schema.fields : undefined) !== shape)
    throw new ApiError(400, 'invalid', `Provided Schema does not match Table ${into.dataset}.${into.table}`);
  const fields = (made.schema.fields ?? []).map(({ name = '', type = '', mode }) => ({ name, type, mode }));
  const rows = data.split('\n').filter((line) => line !== '');
  const cells = rows.map((line, index) => {
    const row: unknown = parsed(line, index);
    if (!isObject(row)) throw new ApiError(400, 'invalid', `Row ${index + 1} is no object`);
    const unknown = Object.keys(row).find((name) => !fields.some((field) => field.name === name));
    if (unknown !== undefined) throw new ApiError(400, 'invalid', `No such field: ${unknown}.`);
    return fields.map(({ name, type, mode }) => {
      const value = row[name] ?? null;
      if (value === null && mode === 'REQUIRED')
        throw new ApiError(400, 'invalid', `Missing required field: ${name}, row ${index + 1}`);
      if (value !== null && typeof value !== (typesOf[type] ?? 'string'))
        throw new ApiError(400, 'invalid', `Could not convert value of ${name}, row ${index + 1}: ${line}`);
      return value === null ? null : String(value);
    });
  });
  const { connection } = warehouse;
  await connection.run('BEGIN TRANSACTION');
  try {
    if (replaces) await connection.run(`DELETE FROM ${warehouse.name(into)}`);
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE loaded (${fields.map(({ name }) => `${identifier(name)} VARCHAR`).join(', ')})`,
    );
    const appender = await connection.createAppender('loaded', 'main', 'temp');
    for (const row of cells) {
      for (const cell of row) {
        if (cell === null) appender.appendNull();
        else appender.appendVarchar(cell);
      }
      appender.endRow();
    }
    appender.closeSync();
    const casts = fields.map(({ name, type }) => `CAST(${identifier(name)} AS ${duckType(parseType(type))})`);
    await connection.run(`INSERT INTO ${warehouse.name(into)} SELECT ${casts.join(', ')} FROM temp.loaded`);
    await connection.run('COMMIT');
    return cells.length;
  } catch (error) {
    await connection.run('ROLLBACK');
    throw new ApiError(400, 'invalid', error instanceof Error ? error.message : String(error));
  }
}

/** What a cell is in JSON; of other types a text. */
const typesOf: Readonly<Record<string, string>> = { INT64: 'number', BOOL: 'boolean', FLOAT64: 'number' };

function parsed(line: string, index: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new ApiError(400, 'invalid', `Error while reading data, row ${index + 1} is no JSON`);
  }
}
