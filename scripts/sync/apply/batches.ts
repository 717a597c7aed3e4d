import type { ObjectName, PlannedRow } from '../rows.js';
import type { ApplyStore } from './request.js';

/** Rows of one object that go out together. */
export interface Batch {
  readonly batchId: string;
  readonly object: ObjectName;
  readonly rows: readonly PlannedRow[];
  /** How many rows it had when it was intended; those that have an outcome are not among `rows`. */
  readonly records: number;
  /** They are all rows of their object between their seqs: none of these had an outcome before. */
  readonly isWhole: boolean;
}

/** Rows without an outcome, in order. */
export interface Page {
  readonly rows: readonly PlannedRow[];
  /** They are all rows of the plan between the ends of the page. */
  readonly isWhole: boolean;
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
export async function* pagesOf(store: ApplyStore, runId: string, range: SeqRange): AsyncGenerator<Page> {
  // Behind it nothing has to be looked for: what this process writes down is of pages that it has read.
  const lastKnown = await store.lastSeqWithOutcome(runId);
  for (let { after } = range; after < range.upTo; after += pageRows) {
    const upTo = Math.min(after + pageRows, range.upTo);
    const rows = await store.planPage(runId, { ...range, after, upTo, isWhole: after >= lastKnown });
    // Seqs are dense, but where a person was forgotten. A page without rows says that a batch around it is not whole.
    yield { rows, isWhole: rows.length === upTo - after };
  }
}

/** The same as batches of one object each, which is full unless it is its last. At most one unfinished per object is kept. */
export async function* batchesOf(pages: AsyncIterable<Page>, rowsPerCall: number): AsyncGenerator<Batch> {
  const unfinished = new Map<ObjectName, Unfinished>();
  for await (const page of pages) {
    // Where a row of any object is missing, it may be one of theirs.
    if (!page.isWhole) for (const batch of unfinished.values()) batch.isWhole = false;
    for (const row of page.rows) {
      const batch = unfinished.get(row.object) ?? { rows: [], isWhole: page.isWhole };
      unfinished.set(row.object, batch);
      batch.rows.push(row);
      if (batch.rows.length < rowsPerCall) continue;
      unfinished.delete(row.object);
      yield batchOf(batch);
    }
  }
  for (const batch of unfinished.values()) yield batchOf(batch);
}

interface Unfinished {
  readonly rows: PlannedRow[];
  isWhole: boolean;
}

/** A row is in one batch of its run, so the first row's seq names it. */
function batchOf({ rows, isWhole }: Unfinished): Batch {
  const [first] = rows;
  if (first === undefined) throw new Error('a batch has no rows');
  return { batchId: `b${first.seq}`, object: first.object, rows, records: rows.length, isWhole };
}

/** Between which seqs the rows of a batch are. */
export function seqsOf(rows: readonly PlannedRow[]): { readonly seqLow: number; readonly seqHigh: number } {
  return { seqLow: rows[0]?.seq ?? 0, seqHigh: rows.at(-1)?.seq ?? 0 };
}
