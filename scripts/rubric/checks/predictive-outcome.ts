import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/predictive-outcome';

/** A model that was trained on another outcome orders leads by something else than the rubric is judged by. */
export const predictiveOutcome: Check = {
  code,
  scope: 'rubric',
  check: ({ rubrics }) =>
    rubrics.flatMap(({ predictive, outcome, name }) => {
      const own = predictive?.artefact.outcome;
      if (own === undefined || (own.label === outcome.label && own.withinDays === outcome.withinDays)) return [];
      const what = `The artefact was trained on "${own.label}" within ${own.withinDays} days; the rubric ${name} is judged by "${outcome.label}" within ${outcome.withinDays} days.`;
      return [error(code, own.at, what, { todo: "Train it on the rubric's own outcome." })];
    }),
};
