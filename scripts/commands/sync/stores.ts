/** Every file that a sync remembers in, also of syncs that the project no longer has. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { SyncStore } from '../../sync/store/store.js';
import type { CommandContext } from '../context.js';

export interface OpenedStore {
  readonly sync: string;
  readonly store: SyncStore;
}

/** The caller closes them. Throws `sync/locked` while one of them is carried on; then none is open. */
export async function openStores({ directory, clock }: CommandContext): Promise<readonly OpenedStore[]> {
  const folder = path.join(directory, '.leadscore', 'sync');
  const opened: OpenedStore[] = [];
  try {
    for (const file of filesIn(folder)) {
      const options = { owner: `process ${process.pid}`, now: () => clock().getTime() };
      opened.push({
        sync: path.basename(file, '.duckdb'),
        store: await SyncStore.open(path.join(folder, file), options),
      });
    }
    return opened;
  } catch (error) {
    for (const { store } of opened) await store.close();
    throw error;
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.duckdb'));
  } catch {
    return [];
  }
}
