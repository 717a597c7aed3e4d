import { error } from '../report.js';
import type { Check } from './check.js';

/** Who is engaged is told by acts: without any, a committee or a number of engaged people never comes about. */
export const nobodyEngaged: Check = {
  code: 'rubric/nobody-engaged',
  scope: 'rubric',
  check: (project) =>
    project.rubrics
      .filter((rubric) => rubric.dimensions.every((dimension) => dimension.acts.every((act) => act.points.lte(0))))
      .flatMap(({ account }) =>
        [account?.committee, account?.engagedPeople].flatMap((part) =>
          part === undefined
            ? []
            : [
                error('rubric/nobody-engaged', part.at, 'Nobody is ever engaged: no act gives points above zero.', {
                  todo: 'Add "acts:" to a dimension, or take this away.',
                }),
              ],
        ),
      ),
};
