import type { BigQuery } from '@google-cloud/bigquery';

/**
 * The few calls of Google's client that the engine makes, so that a test can stand in for the server. No server has
 * been tried yet: what is here follows the client's types and BigQuery's documentation.
 */
export interface BigQueryClient {
  createQueryJob(options: QueryJobOptions): Promise<readonly [QueryJob, ...unknown[]]>;
  /** The table's resource, as `tables.get` returns it. Rejects with code 404 where there is none. */
  tableMetadata(projectId: string, datasetId: string, tableId: string): Promise<TableMetadata>;
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
  const client: BigQuery = new Client({ projectId });
  return {
    // The client's types are wider than what the engine reads of them.
    createQueryJob: async (options) => (await client.createQueryJob(options)) as unknown as readonly [QueryJob],
    tableMetadata: async (project, dataset, table) => {
      const [metadata] = await client.dataset(dataset, { projectId: project }).table(table).getMetadata();
      return metadata as TableMetadata;
    },
  };
}
