/** A warehouse file with changes of tier, a store, and a CRM that counts what it was asked to do. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ActionKind, ActionRoute, ActionRule, PlannedAction } from '../../../scripts/sync/actions/action.js';
import { type ActionPlan, planActions } from '../../../scripts/sync/actions/plan-actions.js';
import { type ActionSummary, sendActions } from '../../../scripts/sync/actions/send-actions.js';
import type { SyncConfig } from '../../../scripts/sync/config/config.js';
import type { CallAnswer, Destination } from '../../../scripts/sync/destination.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { FakeClock } from '../apply/fake-clock.js';
import { config as plain } from '../plan/small-warehouse.js';
import { temporaryFolder } from '../../temporary-folder.js';

export interface Change {
  readonly lead: string;
  readonly to?: string;
  readonly direction?: string;
  readonly asOf: string;
  readonly mayAct?: boolean;
  readonly rubric?: string;
  /** Where the lead stands now; `to` unless given. */
  readonly now?: string;
  /** The CRM's id of its record; made of the lead unless given. */
  readonly record?: string;
  /** Of its record; none: it has no record that may be written. */
  readonly state?: string;
}

const place = { file: 'rubrics/sync/crm.yaml', line: 1, column: 1 };

/** How many leads of a tier a rubric's team can work on. */
export interface Capacity {
  readonly rubric?: string;
  readonly tier: string;
  readonly leads: number;
  readonly per: 'day' | 'week' | 'month' | 'quarter';
}

export const task: ActionRule = {
  name: 'call',
  kind: 'task',
  tiers: ['hot'],
  directions: ['entered', 'up', 'released'],
  subject: 'Call them',
  at: { name: place, rubric: place, tiers: [place] },
};

export function configOf(more: Partial<SyncConfig> = {}): SyncConfig {
  return { ...plain, stage: 'fields+actions', actions: [task], ...more };
}

export class ActionProject {
  readonly folder = temporaryFolder('actions');
  readonly clock = new FakeClock(Date.UTC(2026, 5, 1, 12));
  readonly storeFile = join(this.folder, 'crm.duckdb');
  #runs = 0;

  private constructor(public store: SyncStore) {}

  static async open(): Promise<ActionProject> {
    return new ActionProject(await SyncStore.open(':memory:', { owner: 'test', now: () => 0 }));
  }

  get warehouse(): string {
    return join(this.folder, 'warehouse.duckdb');
  }

  /** The changes stand in place of those before. */
  async put(changes: readonly Change[], capacities: readonly Capacity[] = []): Promise<void> {
    const instance = await DuckDBInstance.create(this.warehouse);
    const connection = await instance.connect();
    for (const statement of [
      'CREATE SCHEMA IF NOT EXISTS leadscore',
      'CREATE OR REPLACE TABLE leadscore.tier_transitions (transition_id VARCHAR, rubric VARCHAR, as_of TIMESTAMPTZ, lead_id VARCHAR, to_tier VARCHAR, direction VARCHAR, may_act BOOLEAN, action VARCHAR, action_details VARCHAR, action_due_at TIMESTAMPTZ)',
      'CREATE OR REPLACE TABLE leadscore.crm_updates (source VARCHAR, rubric VARCHAR, lead_id VARCHAR, tier VARCHAR, object VARCHAR, record_id VARCHAR, state VARCHAR)',
      'CREATE OR REPLACE TABLE leadscore.work_queue (rubric VARCHAR, tier VARCHAR, capacity BIGINT, capacity_per VARCHAR)',
    ])
      await connection.run(statement);
    for (const { rubric = 'inbound', tier, leads, per } of capacities)
      // Each lead of the queue says it anew.
      for (let at = 0; at < 2; at += 1)
        await connection.run('INSERT INTO leadscore.work_queue VALUES ($1, $2, $3, $4)', [rubric, tier, leads, per]);
    for (const change of changes) {
      const { lead, to = 'hot', direction = 'up', asOf, mayAct = true, rubric = 'inbound', state = 'write' } = change;
      await connection.run(
        `INSERT INTO leadscore.tier_transitions VALUES ($1, $2, $3, $4, $5, $6, $7, 'contact', 'play: hot', CAST($3 AS TIMESTAMPTZ) + INTERVAL 1 HOUR)`,
        [`${rubric}-${lead}-${asOf}`, rubric, asOf, lead, to, direction, mayAct],
      );
      await connection.run(
        `INSERT INTO leadscore.crm_updates SELECT 'salesforce', $1, $2, $3, 'lead', $4, $5 WHERE NOT EXISTS (SELECT 1 FROM leadscore.crm_updates WHERE lead_id = $2 AND rubric = $1)`,
        [rubric, lead, change.now ?? to, change.record ?? `00Q${lead}`, state],
      );
    }
    connection.closeSync();
    instance.closeSync();
  }

  async query(sql: string): Promise<readonly unknown[]> {
    const instance = await DuckDBInstance.create(this.warehouse, { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    const found = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    return found;
  }

  async plan(config: SyncConfig = configOf()): Promise<ActionPlan | undefined> {
    this.#runs += 1;
    return planActions(this.store, {
      config,
      warehouse: { file: this.warehouse, dataset: 'leadscore' },
      runId: `crm-${this.#runs}`,
      now: new Date(this.clock.now()),
    });
  }

  /** Plans when nothing has changed yet, so that the rules have begun, and an hour passes. */
  async begin(config: SyncConfig = configOf()): Promise<void> {
    await this.put([]);
    await this.plan(config);
    this.clock.pass(3_600_000);
  }

  send(crm: CountingCrm, store: SyncStore = this.store): Promise<ActionSummary> {
    return sendActions({
      store,
      destination: crm.destination,
      clock: this.clock,
      random: () => 0.5,
      signal: new AbortController().signal,
    });
  }

  async close(): Promise<void> {
    await this.store.close();
  }
}

export class ProcessEnded extends Error {}

/** What it was asked to do, by key; a repeatable kind is done once whatever comes twice. */
export class CountingCrm {
  readonly done = new Map<string, PlannedAction[]>();
  calls = 0;
  renewals = 0;
  /** Taken from the front, one a call: what happens in place of the usual answer. `lost`: it is done, and no answer comes. */
  readonly orders: (CallAnswer | 'lost' | 'ends before' | 'ends after')[] = [];

  constructor(readonly repeatable: readonly ActionKind[] = ['task']) {}

  /** How often each action took effect. */
  effects(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.done].map(([key, all]) => [key, all.length]));
  }

  get destination(): Destination {
    const route: ActionRoute = {
      isRepeatable: (kind) => this.repeatable.includes(kind),
      act: (action) => Promise.resolve(this.#act(action)),
    };
    return {
      name: 'counting',
      errorClasses: [
        { code: 'LOCKED', class: 'transient' },
        { code: 'LIMIT', class: 'quota' },
        { code: 'SIGNED_OUT', class: 'auth' },
        { code: 'TOO_LONG', class: 'permanent' },
      ],
      actions: route,
      renew: () => {
        this.renewals += 1;
        return Promise.resolve();
      },
    } as Pick<Destination, 'name' | 'errorClasses' | 'actions' | 'renew'> as Destination;
  }

  #act(action: PlannedAction): CallAnswer {
    this.calls += 1;
    const order = this.orders.shift();
    if (order === 'ends before') throw new ProcessEnded();
    if (order !== undefined && typeof order !== 'string') return order;
    const before = this.done.get(action.key) ?? [];
    if (!(this.repeatable.includes(action.kind) && before.length > 0)) this.done.set(action.key, [...before, action]);
    if (order === 'ends after') throw new ProcessEnded();
    if (order === 'lost') return { came: 'nothing', because: 'timeout', message: 'No answer came.' };
    return { came: 'rows', rows: [{ seq: 1, said: 'ok' }] };
  }
}
