import type { ObjectName, PlannedRow } from '../rows.js';
import type { ApplyStore } from './request.js';

/** Rows of one object that go out together. */
export interface Batch {
  readonly batchId: string;
  readonly object: ObjectName;
  readonly rows: readonly PlannedRow[];
  /** How many rows it had when it was intended; those that have an outcome are not among `rows`. */
  readonly records: number;
}

export interface SeqRange {
  /** Exclusive. */
  readonly after: number;
  readonly upTo: number;
  readonly object?: ObjectName;
}

/** Rows that are read from the plan at once. */
const pageRows = 2_000;

/** Rows without an outcome, in order, page by page. */
export async function* pagesOf(
  store: ApplyStore,
  runId: string,
  range: SeqRange,
): AsyncGenerator<readonly PlannedRow[]> {
  for (let { after } = range; after < range.upTo; after += pageRows) {
    const upTo = Math.min(after + pageRows, range.upTo);
    const rows = await store.planPage(runId, { ...range, after, upTo });
    if (rows.length > 0) yield rows;
  }
}

/** The same as batches of one object each, which is full unless it is its last. At most one unfinished per object is kept. */
export async function* batchesOf(
  pages: AsyncIterable<readonly PlannedRow[]>,
  rowsPerCall: number,
): AsyncGenerator<Batch> {
  const unfinished = new Map<ObjectName, PlannedRow[]>();
  for await (const page of pages) {
    for (const row of page) {
      const rows = unfinished.get(row.object) ?? [];
      unfinished.set(row.object, rows);
      rows.push(row);
      if (rows.length < rowsPerCall) continue;
      unfinished.delete(row.object);
      yield batchOf(rows);
    }
  }
  for (const rows of unfinished.values()) yield batchOf(rows);
}

/** A row is in one batch of its run, so the first row's seq names it. */
function batchOf(rows: readonly PlannedRow[]): Batch {
  const [first] = rows;
  if (first === undefined) throw new Error('a batch has no rows');
  return { batchId: `b${first.seq}`, object: first.object, rows, records: rows.length };
}

/** Between which seqs the rows of a batch are. */
export function seqsOf(rows: readonly PlannedRow[]): { readonly seqLow: number; readonly seqHigh: number } {
  return { seqLow: rows[0]?.seq ?? 0, seqHigh: rows.at(-1)?.seq ?? 0 };
}
