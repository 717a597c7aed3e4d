/** How long acts took into the CRM, in four parts: `sync_act_times` has them row by row. */
import { storeTable, type SyncStore } from './store.js';

/** source_lag: until one knew of it; wait: until a run of the models began; run: until it ended; sync: until the CRM acknowledged. */
export const actTimeParts = ['source_lag', 'wait', 'run', 'sync', 'total'] as const;
export type ActTimePart = (typeof actTimeParts)[number];

/** Seconds that half of the records, and 95 % of them, kept within. */
export interface ActTime {
  /** Of which both ends of the part are known. */
  readonly records: number;
  readonly p50: number;
  readonly p95: number;
}

/** Parts of which no record is known are left out. */
export type ActTimes = Partial<Readonly<Record<ActTimePart, ActTime>>>;

/** Of all records that these runs wrote with a new act. */
export async function actTimesOf(store: Pick<SyncStore, 'rows'>, runIds: readonly string[]): Promise<ActTimes> {
  const columns = actTimeParts.map(
    (part) =>
      `COUNT(${part}_seconds) AS ${part}_records, quantile_disc(${part}_seconds, 0.5) AS ${part}_p50, quantile_disc(${part}_seconds, 0.95) AS ${part}_p95`,
  );
  const [row = {}] = await store.rows(
    `SELECT ${columns.join(', ')}
    FROM ${storeTable('sync_act_times')}
    WHERE run_id IN (SELECT unnest(string_split($1, chr(10))))`,
    [runIds.join('\n')],
  );
  return Object.fromEntries(
    actTimeParts.flatMap((part) => {
      const records = Number(row[`${part}_records`] ?? 0);
      if (records === 0) return [];
      return [[part, { records, p50: Number(row[`${part}_p50`]), p95: Number(row[`${part}_p95`]) }]];
    }),
  );
}
