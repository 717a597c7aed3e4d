/**
 * What the CRM acknowledged, read back by what the warehouse holds: a record whose values in crm_updates have the fingerprint that
 * was acknowledged holds these, whichever machine sent them. Of all others BigQuery does not know what was written.
 */
import { ProblemError } from '../../problem.js';
import type { Destination } from '../destination.js';
import type { RecordMapping } from '../mapping/mapping.js';
import { columnProblems, noUpdates } from '../plan/columns.js';
import { fingerprintSql, indented, mappedRecords } from '../plan/mapped-records.js';
import { type ColumnTypes, payloadSql } from '../plan/payload-sql.js';
import type { ObjectName } from '../rows.js';
import { decodePayload } from '../store/payload.js';
import type { Acknowledged } from '../verify/acknowledged.js';
import type { VerifyReport } from '../verify/report.js';
import { comparedTypes, readBackAll } from '../verify/verify.js';
import { type Place, tableIn } from './place.js';
import { stateTable } from './tables.js';
import { stateOf } from './write-plan.js';

export interface RememberedVerify {
  readonly report: VerifyReport;
  /** Acknowledged records whose values are others in the warehouse by now, or that are not written any more. */
  readonly changedSince: number;
}

export interface VerifyOrder {
  readonly place: Place;
  /** That has crm_updates. */
  readonly dataset: string;
  readonly source: string;
  readonly mappings: readonly RecordMapping[];
  readonly destination: Destination;
  /** So many records, evenly chosen; all unless given. */
  readonly sample?: number;
  readonly signal: AbortSignal;
}

/** Records of one call to the CRM at most. */
const pageRows = 2_000;

/** Undefined where the CRM cannot be read. Throws `CallFailed`, `sync/no-updates`, `sync/no-column`, `sync/wrong-column`. */
export async function verifyRemembered(order: VerifyOrder): Promise<RememberedVerify | undefined> {
  const { place, dataset, mappings, destination, signal } = order;
  const { engine, database, syncId } = place;
  const relation = await engine.relation({ database, schema: dataset, name: 'crm_updates' });
  if (relation === undefined) throw new ProblemError(noUpdates(dataset));
  const types = new Map(relation.columns.map(({ name, type }) => [name, type]));
  const faults = columnProblems(mappings, types);
  if (faults.length > 0) throw new ProblemError(faults);
  const updates = `\`${database}.${dataset}.crm_updates\``;
  const sql = acknowledgedSql({ ...order, types, updates, state: stateOf(place) });
  let verifiable = 0;
  const report = await readBackAll(destination, signal, async (take) => {
    await engine.readParts(sql, async (rows) => {
      for (const page of pagesOf(rows)) {
        verifiable = Number(page[0]?.verifiable ?? 0);
        const mapping = mappings[Number(page[0]?.mapping ?? 0) - 1];
        const object = (mapping?.object ?? '') as ObjectName;
        await take(
          page.map((row) => recordOf(row, object)),
          comparedTypes(mapping?.fields ?? [], object),
        );
      }
    });
    return verifiable;
  });
  if (report === undefined) return undefined;
  const { rows: counts } = await engine.execute(
    `SELECT COUNT(*) AS records
FROM ${tableIn(place, stateTable.name)} AS s
WHERE s.sync_id = @sync_id AND s.acked_fingerprint IS NOT NULL AND s.status != 'kept'`,
    { sync_id: syncId },
  );
  return { report, changedSince: Math.max(0, Number(counts[0]?.records ?? 0) - verifiable) };
}

type PartRow = Readonly<Record<string, unknown>>;

/** Of one mapping each. */
function* pagesOf(rows: readonly PartRow[]): Generator<readonly PartRow[]> {
  for (let from = 0; from < rows.length;) {
    let to = from;
    while (to < rows.length && to - from < pageRows && rows[to]?.mapping === rows[from]?.mapping) to += 1;
    yield rows.slice(from, to);
    from = to;
  }
}

function recordOf(row: PartRow, object: ObjectName): Acknowledged {
  return {
    rowKey: String(row.row_key),
    object,
    crmId: String(row.crm_id),
    runId: String(row.acked_run_id),
    fields: decodePayload(String(row.payload)),
  };
}

export interface AcknowledgedQuery {
  readonly mappings: readonly RecordMapping[];
  readonly types: ColumnTypes;
  readonly source: string;
  /** In backticks. */
  readonly updates: string;
  /** A relation: sync_state of this sync alone. */
  readonly state: string;
  readonly sample?: number;
}

/** Columns: row_key, crm_id, mapping, payload, acked_run_id, verifiable: how many there are without a sample. */
export function acknowledgedSql(query: AcknowledgedQuery): string {
  const { types, state, sample } = query;
  const { columns, sql, byMapping } = mappedRecords(query);
  const carried = columns.map((name) => `r.${name}`).join(',\n    ');
  const chosen =
    sample === undefined
      ? ''
      : `\n  QUALIFY ROW_NUMBER() OVER (ORDER BY TO_HEX(SHA256(h.row_key)), h.row_key) <= ${Math.trunc(sample)}`;
  return `WITH records AS (
  ${indented(sql, 2)}
),

sendable AS (
  SELECT
    r.row_key,
    r.crm_id,
    r.mapping,
    ${carried}
  FROM records AS r
  WHERE r.state = 'write' AND r.mapping > 0
),

payloads AS (
  SELECT
    r.row_key,
    r.crm_id,
    r.mapping,
    ${indented(
      byMapping((each) => payloadSql(each, types, 'r'), "''", 'r'),
      4,
    )} AS payload
  FROM sendable AS r
),

hashed AS (
  SELECT
    p.row_key,
    p.crm_id,
    p.mapping,
    p.payload,
    ${fingerprintSql(byMapping, 'p')} AS fingerprint
  FROM payloads AS p
),

acknowledged AS (
  SELECT
    h.row_key,
    h.crm_id,
    h.mapping,
    h.payload,
    s.acked_run_id,
    COUNT(*) OVER () AS verifiable
  FROM hashed AS h
  INNER JOIN ${state} AS s ON s.row_key = h.row_key AND s.acked_fingerprint = h.fingerprint
  WHERE s.status != 'kept'${chosen}
)

SELECT
  a.row_key,
  a.crm_id,
  a.mapping,
  a.payload,
  a.acked_run_id,
  a.verifiable
FROM acknowledged AS a
ORDER BY a.mapping, a.row_key
`;
}
