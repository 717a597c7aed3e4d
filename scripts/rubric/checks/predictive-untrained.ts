import type { Problem } from '../../problem.js';
import type { Rubric } from '../model.js';
import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/untrained';

/** What was never trained says so, and moves no lead that anybody acts on. */
export const untrained: Check = {
  code,
  scope: 'rubric',
  check: ({ rubrics }) => rubrics.flatMap(faultsOf),
};

function faultsOf({ predictive, status, name }: Rubric): readonly Problem[] {
  if (predictive === undefined) return [];
  const { isIllustrative, trainedOn, validatedOn, at } = predictive.artefact;
  if (!isIllustrative) {
    const missing = [
      ...(trainedOn === undefined ? ['trained_on'] : []),
      ...(validatedOn === undefined ? ['validated_on'] : []),
    ];
    if (missing.length === 0) return [];
    return [
      error(code, at, `The artefact does not say "${missing.join('" and "')}".`, {
        why: 'Nobody could tell whether it is better than chance.',
        todo: 'Add it; an example that was never trained says "illustrative": true.',
      }),
    ];
  }
  if (trainedOn !== undefined || validatedOn !== undefined) {
    const what = 'The artefact is illustrative and says what it was trained or validated on.';
    return [error(code, at, what, { todo: 'Keep one of the two.' })];
  }
  if (status !== 'live') return [];
  return [
    error(code, predictive.at, `The live rubric ${name} uses an artefact that was never trained.`, {
      todo: 'Train it, or let the rubric be shadow.',
    }),
  ];
}
