/**
 * The fold stands twice: in the sync's own file (DuckDB) and in BigQuery (the source of a MERGE). Random logs of runs that are
 * broken off and gone on with are folded by both, after every part of them, and have to leave the same rows.
 */
import { cellText } from '../compare.js';
import type { Value } from '../../../scripts/engine/engine.js';
import type { SyncStore as Store } from '../../../scripts/sync/store/store.js';
import { type Random, seeded } from '../fuzz/random.js';
import type { Relation } from '../judge/judge.js';
import { stateColumns, stateTable, SyncStore } from '../leadscore.js';
import { failure, outcomeText } from '../outcome.js';
import type { Sides } from '../sides.js';
import { foldQuery, lockRelation, logRelation, planRelation } from './fold.js';
import { relationOf } from './tables.js';

type Cells = { readonly [column: string]: Value };

export interface FoldedLogs {
  readonly folds: number;
  readonly failures: readonly string[];
}

const runs = ['r1', 'r2', 'r3'];
const records = 8;

export async function compareFolds(sides: Sides, seed: number, logs: number): Promise<FoldedLogs> {
  const failures: string[] = [];
  let folds = 0;
  for (let log = 0; log < logs; log += 1) {
    const random = seeded(seed * 1000 + log);
    const store = await SyncStore.open(':memory:', { owner: 'judge', now: () => 0 });
    try {
      let state: readonly Cells[] = [];
      for (const [index, runId] of runs.entries()) {
        const plan = planOf(random, runId);
        const entries = entriesOf(random, runId, plan, index * 100);
        await begin(store, runId, plan);
        // A process ends where it likes.
        const parts = [random.below(entries.length + 1), random.below(entries.length + 1), entries.length];
        let known = 0;
        for (const upTo of parts.toSorted((a, b) => a - b)) {
          await add(store, entries.slice(known, upTo));
          known = upTo;
          await store.fold(runId);
          const held = await sides.hold({
            sync_lock: lockRelation,
            sync_plan: planRelation(plan),
            sync_log: logRelation(entries.slice(0, upTo)),
            sync_state: relationOf(stateTable.columns, state),
          });
          state = merged(state, await held.judge(foldQuery(false, runId)));
          folds += 1;
          const [there, here] = [state.map(rowText).toSorted(), (await stateOf(store)).map(rowText).toSorted()];
          if (there.join('\n') !== here.join('\n'))
            failures.push(
              `log ${log} of seed ${seed}, ${runId} up to ${upTo}:\nBigQuery:\n${there.join('\n')}\nfile:\n${here.join('\n')}`,
            );
        }
      }
    } catch (error) {
      failures.push(`log ${log} of seed ${seed}: ${outcomeText(failure(error))}`);
    } finally {
      await store.close();
    }
  }
  return { folds, failures };
}

/** What a MERGE leaves: rows of its source in the place of those that have their key. */
function merged(state: readonly Cells[], source: Relation): readonly Cells[] {
  const rows = source.rows.map((row): Cells =>
    Object.fromEntries(source.columns.map(({ name }, at) => [name, row[at] ?? null])),
  );
  const keys = new Set(rows.map((row) => row.row_key));
  return [...state.filter((row) => !keys.has(row.row_key ?? null)), ...rows];
}

function rowText(row: Cells): string {
  return stateColumns.map(({ name }) => cellText(row[name] ?? null)).join(' | ');
}

/** Some records of eight, with values that now and then are those of another run. */
function planOf(random: Random, runId: string): readonly Cells[] {
  const chosen = Array.from({ length: records }, (_, index) => index + 1).filter(() => random.below(4) > 0);
  return chosen.map((record, index) => {
    const values = random.below(3);
    return {
      run_id: runId,
      seq: index + 1,
      row_key: `lead/00Q${record}'\\`,
      object: 'lead',
      crm_id: `00Q${record}'\\`,
      fingerprint: `f${record}-${values}`,
      causes: random.below(5) === 0 ? null : `c${values}`,
    };
  });
}

/** Each record may be tried several times; what an attempt without an answer has done nobody knows. */
function entriesOf(random: Random, runId: string, plan: readonly Cells[], day: number): readonly Cells[] {
  const entries: Cells[] = [];
  const count = plan.length === 0 ? 0 : random.below(2 * plan.length + 1);
  for (let at = 0; at < count; at += 1) {
    const row = plan[random.below(plan.length)];
    if (row === undefined) continue;
    const outcome = random.pick(['ok', 'rejected', 'rejected', 'deferred', 'skipped']);
    const isRefused = outcome === 'rejected' || outcome === 'deferred';
    entries.push({
      sync_id: 'crm',
      run_id: runId,
      log_id: day + entries.length + 1,
      seq: row.seq ?? null,
      row_key: row.row_key ?? null,
      fingerprint: row.fingerprint ?? null,
      outcome,
      may_be_written: random.below(3) === 0,
      error_class: isRefused ? random.pick(['permanent', 'gone', 'unknown']) : null,
      error_code: isRefused ? `CODE_${random.below(2)}` : null,
      error_message: isRefused ? "it's \\ 漢" : null,
      error_fields: random.below(4) === 0 ? 'A,B' : null,
      attempt: 1 + random.below(3),
      logged_at: new Date(Date.UTC(2026, 6, 2 + Math.floor(day / 100), 0, 0, entries.length))
        .toISOString()
        .replace('.000', ''),
    });
  }
  return entries;
}

async function begin(store: Store, runId: string, plan: readonly Cells[]): Promise<void> {
  await store.transaction(async (session) => {
    await store.addRun(session, {
      runId,
      syncId: 'crm',
      stage: 'fields',
      mappingHash: 'm',
      mapping: [],
      createdAt: '2026-07-01T00:00:00Z',
    });
    const columns = ['run_id', 'seq', 'row_key', 'object', 'crm_id', 'fingerprint', 'causes'];
    for (const row of plan)
      await session.run(
        `INSERT INTO leadscore_sync.sync_plan (${columns.join(', ')}, operation) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')}, 'changed')`,
        columns.map((name) => plainOf(row[name])),
      );
  });
}

async function add(store: Store, entries: readonly Cells[]): Promise<void> {
  await store.transaction(async (session) => {
    for (const entry of entries) {
      const columns = Object.keys(entry).filter((name) => name !== 'sync_id');
      await session.run(
        `INSERT INTO leadscore_sync.sync_log (${columns.join(', ')}, batch_id) VALUES (${columns.map((name, at) => (name === 'logged_at' ? `CAST(replace($${at + 1}, 'Z', '') AS TIMESTAMP)` : `$${at + 1}`)).join(', ')}, 'b1')`,
        columns.map((name) => plainOf(entry[name])),
      );
    }
  });
}

function plainOf(value: Value | undefined): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

async function stateOf(store: Store): Promise<readonly Cells[]> {
  const cells = stateColumns.map(({ name, type }) =>
    type === 'TIMESTAMP' ? `strftime(${name}, '%Y-%m-%dT%H:%M:%SZ') AS ${name}` : name,
  );
  return store.rows(`SELECT ${cells.join(', ')} FROM leadscore_sync.sync_state`);
}
