import type { Decimal } from 'decimal.js';
import type { ActRule } from '../model.js';
import { error } from '../report.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

type Ranges = NonNullable<ActRule['byCount']>['ranges'];

/** `{ 1: 5, 2..3: 8, 4..: 12 }` by number, or `undefined` where a range is empty or two of them meet, which is then reported. */
export function rangesOfCounts(
  written: Readonly<Record<string, Decimal>>,
  cursor: Cursor,
  scope: Scope,
): Ranges | undefined {
  const ranges = Object.entries(written)
    .map(([key, points]) => {
      const [low = '', high] = key.split('..');
      const min = Number(low);
      const max = high === undefined ? min : high === '' ? undefined : Number(high);
      return { key, points, count: { min, ...(max !== undefined && { max }) } };
    })
    .toSorted((a, b) => a.count.min - b.count.min);
  const empty = ranges.find(({ count }) => count.max !== undefined && count.max < count.min);
  if (empty !== undefined) {
    const what = `The range ${empty.key} is empty.`;
    scope.report(error('rubric/by-count', cursor.at(empty.key).keyPlace, what, { todo: 'Write the lower end first.' }));
    return undefined;
  }
  const [first] = ranges;
  if (first === undefined) {
    const todo = 'Write it like { 1: 5, 2..3: 8, 4..: 12 }.';
    const what = '"by_count" gives no points for any number of acts.';
    if (cursor.isWhole) scope.report(error('rubric/by-count', cursor.place, what, { todo }));
    return undefined;
  }
  let before = first;
  for (const range of ranges.slice(1)) {
    if (before.count.max === undefined || before.count.max >= range.count.min) {
      const what = `The ranges ${before.key} and ${range.key} meet.`;
      const todo = `A number of acts gives its points once: end the first at ${range.count.min - 1}.`;
      scope.report(error('rubric/by-count', cursor.at(range.key).keyPlace, what, { todo }));
      return undefined;
    }
    before = range;
  }
  return ranges.map(({ points, count }) => ({ points, count }));
}
