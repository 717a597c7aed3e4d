import type { Criterion, SoftFit } from '../model.js';
import { didYouMean } from '../../problem/closest.js';
import { error } from '../report.js';
import type { SoftFitText } from '../schema/soft-fit.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveCondition } from './condition.js';
import type { Scope } from './scope.js';

/** `criteria` are the sound ones of the dimension. `undefined` when something is faulty, which is then reported. */
export function resolveSoftFit(
  written: SoftFitText,
  cursor: Cursor,
  dimension: Cursor,
  criteria: readonly Criterion[],
  scope: Scope,
): SoftFit | undefined {
  const when = resolveCondition(written.when, cursor.at('when'), scope, 'none');
  const names = dimension.keysUnder('criteria');
  if (!names.includes(written.lifts)) {
    scope.report(
      error('rubric/unknown-criterion', cursor.at('lifts').place, `There is no criterion "${written.lifts}" here.`, {
        why: 'A soft fit lifts a criterion of its own dimension.',
        todo: didYouMean(written.lifts, names),
      }),
    );
    return undefined;
  }
  const criterion = criteria.find((each) => each.name === written.lifts);
  // The criterion may be what is faulty.
  if (criterion === undefined) return undefined;
  const levels = [...criterion.cases, criterion.otherwise];
  const level = levels.find((each) => each.level === written.to);
  if (level === undefined) {
    const known = levels.flatMap((each) => (each.level === undefined ? [] : [each.level]));
    scope.report(
      error(
        'rubric/unknown-level',
        cursor.at('to').place,
        `No case of "${criterion.name}" has the level "${written.to}".`,
        {
          todo: didYouMean(written.to, new Set(known)) ?? 'Give a case that level.',
        },
      ),
    );
    return undefined;
  }
  return when && { when, lifts: criterion.name, toPoints: level.points, toLevel: written.to, at: cursor.keyPlace };
}
