/**
 * Whatever happens on the way (scores that change, rows that are rejected, faults of the network and the CRM, processes that end
 * anywhere), in the end the CRM holds what the warehouse has for every record that it takes.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import { giveUp, settleStopped } from '../../../scripts/sync/plan/give-up.js';
import { writePlan } from '../../../scripts/sync/plan/write-plan.js';
import { retryRows } from '../../../scripts/sync/retry/retry.js';
import { storeTable, SyncStore } from '../../../scripts/sync/store/store.js';
import { config, dataset, field, mapping, SmallWarehouse } from '../plan/small-warehouse.js';
import { Crash, CrashPoint, mortal } from './crash-point.js';
import { FakeClock } from './fake-clock.js';
import { FakeCrm, type Met } from './fake-crm.js';

/** A run takes about a second: `CONVERGENCE_RUNS=300 npx vitest run test/sync/apply/convergence.test.ts` for many. */
const runs = Number(process.env.CONVERGENCE_RUNS ?? '4');

const mappings = [mapping([field('Score', 'total_score', 'number', { scale: 0 })])];
const records = Array.from({ length: 10 }, (_, index) => `R${index}`);
/** A score that the CRM never takes. */
const poison = 7;
const day = 86_400_000;

const faults = ['none', 'lost', 'refused', 'down', 'missing', 'busy', 'expired', 'quota', 'odd'] as const;
type Fault = (typeof faults)[number];

const steps = fc.array(
  fc.record({
    scores: fc.dictionary(fc.constantFrom(...records), fc.integer({ min: 0, max: 9 }), { maxKeys: 5 }),
    faults: fc.array(fc.constantFrom(...faults), { maxLength: 6 }),
    crash: fc.option(fc.record({ at: fc.integer({ min: 1, max: 14 }), when: fc.constantFrom('before', 'after') }), {
      freq: 2,
    }),
    /** An unfinished plan is given up for a new one, or gone on with. */
    givesUp: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

test('the CRM ends up with what the warehouse has', { timeout: 3_600_000 }, async () => {
  let worlds = 0;
  const warehouse = await SmallWarehouse.open();
  try {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        worlds += 1;
        const world = await World.open(warehouse, `store-${worlds}`);
        try {
          for (const step of sequence) await world.live(step);
          await world.settle();
        } finally {
          await world.close();
        }
      }),
      { numRuns: runs, endOnFailure: runs < 50 },
    );
  } finally {
    await warehouse.close();
  }
});

class World {
  readonly #crm = new FakeCrm();
  readonly #clock = new FakeClock();
  readonly #scores = new Map(records.map((id) => [id, 1]));
  #runs = 0;

  private constructor(
    readonly warehouse: SmallWarehouse,
    readonly file: string,
    private store: SyncStore,
  ) {
    this.#crm.route = { ...this.#crm.route, rowsPerCall: 3 };
    this.#crm.refuses = ({ fields }) =>
      Number(fields.get('Score')) === poison ? { code: 'TOO_LONG', message: '' } : undefined;
  }

  static async open(warehouse: SmallWarehouse, name: string): Promise<World> {
    const file = join(warehouse.folder, `${name}.duckdb`);
    return new World(warehouse, file, await SyncStore.open(file, { owner: 'test', now: () => Date.UTC(2026, 6, 1) }));
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.file, { force: true });
  }

  async live({ scores, faults: met, crash, givesUp }: Step): Promise<void> {
    for (const [id, score] of Object.entries(scores)) this.#scores.set(id, score);
    this.#clock.pass(day);
    const waiting = [...met];
    this.#crm.meets = () => meet(waiting.shift() ?? 'none');
    await this.#sync(givesUp, crash ?? undefined);
  }

  /** No faults any more, and time for every row that is tried again. */
  async settle(): Promise<void> {
    this.#crm.meets = () => meet('none');
    await this.#sync(false);
    for (let round = 0; round < 2; round += 1) {
      await retryRows(this.store, {}, new Date(this.#clock.now()));
      await this.#sync(false);
    }
    const expected = [...this.#scores].filter(([, score]) => score !== poison);
    const held = expected.map(([id]) => [id, Number(this.#crm.records.get(id)?.get('Score'))]);
    expect(held).toEqual(expected);
    const rejected = await this.store.rows(
      `SELECT crm_id FROM ${storeTable('sync_dead_letter')} WHERE error_code = 'TOO_LONG' ORDER BY crm_id`,
    );
    const poisoned = [...this.#scores].filter(([, score]) => score === poison).map(([id]) => id);
    expect(rejected.map(({ crm_id }) => crm_id)).toEqual(poisoned);
    const calls = this.#crm.calls.length;
    await this.#sync(false);
    expect(this.#crm.calls).toHaveLength(calls);
  }

  async #sync(givesUp: boolean, crash?: { readonly at: number; readonly when: 'before' | 'after' }): Promise<void> {
    const [last] = await this.store.runs(1);
    if (last?.status === 'running' || last?.status === 'paused_quota') {
      if (givesUp) await giveUp(this.store);
      else if (!(await this.#apply(last.runId, crash))) return;
    }
    await this.#apply(await this.#plan(), crash);
  }

  async #plan(): Promise<string> {
    this.#runs += 1;
    const runId = `crm-${this.#runs}`;
    await settleStopped(this.store);
    await this.warehouse.put([...this.#scores].map(([id, score]) => ({ record_id: id, total_score: score })));
    await writePlan(this.store, {
      config,
      mappings,
      warehouse: { file: this.warehouse.file, dataset },
      runId,
      now: new Date(this.#clock.now()),
    });
    return runId;
  }

  /** Whether the plan is carried out. */
  async #apply(runId: string, crash?: { readonly at: number; readonly when: 'before' | 'after' }): Promise<boolean> {
    const point = new CrashPoint(crash?.at ?? Number.POSITIVE_INFINITY, crash?.when ?? 'before');
    try {
      const { status } = await applyPlan({
        ...mortal(point, this.store, this.#crm),
        runId,
        settings: { budget: 1, breakers: usualBreakers },
        clock: this.#clock,
        random: () => 0.5,
        signal: new AbortController().signal,
      });
      return status === 'done';
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      await this.store.close();
      this.store = await SyncStore.open(this.file, { owner: 'next', now: () => this.#clock.now() });
      return false;
    }
  }
}

type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

function meet(fault: Fault): Met | undefined {
  const answers = (code: string, httpStatus: number): Met => ({
    answer: { came: 'refusal', refusal: { code, message: '', httpStatus } },
  });
  switch (fault) {
    case 'lost':
      return { answer: { came: 'nothing', because: 'timeout', message: '' }, carriedOut: true };
    case 'refused':
      return { answer: { came: 'nothing', because: 'refused', message: '' } };
    case 'down':
      return answers('DOWN', 503);
    case 'expired':
      return answers('EXPIRED', 401);
    case 'quota':
      return answers('DAILY', 429);
    case 'odd':
      return answers('ODD', 418);
    case 'none':
      return undefined;
    case 'missing':
    case 'busy': {
      let number = 0;
      return {
        rows: () => {
          number += 1;
          if (number === 2 && fault === 'missing') return 'missing';
          return number === 2 && fault === 'busy' ? { code: 'BUSY', message: '' } : 'ok';
        },
      };
    }
  }
}
