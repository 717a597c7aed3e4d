import { literal } from '../../engine/duckdb/name.js';
import type { SyncStore } from '../store/store.js';

/** Does the work without some of what DuckDB's optimiser would do (names of its own, with commas), where that costs more than it saves. */
export async function without(store: SyncStore, optimizers: string, work: () => Promise<unknown>): Promise<void> {
  // Not by the session: after a failure its transaction would not even take the setting back.
  await store.rows(`SET disabled_optimizers = ${literal(optimizers)}`);
  try {
    await work();
  } finally {
    await store.rows('RESET disabled_optimizers');
  }
}
