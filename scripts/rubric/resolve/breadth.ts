import type { Dimension } from '../model.js';
import { error } from '../report.js';
import type { BreadthText } from '../schema/breadth.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

/** @param kinds how many act rules the dimension has; no more kinds of action can be reached */
export function resolveBreadth(
  written: BreadthText,
  cursor: Cursor,
  kinds: number,
  scope: Scope,
): Pick<Dimension, 'breadth'> {
  const steps = Object.entries(written.signals)
    .map(([key, points]) => ({ signals: Number(key), points }))
    .toSorted((a, b) => a.signals - b.signals);
  const far = steps.find(({ signals }) => signals > kinds);
  if (steps.length === 0 || far !== undefined) {
    const what =
      far === undefined
        ? 'The breadth gives no points for any number of kinds of action.'
        : `There are ${kinds} kinds of action here, so ${far.signals} can never be reached.`;
    const place = far === undefined ? cursor.at('signals').place : cursor.at('signals', String(far.signals)).keyPlace;
    if (cursor.isWhole) {
      const todo = 'Write it like { signals: { 3: 5, 5: 10 }, within: 30d }, up to the number of rules under "acts:".';
      scope.report(error('rubric/breadth', place, what, { todo }));
    }
    return {};
  }
  const within = written.within === undefined ? {} : { withinDays: written.within };
  return { breadth: { steps, ...within, at: cursor.keyPlace } };
}
