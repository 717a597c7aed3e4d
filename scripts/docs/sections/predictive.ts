import type { Artefact, Predictive, Rubric, TrainingPeriod } from '../../rubric/model.js';
import { type Block, facts, heading, type Line, numbers, paragraph, table } from '../document.js';
import { days, percent } from '../phrases.js';
import { plainWords } from '../../rubric/words.js';

/** The model beside the rules: what it may do, what it was trained on, and every number in it. */
export function predictive(rubric: Rubric): readonly Block[] {
  if (rubric.predictive === undefined) return [];
  const { artefact, use } = rubric.predictive;
  return [
    heading(2, 'The model beside the rules'),
    paragraph(useWords(use)),
    ...facts([
      ['Model', [artefact.name, ' (', { code: artefact.file }, ')']],
      ['What it is', artefact.description],
      ['Predicts', `${plainWords(artefact.outcome.label)} within ${days(artefact.outcome.withinDays)}`],
      ['Trained on', artefact.isIllustrative ? 'nothing: it is an example' : periodWords(artefact.trainedOn)],
      ['Judged on', periodWords(artefact.validatedOn)],
      ...figureRows(artefact),
      ['Made with', artefact.madeWith === undefined ? undefined : [{ code: artefact.madeWith }]],
      ['Every lead begins at', artefact.intercept.toFixed()],
    ]),
    ...table(['Question', 'Answer', numbers('Adds')], artefact.terms.flatMap(termRows)),
  ];
}

function useWords(use: Predictive['use']): string {
  return use.kind === 'rank'
    ? 'It puts the leads of a tier in order, the likeliest first. No score, no tier and no reason depends on it.'
    : `Of the leads that the rules put into a tier, the last ${percent(use.share)} by the model go to the next tier that holds. The last tier keeps its leads. No score and no reason depends on it.`;
}

function periodWords(period: TrainingPeriod | undefined): string | undefined {
  if (period === undefined) return undefined;
  const { from, to, rows, positives } = period;
  const when = from === to ? `as of ${from}` : `from ${from} to ${to}`;
  return `${rows} leads ${when}, ${positives} of whom had the outcome`;
}

function figureRows({ validatedOn }: Artefact): readonly (readonly [string, Line])[] {
  return (validatedOn?.figures ?? []).map(({ name, value, rows }) => [
    `There: ${plainWords(name)}`,
    `${value.toFixed()} (${rows} leads)`,
  ]);
}

function termRows({ label, cases, unknown }: Artefact['terms'][number]): readonly (readonly Line[])[] {
  return [
    ...cases.map((each) => [label, each.label, each.adds.toFixed()]),
    ...(unknown === undefined ? [] : [[label, 'not known, or none of these', unknown.toFixed()]]),
  ];
}
