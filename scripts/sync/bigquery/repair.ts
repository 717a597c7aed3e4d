/** Records of which somebody else has changed what was written: in BigQuery, from which the next plan is made. */
import { createHash } from 'node:crypto';
import { driftCode } from '../verify/repair.js';
import { heldFrom, heldParams } from './lease.js';
import type { BigQueryMemory } from './memory.js';
import { mergeInto, tableIn } from './place.js';
import { stateTable } from './tables.js';

/** Keys of one MERGE: a request may have 10 MB. */
const together = 50_000;

const cleared = ['acked_fingerprint', 'acked_causes', 'acked_run_id'];

/** Forgets what the CRM acknowledged of them, so that they are planned like what was put off. */
export async function markRemembered({ place, lease }: BigQueryMemory, rowKeys: readonly string[]): Promise<void> {
  for (let from = 0; from < rowKeys.length; from += together) {
    // Hexadecimal digits: a key may hold whatever separates keys.
    const hashes = rowKeys.slice(from, from + together).map((key) => createHash('sha256').update(key).digest('hex'));
    await mergeInto(
      place,
      stateTable.name,
      { key: ['sync_id', 'row_key'], update: [...cleared, 'acked_seq', 'status', 'error_code'] },
      {
        sql: `WITH held AS (
  SELECT k.sync_id
  ${heldFrom(place).replace('\n', '\n  ')}
),

drifted AS (
  SELECT digest FROM UNNEST(SPLIT(@hashes, '\\n')) AS digest
)

SELECT
  s.sync_id,
  s.row_key,
  ${cleared.map((name) => `CAST(NULL AS STRING) AS ${name}`).join(',\n  ')},
  CAST(NULL AS INT64) AS acked_seq,
  'deferred' AS status,
  '${driftCode}' AS error_code
FROM ${tableIn(place, stateTable.name)} AS s
INNER JOIN held AS h ON h.sync_id = s.sync_id
INNER JOIN drifted AS d ON d.digest = TO_HEX(SHA256(s.row_key))
WHERE s.acked_fingerprint IS NOT NULL`,
        params: { ...heldParams(place, lease), hashes: hashes.join('\n') },
      },
    );
  }
}
