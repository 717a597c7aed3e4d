/** Columns of lead_scores that are there because some rubric asks for them: letters, the cell, how a tier was reached. */
import type { Project, Rubric } from '../../rubric/model.js';
import { typedNull } from '../text/sql.js';
import { demotionColumns } from '../rubric/demoting.js';
import { bufferColumns, wayColumns } from '../rubric/ways.js';
import { accountRubrics, scoredRubrics } from './shape.js';

interface ResultColumn {
  readonly name: string;
  readonly type: 'STRING' | 'BOOL' | 'NUMERIC';
  readonly description: string;
  /** The rubric's scores, its tiers, or its model. */
  readonly from: 's' | 't' | 'm';
}

function columnsOf(rubric: Rubric): readonly ResultColumn[] {
  const grades = rubric.dimensions
    .filter((dimension) => dimension.grades !== undefined)
    .map(({ name }) => `${name}_grade`)
    .toSorted();
  return [
    ...grades.map((name): ResultColumn => ({ name, type: 'STRING', description: 'Its letter', from: 's' })),
    ...(rubric.grid === undefined
      ? []
      : [{ name: 'cell', type: 'STRING', description: 'Where the two results of the grid meet', from: 's' } as const]),
    ...[...wayColumns(rubric), ...bufferColumns(rubric), ...demotionColumns(rubric)].map((column): ResultColumn => ({
      ...column,
      from: 't',
    })),
    ...(rubric.predictive === undefined
      ? []
      : [
          {
            name: 'predictive_value',
            type: 'NUMERIC',
            description:
              'What the model of the rubric adds up for the lead; higher is likelier. No point comes from it',
            from: 'm',
          } as const,
        ]),
  ];
}

/** Of all rubrics that are scored, each once. */
export function resultColumns(project: Project): readonly ResultColumn[] {
  const all = scoredRubrics(project).flatMap(columnsOf);
  return [...new Map(all.map((column) => [column.name, column])).values()];
}

/** The same as one rubric gives them: NULL where it has no such result. */
export function resultColumnsOf(project: Project, rubric: Rubric): readonly string[] {
  const own = new Set(columnsOf(rubric).map((column) => column.name));
  return resultColumns(project).map(({ name, type, from }) =>
    own.has(name) ? `${from}.${name}` : `${typedNull(type)} AS ${name}`,
  );
}

/** Kinds of reasons that a rep is told. */
export function toldKinds(project: Project): readonly string[] {
  const isLifted = scoredRubrics(project).some((rubric) => rubric.dimensions.some((one) => one.softFit !== undefined));
  const ofAccount = accountRubrics(project).length > 0 ? ['account', 'engaged_people'] : [];
  const has = (part: 'breadth' | 'inactivity'): readonly string[] =>
    scoredRubrics(project).some((rubric) => rubric.dimensions.some((one) => one[part] !== undefined)) ? [part] : [];
  return [
    'criterion',
    ...(isLifted ? ['soft_fit'] : []),
    'act',
    ...has('breadth'),
    ...has('inactivity'),
    ...ofAccount,
    'limit',
  ];
}
