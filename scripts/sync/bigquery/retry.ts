/** Rejected rows that the next plan sends again, though nothing about them changed: in BigQuery, from which it is made. */
import type { RetryWhere } from '../retry/retry.js';
import { heldFrom, heldParams } from './lease.js';
import type { BigQueryMemory } from './memory.js';
import { mergeInto, tableIn } from './place.js';
import { stateTable } from './tables.js';

/** Makes them due by `now`, by one MERGE; gives how many there are. */
export async function retryRemembered({ place, lease }: BigQueryMemory, where: RetryWhere, now: Date): Promise<number> {
  const wanted = { error_code: where.code, error_class: where.class, object: where.object, crm_id: where.record };
  const asked = Object.entries(wanted).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return mergeInto(
    place,
    stateTable.name,
    { key: ['sync_id', 'row_key'], update: ['retry_at'] },
    {
      sql: `WITH held AS (
  SELECT k.sync_id
  ${heldFrom(place).replace('\n', '\n  ')}
)

SELECT s.sync_id, s.row_key, TIMESTAMP(@now) AS retry_at
FROM ${tableIn(place, stateTable.name)} AS s
INNER JOIN held AS h ON h.sync_id = s.sync_id
WHERE s.status = 'rejected'${asked.map(([name]) => ` AND s.${name} = @${name}`).join('')}`,
      params: { ...heldParams(place, lease), ...Object.fromEntries(asked), now: now.toISOString() },
    },
  );
}
