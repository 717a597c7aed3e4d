import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BigQuery, JobLoadMetadata, TableMetadata as GoogleTable } from '@google-cloud/bigquery';

/**
 * The few calls of Google's client that the engine makes, so that a test can stand in for the server. No server of Google's
 * has been tried yet: what is here follows the client's types and BigQuery's documentation.
 */
export interface BigQueryClient {
  createQueryJob(options: QueryJobOptions): Promise<readonly [QueryJob, ...unknown[]]>;
  /** The table's resource, as `tables.get` returns it. Rejects with code 404 where there is none. */
  tableMetadata(projectId: string, datasetId: string, tableId: string): Promise<TableMetadata>;
  /** `tables.insert`. Rejects with code 409 where the table stands already, 404 where its dataset does not. */
  createTable(projectId: string, datasetId: string, tableId: string, table: NewTable): Promise<void>;
  /** `tables.delete`. Rejects with code 404 where there is none. */
  deleteTable(projectId: string, datasetId: string, tableId: string): Promise<void>;
  /**
   * A load job whose data goes up with it. Resolves once the job has ended well. Rejects where it failed, and where nobody
   * knows whether there is a job: `jobMetadata` tells. Code 409: a job of that id was made before.
   */
  load(
    projectId: string,
    datasetId: string,
    tableId: string,
    job: LoadJob,
    lines: AsyncIterable<string>,
  ): Promise<void>;
  /** `jobs.get`. Rejects with code 404 where no job has that id. */
  jobMetadata(jobId: string, location: string | undefined): Promise<JobMetadata>;
}

/** A table as `tables.insert` takes it. */
export interface NewTable {
  readonly schema: TableSchema;
  readonly description?: string;
  readonly timePartitioning?: { readonly type: 'DAY'; readonly field: string };
  readonly clustering?: { readonly fields: readonly string[] };
  /** Milliseconds since 1970, as text: when BigQuery drops it by itself. */
  readonly expirationTime?: string;
}

export interface LoadJob {
  /** Letters, digits, `_` and `-`, at most 1024: a second job of the same id is refused. */
  readonly jobId: string;
  readonly sourceFormat: 'NEWLINE_DELIMITED_JSON';
  readonly schema: TableSchema;
  readonly createDisposition: 'CREATE_NEVER';
  readonly writeDisposition: 'WRITE_APPEND' | 'WRITE_TRUNCATE';
  readonly labels: Record<string, string>;
  readonly location?: string;
}

export interface QueryJobOptions {
  readonly query: string;
  readonly useLegacySql: false;
  readonly labels: Record<string, string>;
  readonly location?: string;
  readonly maximumBytesBilled?: string;
  readonly dryRun?: true;
  readonly params?: Record<string, string>;
}

export interface QueryJob {
  /** Of a dry run it holds the schema of the result. */
  readonly metadata: JobMetadata;
  getQueryResults(options: object): Promise<readonly [readonly unknown[], object | null | undefined, unknown?]>;
  getMetadata(): Promise<readonly [JobMetadata, ...unknown[]]>;
  cancel(): Promise<unknown>;
}

export interface JobMetadata {
  readonly status?: {
    readonly state?: string;
    /** Of a job that has failed. */
    readonly errorResult?: { readonly reason?: string; readonly message?: string };
  };
  readonly statistics?: {
    readonly query?: { readonly numDmlAffectedRows?: string; readonly schema?: TableSchema };
  };
}

export interface TableMetadata {
  readonly type?: string;
  readonly numRows?: string;
  readonly schema?: TableSchema;
}

export interface TableSchema {
  readonly fields?: readonly TableField[];
}

export interface TableField {
  readonly name?: string;
  readonly type?: string;
  readonly mode?: string;
  readonly fields?: readonly TableField[];
}

/** Google's client, with application default credentials and nothing else; loaded only when it is needed, for it is large. */
export async function googleClient(projectId: string): Promise<BigQueryClient> {
  const { BigQuery: Client } = await import('@google-cloud/bigquery');
  return clientOn(new Client({ projectId }));
}

/** Milliseconds until an upload and its job count as never answered. */
const longestLoad = 600_000;

/** The calls, made by Google's client. */
export function clientOn(client: BigQuery): BigQueryClient {
  const tableOf = (projectId: string, dataset: string, table: string) =>
    client.dataset(dataset, { projectId }).table(table);
  return {
    // The client's types are wider than what the engine reads of them.
    createQueryJob: async (options) => (await client.createQueryJob(options)) as unknown as readonly [QueryJob],
    tableMetadata: async (project, dataset, table) => {
      const [metadata] = await tableOf(project, dataset, table).getMetadata();
      return metadata as TableMetadata;
    },
    createTable: async (projectId, dataset, table, metadata) => {
      await client.dataset(dataset, { projectId }).createTable(table, metadata as GoogleTable);
    },
    deleteTable: async (project, dataset, table) => {
      await tableOf(project, dataset, table).delete();
    },
    load: async (project, dataset, table, { location, ...job }, lines) => {
      const to = client
        .dataset(dataset, { projectId: project, ...(location !== undefined && { location }) })
        .table(table);
      // The stream ends once the job has; the client itself would wait for ever.
      await pipeline(
        Readable.from(lines, { objectMode: false }),
        to.createWriteStream(job as unknown as JobLoadMetadata),
        { signal: AbortSignal.timeout(longestLoad) },
      );
    },
    jobMetadata: async (jobId, location) => {
      const [metadata] = await client.job(jobId, location === undefined ? {} : { location }).getMetadata();
      return metadata as JobMetadata;
    },
  };
}
