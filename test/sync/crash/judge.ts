/** Whether the CRM holds what it is to hold, by what itself says. */
import { SyncStore, storeTable } from '../../../scripts/sync/store/store.js';
import type { Target } from './target.js';

export interface Verdict {
  /** Records that should have been written and were not. */
  readonly lost: readonly string[];
  /** Records that hold something else than they should. */
  readonly wrong: readonly string[];
  /** Records that the CRM refused, and those of them that are not recorded as rejected; and those recorded that it took. */
  readonly rejected: number;
  readonly unrecorded: readonly string[];
  readonly misrecorded: readonly string[];
  /** Writes beyond the first of each record. */
  readonly repeats: number;
}

/** `before`, `after`: how often each record had been written before the round, and after it. */
export async function judgeRound(
  target: Target,
  scores: ReadonlyMap<string, number>,
  changed: ReadonlySet<string>,
  { before, after }: { readonly before: ReadonlyMap<string, number>; readonly after: ReadonlyMap<string, number> },
  store: string,
): Promise<Verdict> {
  const held = await target.held();
  const refused = new Set(target.ids.filter((id) => isRefused(target, id, scores.get(id))));
  const times = (id: string): number => (after.get(id) ?? 0) - (before.get(id) ?? 0);
  const wanted = target.ids.filter((id) => !refused.has(id));
  const dead = await deadLetters(store);
  return {
    lost: wanted.filter((id) => changed.has(id) && times(id) === 0),
    wrong: [...wanted.filter((id) => held.get(id) !== scores.get(id)), ...[...refused].filter((id) => times(id) > 0)],
    rejected: refused.size,
    unrecorded: [...refused].filter((id) => !dead.has(id)),
    misrecorded: [...dead].filter((id) => !refused.has(id)),
    repeats: target.ids.reduce((sum, id) => sum + Math.max(0, times(id) - 1), 0),
  };
}

export function isRefused(target: Target, id: string, score: number | undefined): boolean {
  return score === target.poison || (target.gone?.includes(id) ?? false);
}

/** Rows that are recorded as rejected; the process that wrote them has ended. */
async function deadLetters(file: string): Promise<ReadonlySet<string>> {
  const store = await SyncStore.open(file, { owner: 'judge', now: Date.now });
  try {
    const rows = await store.rows(`SELECT crm_id FROM ${storeTable('sync_dead_letter')}`);
    return new Set(rows.map(({ crm_id }) => String(crm_id)));
  } finally {
    await store.close();
  }
}
