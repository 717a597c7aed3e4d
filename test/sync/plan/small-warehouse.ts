/** A warehouse file that has crm_updates and nothing else, a store in memory, and plans made from the one into the other. */
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { SyncConfig } from '../../../scripts/sync/config/config.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import type { RecordMapping } from '../../../scripts/sync/mapping/mapping.js';
import { writePlan } from '../../../scripts/sync/plan/write-plan.js';
import type { FieldMapping, ObjectName, PlannedRow } from '../../../scripts/sync/rows.js';
import { SyncStore, storeTable } from '../../../scripts/sync/store/store.js';
import { createHash } from 'node:crypto';
import { temporaryFolder } from '../../temporary-folder.js';

export const dataset = 'leadscore';

export interface UpdateRow {
  readonly rubric?: string;
  readonly source?: string;
  readonly object?: ObjectName;
  readonly record_id: string | null;
  readonly account_record_id?: string | null;
  readonly total_score?: number | null;
  readonly fit_score?: string | null;
  readonly tier?: string | null;
  readonly top_reasons?: string | null;
  readonly last_act_on?: string | null;
  readonly as_of?: string;
  readonly acted_at?: string | null;
  readonly act_known_at?: string | null;
  readonly state?: string;
}

const columns = {
  rubric: 'VARCHAR',
  source: 'VARCHAR',
  object: 'VARCHAR',
  record_id: 'VARCHAR',
  account_record_id: 'VARCHAR',
  total_score: 'BIGINT',
  fit_score: 'DECIMAL(38,9)',
  tier: 'VARCHAR',
  top_reasons: 'VARCHAR',
  last_act_on: 'DATE',
  as_of: 'TIMESTAMP WITH TIME ZONE',
  acted_at: 'TIMESTAMP WITH TIME ZONE',
  act_known_at: 'TIMESTAMP WITH TIME ZONE',
  state: 'VARCHAR',
} as const;

const usual: Omit<Required<UpdateRow>, 'record_id'> = {
  rubric: 'inbound',
  source: 'salesforce',
  object: 'lead',
  account_record_id: null,
  total_score: 40,
  fit_score: '12.5',
  tier: 'warm',
  top_reasons: 'visited the pricing page',
  last_act_on: '2026-06-23',
  as_of: '2026-06-30T00:00:00Z',
  acted_at: null,
  act_known_at: null,
  state: 'write',
};

export const field = (
  name: string,
  from: string,
  type: FieldMapping['type'],
  more: Partial<Pick<FieldMapping, 'length' | 'scale' | 'whenNull' | 'write'>> = {},
): FieldMapping => ({
  rubric: 'inbound',
  object: 'lead',
  field: name,
  from,
  type,
  whenNull: 'skip',
  write: 'always',
  ...more,
});

export function mapping(
  fields: readonly FieldMapping[],
  causes?: RecordMapping['causes'],
  of: Partial<Pick<RecordMapping, 'rubric' | 'object'>> = {},
): RecordMapping {
  const { rubric = 'inbound', object = 'lead' } = of;
  const kept = causes ?? fields.map(({ from }) => ({ kind: 'changed', column: from }) as const);
  const hash = createHash('sha256')
    .update(JSON.stringify([object, fields]))
    .digest('hex')
    .slice(0, 16);
  return {
    rubric,
    object,
    fields: fields.map((each) => ({ ...each, rubric, object })),
    causes: kept,
    hash,
    causesHash: createHash('sha256')
      .update(JSON.stringify([hash, kept]))
      .digest('hex')
      .slice(0, 16),
  };
}

export const by = (column: string, points: string) => ({ kind: 'by', column, by: new Decimal(points) }) as const;
export const changed = (column: string) => ({ kind: 'changed', column }) as const;

export const config: SyncConfig = {
  id: 'crm',
  destination: 'csv',
  source: 'salesforce',
  stage: 'fields',
  actions: [],
  objects: new Map([
    ['lead', 'Lead'],
    ['contact', 'Contact'],
  ]),
  connection: new Map(),
  budget: 0.2,
  breakers: usualBreakers,
  at: { file: 'rubrics/sync/crm.yaml', line: 1, column: 1 },
};

/** Rows of one INSERT. */
const together = 200;

/** The rows stand in place of those before, in crm_updates of a schema. */
export async function putUpdates(
  connection: DuckDBConnection,
  schema: string,
  rows: readonly UpdateRow[],
): Promise<void> {
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  const types = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await connection.run(`CREATE OR REPLACE TABLE ${schema}.crm_updates (${types.join(', ')})`);
  const names = Object.keys(columns) as (keyof UpdateRow)[];
  for (let start = 0; start < rows.length; start += together) {
    const part = rows.slice(start, start + together);
    const values = part.flatMap((row) => names.map((name) => ({ ...usual, ...row })[name] ?? null));
    const marks = part.map(
      (_, row) => `(${names.map((__, column) => `$${row * names.length + column + 1}`).join(', ')})`,
    );
    await connection.run(`INSERT INTO ${schema}.crm_updates VALUES ${marks.join(', ')}`, values);
  }
}

export interface Planned {
  readonly runId: string;
  readonly rows: readonly PlannedRow[];
  readonly skipped: Readonly<Record<string, number>>;
}

export class SmallWarehouse {
  readonly folder = temporaryFolder('plan');
  readonly file = join(this.folder, 'warehouse.duckdb');
  #runs = 0;

  private constructor(readonly store: SyncStore) {}

  /** `clock`: by which outcomes are logged. */
  static async open(clock = (): number => Date.parse(now)): Promise<SmallWarehouse> {
    return new SmallWarehouse(await SyncStore.open(':memory:', { owner: 'test', now: clock }));
  }

  /** The rows stand in place of those before. */
  async put(rows: readonly UpdateRow[], drop: readonly string[] = []): Promise<void> {
    const instance = await DuckDBInstance.create(this.file);
    const connection = await instance.connect();
    await putUpdates(connection, dataset, rows);
    for (const column of drop) await connection.run(`ALTER TABLE ${dataset}.crm_updates DROP COLUMN ${column}`);
    connection.closeSync();
    instance.closeSync();
  }

  /** A run of the models, as their runner notes it. */
  async logRun(run: {
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly asOf?: string;
  }): Promise<void> {
    const instance = await DuckDBInstance.create(this.file);
    const connection = await instance.connect();
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${dataset}`);
    const moment = 'TIMESTAMP WITH TIME ZONE';
    await connection.run(
      `CREATE TABLE IF NOT EXISTS ${dataset}.leadscore_runs (started_at ${moment}, finished_at ${moment}, as_of ${moment})`,
    );
    await connection.run(`INSERT INTO ${dataset}.leadscore_runs VALUES ($1, $2, $3)`, [
      run.startedAt,
      run.finishedAt,
      run.asOf ?? null,
    ]);
    connection.closeSync();
    instance.closeSync();
  }

  async plan(mappings: readonly RecordMapping[], at = now): Promise<Planned> {
    this.#runs += 1;
    const runId = `crm-${this.#runs}`;
    await writePlan(this.store, {
      config,
      mappings,
      warehouse: { file: this.file, dataset },
      runId,
      now: new Date(at),
    });
    const skipped = await this.store.rows(
      `SELECT reason, records FROM ${storeTable('sync_skipped')} WHERE run_id = $1 ORDER BY reason`,
      [runId],
    );
    return {
      runId,
      rows: await this.store.planPage(runId, { after: 0, upTo: 1_000_000 }),
      skipped: Object.fromEntries(skipped.map(({ reason, records }) => [String(reason), Number(records)])),
    };
  }

  /** What the CRM would have said of every row: the state is what a run leaves. */
  async acknowledge(
    { runId, rows }: Planned,
    outcome: (row: PlannedRow) => 'ok' | 'skipped' | 'rejected' | 'gone' | 'deferred' = () => 'ok',
  ) {
    if (rows.length === 0) return;
    await this.store.log(
      runId,
      rows.map((row) => {
        const said = outcome(row);
        return {
          batchId: 'b1',
          seq: row.seq,
          rowKey: row.rowKey,
          fingerprint: row.fingerprint,
          outcome: said === 'gone' ? 'rejected' : said,
          mayBeWritten: false,
          attempt: 1,
          ...(said !== 'ok' &&
            said !== 'skipped' && {
              error: {
                class: said === 'gone' ? 'gone' : said === 'rejected' ? 'permanent' : 'transient',
                code: 'X',
                message: '',
              } as const,
            }),
        };
      }),
    );
    await this.store.fold(runId);
    await this.store.changeRun(runId, { status: 'done', startedAt: now });
  }

  async close(): Promise<void> {
    await this.store.close();
  }
}

export const now = '2026-07-01T08:00:00.000Z';
