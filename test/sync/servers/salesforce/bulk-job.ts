import { rowsOf } from './csv.js';
import { fieldNamed, type Field, type ObjectType } from './fields.js';
import type { Org } from './org.js';
import { notSaved, rowError, type RowError, type SaveResult } from './row-error.js';
import { stored } from './value.js';
import { prepareInsert, prepareUpdate, prepareUpsert, saveAll, type Prepared } from './save.js';

/** One ingest job of Bulk API 2.0 with its data and, once it ran, what became of each row. */
export interface IngestJob {
  readonly id: string;
  readonly type: ObjectType;
  readonly operation: 'insert' | 'update' | 'upsert';
  readonly externalIdFieldName?: string;
  readonly lineEnding: 'LF' | 'CRLF';
  readonly apiVersion: number;
  readonly createdDate: string;
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  data?: string;
  errorMessage?: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  /** In the order of the rows; shorter than they are while the job runs, and for ever if it failed. */
  readonly results: SaveResult[];
}

/** One step of a job that was closed: the first look finds it in progress, each further one an internal batch done. */
export function advance(org: Org, job: IngestJob): void {
  if (job.state === 'UploadComplete') begin(job);
  else if (job.state === 'InProgress') processBatch(org, job);
}

function begin(job: IngestJob): void {
  job.state = 'InProgress';
  const data = job.data ?? '';
  const hasReturns = data.includes('\r\n');
  if (hasReturns !== (job.lineEnding === 'CRLF') && data.includes('\n')) {
    fail(job, `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${job.lineEnding}`);
    return;
  }
  const [header = [], ...rows] = rowsOf(data);
  job.columns = header;
  job.rows = rows;
  const unknown = header.find((name) => fieldNamed(job.type, name) === undefined);
  if (unknown !== undefined) fail(job, `InvalidBatch : Field name not found : ${unknown}`);
  else if (new Set(header).size < header.length) fail(job, 'InvalidBatch : Duplicate column in the header');
  else if (!header.includes(keyColumn(job))) fail(job, `InvalidBatch : The header has no column ${keyColumn(job)}`);
}

function processBatch(org: Org, job: IngestJob): void {
  const { batchRows, failsAfter } = org.settings.bulk;
  const until = Math.min(job.results.length + batchRows, job.rows.length, failsAfter ?? Infinity);
  const batch = job.rows.slice(job.results.length, until);
  job.results.push(
    ...saveAll(
      batch.map((row) => () => prepare(org, job, row, batch.length)),
      false,
    ),
  );
  if (failsAfter !== null && job.results.length >= failsAfter && job.results.length < job.rows.length) {
    fail(job, 'InternalServerError : The job failed because a batch was retried too often.');
  } else if (job.results.length === job.rows.length) job.state = 'JobComplete';
}

function fail(job: IngestJob, message: string): void {
  job.state = 'Failed';
  job.errorMessage = message;
}

function keyColumn(job: IngestJob): string {
  if (job.operation === 'update') return job.columns.find((name) => name.toLowerCase() === 'id') ?? 'Id';
  return job.operation === 'upsert' ? (job.externalIdFieldName ?? 'Id') : (job.columns[0] ?? '');
}

/** An empty cell leaves the field alone, `#N/A` empties it. */
function prepare(org: Org, job: IngestJob, row: readonly string[], rows: number): Prepared {
  if (row.length !== job.columns.length) {
    const message = `Number of columns ${row.length} is not that of the header, ${job.columns.length}`;
    return { errors: [rowError('INVALID_CSV_ROW', message)] };
  }
  const key = keyColumn(job);
  const cells = job.columns.map((name, at) => [name, row[at] ?? ''] as const);
  const given = cells.filter(([name, cell]) => cell !== '' && (name !== key || job.operation === 'insert'));
  const sent = Object.fromEntries(given.map(([name, cell]) => [name, cell === '#N/A' ? null : cell]));
  const unreadable = unreadableCell(job, given);
  if (unreadable !== undefined) return { errors: [unreadable] };
  const keyValue = cells.find(([name]) => name === key)?.[1];
  const way = { by: 'bulk2', rows };
  if (job.operation === 'insert') return prepareInsert(org, job.type, sent, way);
  if (job.operation === 'update') return prepareUpdate(org, job.type, keyValue, sent, way);
  const field: Field | undefined = fieldNamed(job.type, key);
  if (field === undefined) return { errors: notSaved(rowError('INVALID_FIELD', key)).errors };
  return prepareUpsert(org, job.type, field, keyValue, sent, way);
}

const xsdTypes: Readonly<Partial<Record<Field['type'], string>>> = {
  double: 'double',
  int: 'int',
  boolean: 'boolean',
  date: 'date',
  datetime: 'dateTime',
};

/** The first cell that cannot be read as its field's type, in the words that the Bulk API has for it. */
function unreadableCell(job: IngestJob, cells: readonly (readonly [string, string])[]): RowError | undefined {
  for (const [name, cell] of cells) {
    const field = fieldNamed(job.type, name);
    if (field === undefined || field.readOnly === true || cell === '#N/A' || !('unreadable' in stored(field, cell)))
      continue;
    const type = `xsd:${xsdTypes[field.type] ?? 'string'}`;
    const message = `Failed to deserialize field at col ${job.columns.indexOf(name)}. Due to, '${cell}' is not a valid value for the type ${type}`;
    return rowError('INVALID_FIELD', message, field.name);
  }
  return undefined;
}

/** What the file of failures says of a row: code, message and fields. */
export function errorText(errors: readonly RowError[]): string {
  return errors.map(({ statusCode, message, fields }) => `${statusCode}:${message}:${fields.join(',')} --`).join(';');
}
