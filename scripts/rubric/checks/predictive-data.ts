import type { Problem } from '../../problem.js';
import type { Predictive, TrainingPeriod } from '../model.js';
import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/too-little-data';

/** Of leads with the outcome, and of leads without it, at least so many must have been learnt from. */
export const fewestToTrain = 100;
/** And so many of either for each number that was learnt. */
const fewestForEachNumber = 5;
/** Judged on fewer of either, a figure says nothing. */
const fewestToValidate = 30;

/** A model is refused when what it was trained or judged on is too little to tell it from chance. */
export const tooLittleData: Check = {
  code,
  scope: 'rubric',
  check: ({ rubrics }) => rubrics.flatMap(({ predictive }) => (predictive === undefined ? [] : tooLittle(predictive))),
};

function tooLittle({ artefact }: Predictive): readonly Problem[] {
  const { trainedOn, validatedOn, terms } = artefact;
  const numbers = terms.reduce((sum, term) => sum + term.cases.length, 0);
  const fewest = Math.max(fewestToTrain, numbers * fewestForEachNumber);
  const why =
    fewest > fewestToTrain
      ? `It has ${numbers} numbers, each of which takes ${fewestForEachNumber} leads of either kind to learn.`
      : 'With less, it learns who happened to be there.';
  return [
    ...problems(trainedOn, fewest, 'trained on', why, 'Train on a longer time, or with fewer terms and bands.'),
    ...problems(
      validatedOn,
      fewestToValidate,
      'validated on',
      'On less, good luck and a good model look alike.',
      'Wait until more outcomes are known.',
    ),
  ];
}

function problems(
  period: TrainingPeriod | undefined,
  fewest: number,
  word: string,
  why: string,
  todo: string,
): readonly Problem[] {
  if (period === undefined) return [];
  const { rows, positives, at } = period;
  const fewer = Math.min(positives, rows - positives);
  if (fewer >= fewest) return [];
  const what = `The artefact was ${word} ${positives} leads with the outcome and ${Math.max(0, rows - positives)} without it; it takes ${fewest} of either.`;
  return [error(code, at, what, { why, todo })];
}
