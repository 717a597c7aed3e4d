import { BigQuery } from '@google-cloud/bigquery';
import type {
  BigQueryClient,
  JobMetadata,
  QueryJobOptions,
  TableMetadata,
  TableSchema,
} from '../../../scripts/engine/bigquery/client.js';

/** What the stand-in answers to one job. */
export interface Answer {
  /** Of the result, or of a dry run. */
  readonly schema?: TableSchema;
  /** Pages of raw rows, as the API sends them: `{f: [{v: ...}]}`. */
  readonly pages?: readonly (readonly object[])[];
  readonly affected?: string;
  readonly error?: Error;
  /** The job never ends by itself. */
  readonly isEndless?: true;
}

/** Stands in for the server: keeps every job, answers the queries that contain a text, knows the tables it is given. */
export class RecordingClient implements BigQueryClient {
  readonly jobs: QueryJobOptions[] = [];
  readonly cancelled: string[] = [];
  readonly tables: Record<string, TableMetadata> = {};
  readonly #answers: readonly (readonly [part: string, answer: Answer])[];

  constructor(answers: Readonly<Record<string, Answer>> = {}) {
    this.#answers = Object.entries(answers);
  }

  createQueryJob: BigQueryClient['createQueryJob'] = (options) => {
    this.jobs.push(options);
    const answer = this.#answers.find(([part]) => options.query.includes(part))?.[1] ?? {};
    if (answer.error !== undefined && options.dryRun === undefined) return Promise.reject(answer.error);
    const { schema = {} } = answer;
    const metadata: JobMetadata = {
      statistics: {
        query: { schema, ...(answer.affected === undefined ? {} : { numDmlAffectedRows: answer.affected }) },
      },
    };
    let stop: (reason: Error) => void = () => undefined;
    const ending = new Promise<never>((_, reject) => {
      stop = reject;
    });
    ending.catch(() => undefined);
    return Promise.resolve([
      {
        metadata,
        getQueryResults: async (request: { readonly page?: number }) => {
          if (answer.isEndless === true) return ending;
          const pages = answer.pages ?? [];
          const page = request.page ?? 0;
          // Google's own parsing of rows, so that its wrappers of integers, decimals and times are the real ones.
          const rows: unknown[] = BigQuery.mergeSchemaWithRows_(clientSchema(schema), [...(pages[page] ?? [])], {
            wrapIntegers: true,
            listParams: { 'formatOptions.useInt64Timestamp': true },
          });
          const next = page + 1 < pages.length ? { ...request, page: page + 1 } : null;
          return Promise.resolve([rows, next, { schema }] as const);
        },
        getMetadata: () => Promise.resolve([metadata] as const),
        cancel: () => {
          this.cancelled.push(options.query);
          stop(apiError(499, 'stopped', 'Job execution was cancelled'));
          return Promise.resolve();
        },
      },
    ]);
  };

  tableMetadata: BigQueryClient['tableMetadata'] = (project, dataset, table) => {
    const metadata = this.tables[`${project}.${dataset}.${table}`];
    return metadata === undefined
      ? Promise.reject(apiError(404, 'notFound', `Not found: Table ${project}:${dataset}.${table}`))
      : Promise.resolve(metadata);
  };

  createTable: BigQueryClient['createTable'] = () => Promise.reject(new Error('no table is made here'));
  deleteTable: BigQueryClient['deleteTable'] = () => Promise.reject(new Error('no table is deleted here'));
  load: BigQueryClient['load'] = () => Promise.reject(new Error('nothing is loaded here'));
  jobMetadata: BigQueryClient['jobMetadata'] = () => Promise.reject(new Error('no job is asked for here'));
}

/** An error as Google's client throws it. */
export function apiError(code: number, reason: string, message: string): Error {
  return Object.assign(new Error(message), { code, errors: [{ reason, message }] });
}

function clientSchema(schema: TableSchema): { fields: { name: string }[] } {
  return { fields: (schema.fields ?? []).map((field) => ({ ...field, name: field.name ?? '' })) };
}
