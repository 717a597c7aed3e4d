import { didYouMean } from '../../problem/closest.js';
import type { Rubric } from '../model.js';
import { error } from '../report.js';
import type { TotalText } from '../schema/total.js';
import type { Cursor } from '../yaml/cursor.js';
import { Decimal } from 'decimal.js';
import { resolveRange } from './range.js';
import type { Scope } from './scope.js';

type Weight = Rubric['total']['weights'][number];

const ONE = new Decimal(1);

/** A sum of weighted dimensions, or the greatest of some; what is faulty is reported and left out. */
export function resolveTotal(written: TotalText, cursor: Cursor, scope: Scope): Rubric['total'] {
  const { account: accountWeight, ...sum } = written.sum ?? {};
  if (accountWeight !== undefined && !scope.hasAccount) {
    const place = cursor.at('sum', 'account').keyPlace;
    const todo = 'Add "account:" to the rubric, which says what an account scores.';
    scope.report(error('rubric/no-account', place, 'This rubric has no account section to add.', { todo }));
  }
  const isSum = cursor.wasGiven('sum');
  const isMax = cursor.wasGiven('max');
  if (isSum === isMax) {
    const what = isSum ? 'The total says both "sum" and "max".' : 'The total says neither "sum" nor "max".';
    const todo = 'Write { sum: { fit: 0.4, intent: 0.6 } }, or { max: [fit, intent] }.';
    scope.report(error('rubric/total', cursor.keyPlace, what, { todo }));
  }
  const weights = [
    ...Object.entries(sum).flatMap(([dimension, weight]) =>
      weightOf(dimension, weight, cursor.at('sum', dimension), scope),
    ),
    ...(written.max ?? []).flatMap((dimension, index) => {
      const at = cursor.at('max', index);
      if (written.max?.indexOf(dimension) === index) return weightOf(dimension, ONE, at, scope);
      scope.report(error('rubric/total', at.place, `"${dimension}" stands in "max" twice.`, { todo: 'Keep it once.' }));
      return [];
    }),
  ];
  const range = resolveRange(written.range, cursor.at('range'), scope);
  const isBounded = range.low !== undefined || range.high !== undefined;
  const { normalise } = written;
  if (normalise?.lte(0) === true) {
    const what = `"normalise" is ${normalise.toFixed()}, and a total times that says nothing.`;
    const todo = 'Write a factor above 0.';
    scope.report(error('rubric/total', cursor.at('normalise').place, what, { todo }));
  }
  return {
    weights,
    ...(accountWeight !== undefined && { accountWeight }),
    ...(written.max !== undefined && { max: weights.map((each) => each.dimension) }),
    ...(normalise !== undefined && { normalise }),
    ...(isBounded && { range }),
    at: cursor.keyPlace,
  };
}

function weightOf(dimension: string, weight: Decimal, cursor: Cursor, scope: Scope): readonly Weight[] {
  // In a list the name is the value, in a map it is the key.
  if (scope.dimensions.includes(dimension)) return [{ dimension, weight, at: cursor.keyPlace }];
  scope.report(
    error('rubric/unknown-dimension', cursor.keyPlace, `There is no dimension "${dimension}".`, {
      todo: didYouMean(dimension, scope.dimensions),
    }),
  );
  return [];
}
