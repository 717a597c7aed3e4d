/** The model beside the rules: its file, read in the names of the rubric that uses it. */
import { didYouMean } from '../../problem/closest.js';
import type { Artefact, Predictive, Rubric, TrainingPeriod } from '../model.js';
import { demotionGate, interceptName } from '../predictive-names.js';
import { error } from '../report.js';
import type { ArtefactText } from '../schema/artefact.js';
import type { PredictiveText } from '../schema/predictive.js';
import type { Validated } from '../schema/validate.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';
import { resolveTerm } from './term.js';

/** Path -> what could be read of the file; nothing where it is no file of the format at all. */
export type Artefacts = ReadonlyMap<string, Validated<ArtefactText> | undefined>;

/** The predictive part, or `undefined` when something in it or in its artefact is faulty, which is then reported. */
export function resolvePredictive(
  written: PredictiveText,
  cursor: Cursor,
  scope: Scope,
  artefacts: Artefacts,
  tiers: Rubric['tiers'],
): Predictive | undefined {
  const file = written.artefact;
  if (!artefacts.has(file)) {
    const todo = didYouMean(file, new Set(artefacts.keys())) ?? 'Artefacts are JSON files of rubrics/models.';
    scope.report(
      error('rubric/unknown-artefact', cursor.at('artefact').place, `There is no artefact "${file}".`, { todo }),
    );
    return undefined;
  }
  const use =
    written.use === 'rank'
      ? ({ kind: 'rank' } as const)
      : ({ kind: 'demote_bottom', share: written.use.demote_bottom } as const);
  const taken = tiers.flatMap((tier) => tier.requires).find((gate) => gate.name === demotionGate);
  if (use.kind === 'demote_bottom' && taken !== undefined) {
    const what = `"${demotionGate}" is what a demotion is called among the gates that failed.`;
    scope.report(error('rubric/reserved-name', taken.at, what, { todo: 'Choose another name.' }));
  }
  const read = artefacts.get(file);
  const artefact = read?.value && resolveArtefact(file, read.value, read.cursor, scope);
  return artefact && { artefact, use, at: cursor.keyPlace };
}

function resolveArtefact(file: string, written: ArtefactText, cursor: Cursor, scope: Scope): Artefact | undefined {
  const terms = written.terms.map((each, index) => resolveTerm(each, cursor.at('terms', index), scope));
  const sound = terms.filter((each) => each !== undefined);
  const seen = new Set([interceptName]);
  for (const [index, { name }] of written.terms.entries()) {
    if (seen.has(name)) {
      const what = name === interceptName ? 'The intercept is no term.' : `Two terms are called "${name}".`;
      const todo = 'Choose another name.';
      scope.report(error('rubric/term', cursor.at('terms', index, 'name').place, what, { todo }));
    }
    seen.add(name);
  }
  if (sound.length < terms.length || !cursor.isWhole) return undefined;
  const { trained_on: trained, validated_on: validated } = written;
  const period = (given: Omit<TrainingPeriod, 'at'>, key: string): TrainingPeriod => ({
    from: given.from,
    to: given.to,
    rows: given.rows,
    positives: given.positives,
    at: cursor.at(key).keyPlace,
  });
  return {
    file,
    name: written.name,
    ...(written.description !== undefined && { description: written.description }),
    ...(written.made_with !== undefined && { madeWith: written.made_with }),
    isIllustrative: written.illustrative === true,
    outcome: {
      label: written.outcome.label,
      withinDays: written.outcome.within,
      at: cursor.at('outcome').keyPlace,
    },
    ...(trained !== undefined && { trainedOn: period(trained, 'trained_on') }),
    ...(validated !== undefined && {
      validatedOn: {
        ...period(validated, 'validated_on'),
        figures: Object.entries(validated.figures ?? {}).map(([name, each]) => ({ name, ...each })),
      },
    }),
    intercept: written.intercept,
    terms: sound,
    at: cursor.at('name').place,
  };
}
