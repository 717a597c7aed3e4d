/** Takes records of people who were forgotten out of what syncs remember in BigQuery, those of syncs among them that the project no longer has. */
import { relationName } from '../../engine/bigquery/name.js';
import { textLiteral } from '../mapping/canonical-sql.js';
import { type Holder, type Lease, releaseLease, takeLease } from './lease.js';
import { mergeInto, type Place, tableIn } from './place.js';
import { actionTable, actTimesTable, lockTable, logTable, memoryTarget, runTable, stateTable } from './tables.js';

export interface ForgetOrder {
  /** SHA-256 in hexadecimal digits of `crm:<source>:<record id>`, of any of the sources. */
  readonly hashes: readonly string[];
  readonly sources: readonly string[];
  readonly isDry: boolean;
  readonly holder: Holder;
}

/**
 * Their rows go out of log and state and out of the plans of runs that have not ended; counts of runs stay as they were.
 * Gives how many records were found, by sync. Throws `sync/locked` while one of the syncs is carried on.
 */
export async function forgetRemembered(
  place: Pick<Place, 'engine' | 'database'>,
  { hashes, sources, isDry, holder }: ForgetOrder,
): Promise<ReadonlyMap<string, number>> {
  const { engine, database } = place;
  if (hashes.length === 0 || sources.length === 0) return new Map();
  if ((await engine.relation(memoryTarget(database, lockTable.name))) === undefined) return new Map();
  const { rows: syncs } = await engine.execute(
    `SELECT DISTINCT k.sync_id FROM ${tableIn(place, lockTable.name)} AS k ORDER BY k.sync_id`,
    {},
  );
  const held: { readonly place: Place; readonly lease: Lease }[] = [];
  try {
    if (!isDry)
      for (const { sync_id: syncId } of syncs) {
        const of = { ...place, syncId: String(syncId) };
        held.push({ place: of, lease: await takeLease(of, holder) });
      }
    const plans = await openPlans(place);
    const found = foundSql(place, plans);
    const params = { hashes: hashes.join('\n'), sources: sources.join('\n') };
    const { rows } = await engine.execute(
      `SELECT f.sync_id, COUNT(DISTINCT f.row_key) AS records FROM (\n${found}\n) AS f GROUP BY f.sync_id`,
      params,
    );
    // The state last: while it is there, all of it is found again.
    const tables = [
      logTable.name,
      actTimesTable.name,
      actionTable.name,
      ...plans.map(({ table }) => table),
      stateTable.name,
    ];
    for (const table of isDry || rows.length === 0 ? [] : tables)
      await mergeInto(
        place,
        table,
        { key: ['row_key'], removes: true },
        { sql: `SELECT DISTINCT f.row_key FROM (\n${found}\n) AS f`, params },
      );
    return new Map(rows.map((row) => [String(row.sync_id), Number(row.records)]));
  } finally {
    for (const each of held) await releaseLease(each.place, each.lease).catch(() => undefined);
  }
}

interface OpenPlan {
  readonly syncId: string;
  readonly table: string;
}

async function openPlans(place: Pick<Place, 'engine' | 'database'>): Promise<readonly OpenPlan[]> {
  const { engine, database } = place;
  const { rows } = await engine.execute(
    `SELECT r.sync_id, r.plan_table FROM ${tableIn(place, runTable.name)} AS r WHERE r.is_open ORDER BY r.plan_table`,
    {},
  );
  const plans: OpenPlan[] = [];
  for (const row of rows) {
    const table = String(row.plan_table);
    if ((await engine.relation(memoryTarget(database, table))) !== undefined)
      plans.push({ syncId: String(row.sync_id), table });
  }
  return plans;
}

/** Columns: sync_id, row_key. Parameters: hashes and sources, one a line. */
function foundSql({ database }: Pick<Place, 'database'>, plans: readonly OpenPlan[]): string {
  const known = [
    `SELECT s.sync_id, s.row_key, s.crm_id FROM ${tableIn({ database }, stateTable.name)} AS s`,
    ...plans.map(
      ({ syncId, table }) =>
        `SELECT ${textLiteral(syncId)}, p.row_key, p.crm_id FROM ${relationName(memoryTarget(database, table))} AS p`,
    ),
  ];
  return `WITH known AS (
  ${known.join('\n  UNION ALL\n  ')}
),

sources AS (
  SELECT source FROM UNNEST(SPLIT(@sources, '\\n')) AS source
),

hashes AS (
  SELECT digest FROM UNNEST(SPLIT(@hashes, '\\n')) AS digest
),

hashed AS (
  SELECT k.sync_id, k.row_key, TO_HEX(SHA256(CONCAT('crm:', s.source, ':', k.crm_id))) AS digest
  FROM known AS k
  CROSS JOIN sources AS s
)

SELECT DISTINCT d.sync_id, d.row_key
FROM hashed AS d
INNER JOIN hashes AS h ON h.digest = d.digest`;
}
