/** `same_act` of a signal: which of its acts are one, told by several channels. */
import { didYouMean } from '../../problem/closest.js';
import type { SameAct } from '../model.js';
import { error, type Report } from '../report.js';
import type { SameActText } from '../schema/signals.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Names } from './scope.js';

/** @param isOfAccount it belongs to a signal of accounts, whose facts belong to nobody */
export function resolveSameAct(
  written: SameActText | undefined,
  isOfAccount: boolean,
  cursor: Cursor,
  sources: Names,
  report: Report,
): SameAct | undefined {
  if (written === undefined) return undefined;
  if (isOfAccount) {
    report(
      error('signals/same-act', cursor.keyPlace, 'Facts of an account are not compared with each other.', {
        why: 'The same act is one act of one person; a fact of an account has no person.',
        todo: 'Take it out, and bound the fact in the rubric: limit: { times: 1, per: week }.',
      }),
    );
    return undefined;
  }
  for (const [index, source] of (written.prefer ?? []).entries()) {
    if (sources === undefined || sources.has(source)) continue;
    report(
      error('signals/unknown-source', cursor.at('prefer', index).place, `There is no source "${source}".`, {
        todo: didYouMean(source, sources) ?? 'Add rubrics/sources/<source>.yaml.',
      }),
    );
  }
  const { by, per, prefer = [] } = written;
  return {
    by: [...new Set(by)],
    per: typeof per === 'number' ? { days: per } : per,
    prefer: [...new Set(prefer)],
    at: cursor.keyPlace,
  };
}
