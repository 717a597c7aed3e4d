import { z } from 'zod';
import type { NewTable } from '../../../../scripts/engine/bigquery/client.js';
import { isObject, jsonOf, type Answer, type Call, type JsonObject } from '../call.js';
import { ApiError } from './error.js';
import { type Job, jobResource, resultsOf } from './jobs.js';
import { loadRows, readUpload } from './load.js';
import { withParameters } from './params.js';
import { type TableName, Warehouse } from './warehouse.js';

export interface Settings {
  readonly project: string;
  /** Of every dataset: a job that does not name it is not found, as BigQuery says of all but US and EU. */
  readonly location: string;
  readonly token: string;
  /** Rows of one page of results. */
  readonly pageRows: number;
  readonly now: () => Date;
}

const mostQueryLength = 1024 * 1024;

const newTable = z.strictObject({
  name: z.string().optional(),
  tableReference: z.strictObject({ projectId: z.string(), datasetId: z.string(), tableId: z.string() }),
  schema: z.strictObject({
    fields: z.array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z_]\w{0,299}$/),
        type: z.enum(['STRING', 'INT64', 'BOOL', 'TIMESTAMP', 'DATE', 'NUMERIC', 'FLOAT64']),
        mode: z.enum(['REQUIRED', 'NULLABLE']),
      }),
    ),
  }),
  description: z.string().optional(),
  timePartitioning: z.strictObject({ type: z.literal('DAY'), field: z.string() }).optional(),
  clustering: z.strictObject({ fields: z.array(z.string()).min(1).max(4) }).optional(),
  expirationTime: z.string().regex(/^\d+$/).optional(),
});

/** The endpoints. One call at a time, so that a statement is never met by another half-way. */
export class Api {
  readonly jobs: Job[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  /** What the next jobs of a kind end with, in place of being carried out. */
  readonly failures: { readonly kind: Job['kind']; readonly reason: string; readonly on: string }[] = [];
  /** Told of the next job that has this in its statement or in the name of its table, before it is carried out or, where that is not to be, lost. */
  readonly watches: { readonly on: string; readonly isLost?: boolean; readonly met: () => void | Promise<void> }[] = [];

  constructor(
    readonly warehouse: Warehouse,
    readonly settings: Settings,
  ) {}

  async answer(call: Call): Promise<Answer> {
    const turn = this.#turn.then(() => this.#answer(call));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #answer(call: Call): Promise<Answer> {
    try {
      const { token, project } = this.settings;
      if (call.headers.authorization !== `Bearer ${token}`)
        throw new ApiError(401, 'authError', 'Request had invalid authentication credentials.');
      const [, upload, rest = ''] = /^(\/upload)?\/bigquery\/v2\/projects\/([^]*)$/.exec(call.path) ?? [];
      const [of, ...parts] = rest.split('/');
      if (of !== project) throw new ApiError(404, 'notFound', `Not found: Project ${of}`);
      const body = upload === undefined ? await this.#endpoint(call, parts) : await this.#upload(call, parts);
      return body === undefined ? { status: 204 } : { status: 200, body };
    } catch (error) {
      if (error instanceof ApiError) return error.answer;
      throw error;
    }
  }

  async #endpoint(call: Call, parts: readonly string[]): Promise<object | undefined> {
    const [first, second = '', third, fourth] = parts;
    const { project, location, pageRows } = this.settings;
    switch (`${call.method} ${[first, ...parts.slice(1).map((_, index) => (index === 1 ? third : '*'))].join('/')}`) {
      case 'POST jobs':
        return jobResource(project, location, await this.#query(bodyOf(call)));
      case 'GET jobs/*':
        return jobResource(project, location, this.#job(second, call));
      case 'POST jobs/*/cancel':
        return { job: jobResource(project, location, this.#job(second, call)) };
      case 'GET queries/*': {
        const job = this.#job(second, call);
        if (job.error !== undefined) throw job.error;
        const most = Number(call.query.get('maxResults') ?? pageRows);
        return resultsOf(project, location, job, Number(call.query.get('pageToken') ?? 0), Math.min(most, pageRows));
      }
      case 'POST datasets/*/tables': {
        const { tableReference, ...table } = newTable.parse(bodyOf(call));
        await this.warehouse.create({ dataset: second, table: tableReference.tableId }, table as NewTable);
        return this.#table({ dataset: second, table: tableReference.tableId });
      }
      case 'GET datasets/*/tables/*':
        return this.#table({ dataset: second, table: fourth ?? '' });
      case 'DELETE datasets/*/tables/*':
        await this.warehouse.drop({ dataset: second, table: fourth ?? '' });
        return undefined;
      default:
        throw new ApiError(404, 'notFound', `${call.method} ${call.path} is not known here`);
    }
  }

  async #table(name: TableName): Promise<object> {
    const columns = await this.warehouse.columns(name);
    if (columns === undefined)
      throw new ApiError(404, 'notFound', `Not found: Table ${this.settings.project}:${name.dataset}.${name.table}`);
    return {
      kind: 'bigquery#table',
      type: 'TABLE',
      tableReference: { projectId: this.settings.project, datasetId: name.dataset, tableId: name.table },
      numRows: String(await this.warehouse.count(name)),
      schema: { fields: columns.map((column) => ({ ...column, mode: 'NULLABLE' })) },
      ...this.warehouse.made(name),
    };
  }

  async #query(body: JsonObject): Promise<Job> {
    const { configuration, jobReference } = body;
    const { query: given } = isObject(configuration) ? configuration : {};
    if (!isObject(given)) throw new ApiError(400, 'invalid', 'Only query jobs come here');
    const { query, useLegacySql, queryParameters, parameterMode, ...others } = given;
    if (useLegacySql !== false || typeof query !== 'string' || Object.keys(others).length > 0)
      throw new ApiError(400, 'invalid', `Not known here: ${JSON.stringify(given)}`);
    if (queryParameters !== undefined && parameterMode !== 'named')
      throw new ApiError(400, 'invalid', 'Parameters are named here');
    if (query.length > mostQueryLength) throw new ApiError(400, 'invalidQuery', 'The query is too large.');
    const id = this.#newId(jobReference);
    const now = `TIMESTAMP('${this.settings.now().toISOString()}')`;
    const sql = withParameters(query, queryParameters).replaceAll('CURRENT_TIMESTAMP()', now);
    return this.#keep({ id, kind: 'query', sql, columns: [], rows: [] }, query, async () => {
      const { kind, ...result } = await this.warehouse.run(sql);
      return { ...result, statement: kind };
    });
  }

  async #upload(call: Call, parts: readonly string[]): Promise<object> {
    if (call.method !== 'POST' || parts.join('/') !== 'jobs')
      throw new ApiError(404, 'notFound', `${call.method} ${call.path} is not known here`);
    const { job, data } = readUpload(call);
    const id = this.#newId(job.jobReference);
    const { load } = isObject(job.configuration) ? job.configuration : {};
    if (!isObject(load) || !isObject(load.destinationTable)) throw new ApiError(400, 'invalid', 'This is no load job');
    const { destinationTable, sourceFormat, createDisposition, writeDisposition, schema } = load;
    if (sourceFormat !== 'NEWLINE_DELIMITED_JSON' || createDisposition !== 'CREATE_NEVER')
      throw new ApiError(400, 'invalid', `Not known here: ${JSON.stringify(load)}`);
    const into = { dataset: String(destinationTable.datasetId), table: String(destinationTable.tableId) };
    const replaces = writeDisposition === 'WRITE_TRUNCATE';
    const made = await this.#keep({ id, kind: 'load', columns: [], rows: [] }, into.table, async () => ({
      loaded: await loadRows(this.warehouse, into, data, { schema, replaces }),
    }));
    return jobResource(this.settings.project, this.settings.location, made);
  }

  /** A job is there for good, whatever came of it. */
  async #keep(job: Job, about: string, work: () => Promise<Partial<Job>>): Promise<Job> {
    let made: Job;
    const watched = this.watches.findIndex(({ on }) => about.includes(on));
    const [watch] = watched < 0 ? [] : this.watches.splice(watched, 1);
    await watch?.met();
    if (watch?.isLost === true) throw new ApiError(503, 'backendError', 'Nobody hears this');
    const planned = this.failures.findIndex(({ kind, on }) => kind === job.kind && about.includes(on));
    const [failure] = planned < 0 ? [] : this.failures.splice(planned, 1);
    try {
      if (failure !== undefined) throw new ApiError(400, failure.reason, 'The job failed, as was ordered');
      made = { ...job, ...(await work()) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      made = { ...job, error };
    }
    this.jobs.push(made);
    return made;
  }

  #newId(reference: unknown): string {
    const { jobId, location } = isObject(reference) ? reference : {};
    if (typeof jobId !== 'string' || !/^[\w-]{1,1024}$/.test(jobId))
      throw new ApiError(400, 'invalid', `Invalid job ID ${JSON.stringify(jobId)}`);
    if (location !== this.settings.location)
      throw new ApiError(404, 'notFound', `Not found: Dataset was not found in location ${String(location)}`);
    if (this.jobs.some(({ id }) => id === jobId))
      throw new ApiError(409, 'duplicate', `Already Exists: Job ${this.settings.project}:${location}.${jobId}`);
    return jobId;
  }

  #job(id: string, call: Call): Job {
    const job = this.jobs.find((each) => each.id === id);
    if (job === undefined || call.query.get('location') !== this.settings.location)
      throw new ApiError(404, 'notFound', `Not found: Job ${this.settings.project}:${id}`);
    return job;
  }
}

function bodyOf(call: Call): JsonObject {
  const body = jsonOf(call);
  if (!isObject(body)) throw new ApiError(400, 'parseError', 'The body is no JSON');
  return body;
}
