import type { Problem } from '../../problem.js';
import type { Artefact, TrainingPeriod } from '../model.js';
import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/predictive-time';
const day = 86_400_000;

/** A model is judged by leads of a later time than it was trained on, when the outcomes it learnt from were known. */
export const predictiveTime: Check = {
  code,
  scope: 'rubric',
  check: ({ rubrics }) =>
    rubrics.flatMap(({ predictive }) => (predictive === undefined ? [] : faultsOf(predictive.artefact))),
};

function faultsOf({ trainedOn, validatedOn, outcome }: Artefact): readonly Problem[] {
  const each = [trainedOn, validatedOn].flatMap((period) => (period === undefined ? [] : impossible(period)));
  if (trainedOn === undefined || validatedOn === undefined || each.length > 0) return each;
  const known = new Date(Date.parse(trainedOn.to) + outcome.withinDays * day).toISOString().slice(0, 10);
  if (validatedOn.from >= known) return [];
  const what = `The artefact is validated on leads from ${validatedOn.from} on; what became of those it was trained on was not known before ${known}.`;
  return [
    error(code, validatedOn.at, what, {
      why: 'A model that has seen the time in which it is judged looks better than it is.',
      todo: `Validate it on leads scored from ${known} on, or train it on earlier ones.`,
    }),
  ];
}

function impossible({ from, to, rows, positives, at }: TrainingPeriod): readonly Problem[] {
  if (from > to)
    return [error(code, at, `It begins on ${from} and ends on ${to}.`, { todo: 'Write the first day in "from".' })];
  if (positives <= rows) return [];
  return [
    error(code, at, `Of ${rows} leads ${positives} cannot have had the outcome.`, { todo: 'Correct the numbers.' }),
  ];
}
