import type { Value } from '../../../scripts/engine/engine.js';
import { type Client, type ServiceError, connect } from './client.js';
import { languageFeatures } from './features.js';
import { startServer } from './server.js';
import { type SqlType, type TypeProto, typeFromProto, typeToProto } from './types.js';
import { type ValueProto, valueFromProto, valueToProto } from './values.js';

export interface TypedColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** Rows as arrays in the order of the columns: names need be neither unique nor present. */
export interface Relation {
  readonly columns: readonly TypedColumn[];
  readonly rows: readonly (readonly Value[])[];
}

/** The judge refused: `invalid` SQL (it is not GoogleSQL), or a row on which evaluation is an `error`. */
export class JudgeError extends Error {
  constructor(
    readonly kind: 'invalid' | 'error',
    message: string,
  ) {
    super(message);
    this.name = 'JudgeError';
  }
}

/** Tables made known to the judge once, for many queries. */
export interface Catalog {
  evaluate(sql: string): Promise<Relation>;
  close(): Promise<void>;
}

export interface Judge {
  /**
   * Runs one GoogleSQL query over the given tables and returns its typed rows. A table's name is written in the query
   * between backticks, as one name, dots included. Throws JudgeError.
   */
  evaluate(sql: string, tables?: Readonly<Record<string, Relation>>): Promise<Relation>;
  register(tables: Readonly<Record<string, Relation>>): Promise<Catalog>;
  stop(): void;
}

const language = {
  name_resolution_mode: 'NAME_RESOLUTION_DEFAULT',
  product_mode: 'PRODUCT_EXTERNAL',
  enabled_language_features: languageFeatures,
  supported_statement_kinds: ['RESOLVED_QUERY_STMT'],
  // BigQuery reserves QUALIFY; to the analyser it is a name unless it is told so.
  reserved_keywords: ['QUALIFY'],
};
const options = { language_options: language, default_timezone: 'UTC', prune_unused_columns: false };

export async function startJudge(): Promise<Judge> {
  const server = await startServer();
  const client = connect(server.port);
  return {
    evaluate: (sql, tables = {}) => query(client, { sql, options, ...catalogRequest(tables) }),
    register: async (tables) => {
      const id = ((await client.call('RegisterCatalog', catalogRequest(tables))) as { registered_id: string })
        .registered_id;
      return {
        evaluate: (sql) => query(client, { sql, options, registered_catalog_id: id }),
        close: async () => void (await client.call('UnregisterCatalog', { registered_id: id })),
      };
    },
    stop: () => {
      client.close();
      server.stop();
    },
  };
}

function catalogRequest(tables: Readonly<Record<string, Relation>>): Record<string, unknown> {
  const table = Object.entries(tables).map(([name, { columns }]) => ({
    name,
    column: columns.map((each) => ({ name: each.name, type: typeToProto(each.type) })),
  }));
  const content = Object.entries(tables).map(([name, { columns, rows }]) => {
    const types = columns.map((each) => each.type);
    const row = rows.map((cells) => ({ cell: types.map((type, at) => valueToProto(cells[at] ?? null, type)) }));
    return [name, { table_data: { row } }] as const;
  });
  return {
    simple_catalog: { name: 'warehouse', builtin_function_options: { language_options: language }, table },
    table_content: Object.fromEntries(content),
  };
}

interface QueryAnswer {
  readonly prepared?: { readonly columns?: readonly { readonly name?: string; readonly type: TypeProto }[] };
  readonly content?: { readonly table_data?: { readonly row?: readonly { readonly cell?: readonly ValueProto[] }[] } };
}

async function query(client: Client, request: Record<string, unknown>): Promise<Relation> {
  let answer: QueryAnswer;
  try {
    answer = (await client.call('EvaluateQuery', request)) as QueryAnswer;
  } catch (error) {
    throw judgeError(error);
  }
  const columns = (answer.prepared?.columns ?? []).map((each) => ({
    name: each.name ?? '',
    type: typeFromProto(each.type),
  }));
  const types = columns.map((each) => each.type);
  const rows = (answer.content?.table_data?.row ?? []).map((row) =>
    types.map((type, at) => valueFromProto(row.cell?.[at] ?? {}, type)),
  );
  return { columns, rows };
}

/** gRPC's OUT_OF_RANGE (11) is how the reference implementation says that a value has no answer. */
function judgeError(error: unknown): Error {
  if (!(error instanceof Error) || !('code' in error)) return error instanceof Error ? error : new Error(String(error));
  const { code, details } = error as ServiceError;
  return new JudgeError(code === 11 ? 'error' : 'invalid', `${details} (code ${code})`);
}
