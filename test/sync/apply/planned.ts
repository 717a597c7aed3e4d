/** Puts a plan into a store without a warehouse. */
import { literal } from '../../../scripts/engine/duckdb/name.js';
import type { FieldMapping, PlannedFields } from '../../../scripts/sync/rows.js';
import { encodePayload } from '../../../scripts/sync/store/payload.js';
import { storeTable, type SyncStore } from '../../../scripts/sync/store/store.js';

export const mapping: readonly FieldMapping[] = [
  { object: 'lead', field: 'Score', from: 'total_score', type: 'number', write: 'always' },
  { object: 'lead', field: 'Tier', from: 'tier', type: 'text', write: 'always' },
  { object: 'contact', field: 'Score', from: 'total_score', type: 'number', write: 'always' },
].map((each) => ({ rubric: 'r', whenNull: 'skip', ...each }) as FieldMapping);

export interface Wanted {
  readonly object?: 'lead' | 'contact';
  readonly id: string;
  readonly fields: Readonly<Record<string, string | null>>;
}

/** Grain: one planned row per wanted one, in their order. */
export async function plan(
  store: SyncStore,
  runId: string,
  wanted: readonly Wanted[],
  by: readonly FieldMapping[] = mapping,
): Promise<void> {
  await store.transaction(async (session) => {
    const rows = wanted.map(({ object = 'lead', id, fields }, index) => {
      const payload = literal(encodePayload(new Map(Object.entries(fields)) satisfies PlannedFields));
      const texts = [runId, `${object}/${id}`, object, id].map(literal);
      return `(${index + 1}, ${texts.join(', ')}, 'changed', ${payload}, SHA256(${payload}), ${payload})`;
    });
    await session.run(
      `INSERT INTO ${storeTable('sync_plan')} (seq, run_id, row_key, object, crm_id, operation, payload, fingerprint, causes)
      VALUES ${rows.join(', ')}`,
    );
    await store.addRun(session, {
      runId,
      syncId: 'crm',
      stage: 'fields',
      mappingHash: 'm',
      mapping: by,
      createdAt: '2026-07-01T12:00:00Z',
    });
  });
}

export function leads(count: number): readonly Wanted[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `L${index + 1}`,
    fields: { Score: String(index + 1), Tier: 'hot' },
  }));
}

/** The log's last word of each row. */
export async function outcomes(store: SyncStore, runId: string): Promise<readonly string[]> {
  const rows = await store.rows(
    `SELECT row_key, outcome, error_class, error_code, error_message, attempt, may_be_written
    FROM ${storeTable('sync_outcome')}
    WHERE run_id = $1
    QUALIFY ROW_NUMBER() OVER (PARTITION BY seq ORDER BY log_id DESC) = 1
    ORDER BY seq`,
    [runId],
  );
  return rows.map(({ row_key, outcome, error_class, error_code, error_message, attempt, may_be_written }) =>
    [
      row_key,
      outcome,
      ...(error_code === null ? [] : [`${String(error_class)} ${String(error_code)}: ${String(error_message)}`]),
      `try ${String(attempt)}`,
      ...(may_be_written === true ? ['may be written'] : []),
    ].join(' | '),
  );
}

/** As if nothing had ever been sent. */
export async function emptied(store: SyncStore): Promise<void> {
  const tables = ['sync_run', 'sync_plan', 'sync_skipped', 'sync_batch', 'sync_log', 'sync_written', 'sync_state'];
  await store.transaction(async (session) => {
    for (const table of tables) await session.run(`DELETE FROM ${storeTable(table)}`);
  });
}
