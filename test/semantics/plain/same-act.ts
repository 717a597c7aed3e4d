/** Of acts of a person that are one and the same the first counts. */
import { windowOf } from './limit.js';
import type { Act } from './world.js';

/** Signal -> the window in which its acts are the same when their content is. */
export type SameActs = Readonly<Record<string, string>>;

/** @param acts of one person, by moment, then key */
export function withoutCopies(acts: readonly Act[], same: SameActs): readonly Act[] {
  const seen = new Set<string>();
  return acts.filter((act) => {
    const per = same[act.signal];
    if (per === undefined || act.content === undefined) return true;
    const key = JSON.stringify([act.signal, windowOf(act, per), act.content]);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}
