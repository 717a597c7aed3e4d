/** A warehouse in BigQuery that has crm_updates, a CRM, and machines that carry on one sync, each with a disk of its own. */
import { join } from 'node:path';
import { BigQueryEngine } from '../../../scripts/engine/bigquery/bigquery-engine.js';
import type { BigQueryClient } from '../../../scripts/engine/bigquery/client.js';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import type { RunSummary } from '../../../scripts/sync/apply/summary.js';
import { BigQueryMemory } from '../../../scripts/sync/bigquery/memory.js';
import type { SyncConfig } from '../../../scripts/sync/config/config.js';
import type { RecordMapping } from '../../../scripts/sync/mapping/mapping.js';
import { settleStopped } from '../../../scripts/sync/plan/give-up.js';
import { writePlan } from '../../../scripts/sync/plan/write-plan.js';
import type { PlannedRow } from '../../../scripts/sync/rows.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { FakeClock } from '../apply/fake-clock.js';
import { FakeCrm } from '../apply/fake-crm.js';
import { config, dataset, field, mapping, putUpdates, type UpdateRow } from '../plan/small-warehouse.js';
import { type BigQueryServer, startBigQuery } from '../servers/bigquery/server.js';
import { temporaryFolder } from '../../temporary-folder.js';

export const fields = [
  field('Score', 'total_score', 'number', { scale: 0 }),
  field('Tier', 'tier', 'text', { length: 20 }),
  field('Seen', 'last_act_on', 'date', { whenNull: 'clear' }),
];
export const usual: readonly RecordMapping[] = [mapping(fields)];

export class World {
  readonly clock = new FakeClock();
  readonly crm = new FakeCrm();
  #runs = 0;

  private constructor(readonly server: BigQueryServer) {}

  static async make(pageRows = 3): Promise<World> {
    let world: World | undefined;
    const server = await startBigQuery({ pageRows, now: () => new Date(world?.clock.now() ?? 0) });
    world = new World(server);
    return world;
  }

  async put(rows: readonly UpdateRow[]): Promise<void> {
    await putUpdates(this.server.warehouse.connection, `"a-project".${dataset}`, rows);
  }

  /** Rows of a table of the memory; DuckDB's SQL. */
  async rows(sql: string): Promise<readonly unknown[]> {
    const result = await this.server.warehouse.connection.runAndReadAll(
      sql.replaceAll('leadscore_sync.', '"a-project".leadscore_sync.'),
    );
    return result.getRowObjectsJson();
  }

  /** Tables of the memory that are not there for good. */
  async staging(): Promise<readonly unknown[]> {
    return this.rows(
      `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'leadscore_sync' AND table_name LIKE 'plan_%'`,
    );
  }

  machine(name: string, syncId = 'crm'): Machine {
    const folder = temporaryFolder('machine');
    return new Machine(this, name, join(folder, 'sync.duckdb'), { ...config, id: syncId });
  }

  nextRun(syncId: string): string {
    this.#runs += 1;
    return `${syncId}-run-${this.#runs}`;
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}

export interface Session {
  readonly store: SyncStore;
  readonly memory: BigQueryMemory;
}

export class Machine {
  constructor(
    readonly world: World,
    readonly name: string,
    readonly file: string,
    readonly config: SyncConfig,
  ) {}

  /** What a process of it does; the file is let go at its end, and the lease unless it is killed. */
  async process<T>(
    work: (session: Session) => Promise<T>,
    {
      isKilled = false,
      client,
      rowsPerLoad,
    }: { readonly isKilled?: boolean; readonly client?: BigQueryClient; readonly rowsPerLoad?: number } = {},
  ): Promise<T> {
    const { clock, server } = this.world;
    const store = await SyncStore.open(this.file, { owner: this.name, now: () => clock.now() });
    try {
      const memory = await BigQueryMemory.open({
        engine: new BigQueryEngine({
          projectId: 'a-project',
          location: 'europe-west1',
          client: client ?? server.client(),
          sleep: (milliseconds) => clock.sleep(milliseconds, new AbortController().signal),
        }),
        database: 'a-project',
        syncId: this.config.id,
        ...(rowsPerLoad !== undefined && { rowsPerLoad }),
        store,
        owner: `${this.name}, process 1`,
        now: () => new Date(clock.now()),
        newId: () => `store-of-${this.name}`,
      });
      try {
        return await work({ store, memory });
      } finally {
        if (!isKilled) await memory.close();
      }
    } finally {
      await store.close();
    }
  }

  /** A plan, as `sync plan` makes it. */
  async plan({ store, memory }: Session, mappings = usual): Promise<string> {
    const runId = this.world.nextRun(this.config.id);
    await settleStopped(store);
    await writePlan(store, {
      config: this.config,
      mappings,
      warehouse: { memory, dataset },
      runId,
      now: new Date(this.world.clock.now()),
    });
    return runId;
  }

  async send({ store }: Session, runId: string, signal = new AbortController().signal): Promise<RunSummary> {
    const { clock, crm } = this.world;
    return applyPlan({
      store,
      destination: crm,
      runId,
      settings: { budget: 1, breakers: this.config.breakers },
      clock,
      random: () => 0,
      signal,
    });
  }

  /** From plan to end, as `sync apply` does it. */
  async apply(session: Session, runId?: string): Promise<RunSummary> {
    const carried = runId ?? (await this.plan(session));
    await session.memory.begin(carried);
    const summary = await this.send(session, carried);
    await session.memory.end(carried);
    return summary;
  }

  async run(): Promise<RunSummary> {
    return this.process((session) => this.apply(session));
  }
}

export async function plannedRows({ store }: Session, runId: string): Promise<readonly PlannedRow[]> {
  return store.planPage(runId, { after: 0, upTo: 1_000_000, isWhole: true });
}

export async function told(session: Session, runId: string): Promise<readonly string[]> {
  return (await plannedRows(session, runId)).map(({ crmId, operation, fields: held }) => {
    const values = [...held].map(([name, value]) => `${name}=${value ?? 'NULL'}`);
    return `${crmId} ${operation} ${values.join(' ')}`;
  });
}
