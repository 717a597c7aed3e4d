/** What a plan that stands in the store has, counted. */
import type { ObjectName, Operation } from '../rows.js';
import { storeTable, type SyncStore } from '../store/store.js';
import { FIELD_END, NAME_END } from '../store/payload.js';
import type { PlanFacts } from './breakers.js';

export interface PlanCounts {
  readonly byOperation: Readonly<Record<Operation, number>>;
  /** Objects that have a row. */
  readonly byObject: ReadonlyMap<ObjectName, number>;
  /** Reason -> records, most first. */
  readonly skipped: Readonly<Record<string, number>>;
}

export async function countPlan(store: SyncStore, runId: string): Promise<PlanCounts> {
  const rows = await store.rows(
    `SELECT operation, object, COUNT(*) AS amount FROM ${storeTable('sync_plan')} WHERE run_id = $1 GROUP BY operation, object`,
    [runId],
  );
  const byOperation = { new: 0, changed: 0, retry: 0, clear: 0 };
  const byObject = new Map<ObjectName, number>();
  for (const { operation, object, amount } of rows) {
    byOperation[String(operation) as Operation] += Number(amount);
    const name = String(object) as ObjectName;
    byObject.set(name, (byObject.get(name) ?? 0) + Number(amount));
  }
  const skipped = await store.rows(
    `SELECT reason, records FROM ${storeTable('sync_skipped')} WHERE run_id = $1 ORDER BY records DESC, reason`,
    [runId],
  );
  return {
    byOperation,
    byObject: new Map([...byObject].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    skipped: Object.fromEntries(skipped.map(({ reason, records }) => [String(reason), Number(records)])),
  };
}

/** Those of other machines among them, whose rows were counted. */
const everyRun = `SELECT run_id, status, created_at, started_at, scores_as_of, NULL AS plan_rows FROM ${storeTable('sync_run')}
  UNION ALL
  SELECT run_id, status, created_at, started_at, scores_as_of, plan_rows FROM ${storeTable('sync_elsewhere')}`;

/** With the counts of a plan, what breakers ask of the past. */
export async function factsOf(store: SyncStore, runId: string, { byOperation }: PlanCounts): Promise<PlanFacts> {
  const [known] = await store.rows(
    `SELECT
      (SELECT COUNT(*) FROM ${storeTable('sync_state')} WHERE acked_fingerprint IS NOT NULL)
        + (SELECT COALESCE(SUM(acknowledged_elsewhere), 0) FROM ${storeTable('sync_memory')}) AS acknowledged,
      (SELECT CAST(MAX(scores_as_of) AS TIMESTAMP WITH TIME ZONE) FROM (${everyRun}) WHERE started_at IS NOT NULL AND run_id <> $1) AS sent_as_of,
      (SELECT CAST(MAX(scores_as_of) AS TIMESTAMP WITH TIME ZONE) FROM ${storeTable('sync_run')} WHERE run_id = $1) AS as_of`,
    [runId],
  );
  const runs = await store.rows(
    `SELECT COALESCE(r.plan_rows, (SELECT COUNT(*) FROM ${storeTable('sync_plan')} AS p WHERE p.run_id = r.run_id)) AS amount
    FROM (${everyRun}) AS r
    WHERE r.status = 'done' AND r.run_id <> $1
    ORDER BY r.created_at DESC, r.run_id DESC
    LIMIT 10`,
    [runId],
  );
  return {
    ...byOperation,
    acknowledged: Number(known?.acknowledged ?? 0),
    lastRuns: runs.map(({ amount }) => Number(amount)),
    ...(typeof known?.as_of === 'string' && { scoresAsOf: known.as_of }),
    ...(typeof known?.sent_as_of === 'string' && { sentAsOf: known.sent_as_of }),
  };
}

export interface TouchedField {
  readonly object: ObjectName;
  readonly field: string;
  /** Rows that write it, and of these, rows that empty it. */
  readonly rows: number;
  readonly emptied: number;
}

/** In the order of the mapping. */
export async function touchedFields(store: SyncStore, runId: string): Promise<readonly TouchedField[]> {
  const mapping = (await store.run(runId))?.mapping ?? [];
  const found = await store.rows(
    `SELECT object, split_part(part, $2, 1) AS field, COUNT(*) AS amount, COUNT(*) FILTER (WHERE ends_with(part, $2 || '0')) AS emptied
    FROM (SELECT object, unnest(string_split(payload, $3)) AS part FROM ${storeTable('sync_plan')} WHERE run_id = $1)
    GROUP BY ALL`,
    [runId, NAME_END, FIELD_END],
  );
  const names = [...new Set(mapping.map(({ object, field }) => `${object}/${field}`))];
  const counts = new Map(found.map((row) => [`${String(row.object)}/${String(row.field)}`, row]));
  return names.flatMap((name) => {
    const row = counts.get(name);
    return row === undefined
      ? []
      : [
          {
            object: String(row.object) as ObjectName,
            field: String(row.field),
            rows: Number(row.amount),
            emptied: Number(row.emptied),
          },
        ];
  });
}
