/** What records hold by what the CRM acknowledged, page by page. */
import type { FieldMapping, ObjectName, PlannedFields } from '../rows.js';
import { decodePayload } from '../store/payload.js';
import { storeTable, type SyncStore } from '../store/store.js';

/** Grain: one per record whose payload is still kept. */
export interface Acknowledged {
  readonly rowKey: string;
  readonly object: ObjectName;
  readonly crmId: string;
  readonly runId: string;
  readonly fields: PlannedFields;
}

const pageRows = 2_000;

const known = `${storeTable('sync_state')} AS state
  INNER JOIN ${storeTable('sync_plan')} AS plan ON plan.run_id = state.acked_run_id AND plan.seq = state.acked_seq
  WHERE state.acked_fingerprint IS NOT NULL AND state.status <> 'kept' AND plan.payload IS NOT NULL`;

export async function countAcknowledged(store: Pick<SyncStore, 'rows'>): Promise<number> {
  const [row] = await store.rows(`SELECT COUNT(*) AS records FROM ${known}`);
  return Number(row?.records ?? 0);
}

/** All of them, or an even sample of so many: always the same one of the same records. Pages are of one object each. */
export async function* acknowledgedPages(
  store: Pick<SyncStore, 'rows'>,
  sample: number | undefined,
): AsyncGenerator<readonly Acknowledged[]> {
  for (const object of ['lead', 'contact', 'account'] as const) {
    for (let after = ''; ;) {
      const rows = await store.rows(
        `WITH chosen AS (
          SELECT state.row_key, state.object, state.crm_id, state.acked_run_id, plan.payload
          FROM ${known}
          ${sample === undefined ? '' : `QUALIFY ROW_NUMBER() OVER (ORDER BY SHA256(state.row_key), state.row_key) <= ${Math.trunc(sample)}`}
        )

        SELECT row_key, crm_id, acked_run_id, payload
        FROM chosen
        WHERE object = $1 AND row_key > $2
        ORDER BY row_key
        LIMIT ${pageRows}`,
        [object, after],
      );
      const page = rows.map((row) => ({
        rowKey: String(row.row_key),
        object,
        crmId: String(row.crm_id),
        runId: String(row.acked_run_id),
        fields: decodePayload(String(row.payload)),
      }));
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < pageRows) break;
      after = last.rowKey;
    }
  }
}

/** The mapping by which a run wrote. */
export async function mappingOf(store: Pick<SyncStore, 'run'>, runId: string): Promise<readonly FieldMapping[]> {
  return (await store.run(runId))?.mapping ?? [];
}
