import { error } from '../report.js';
import type { Check } from './check.js';

/** A weight is a share of a dimension's points. */
export const weights: Check = {
  code: 'rubric/weight',
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric) =>
      [
        ...rubric.total.weights,
        ...(rubric.total.accountWeight === undefined
          ? []
          : [{ dimension: 'account', weight: rubric.total.accountWeight, at: rubric.total.at }]),
      ]
        .filter(({ weight }) => weight.lt(0) || weight.gt(1))
        .map(({ dimension, weight, at }) =>
          error('rubric/weight', at, `The weight of "${dimension}" is ${weight.toString()}, not between 0 and 1.`, {
            todo: 'Write a share such as 0.4.',
          }),
        ),
    ),
};
