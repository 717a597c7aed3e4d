/** The columns of crm_updates that CRM sections may name, whichever rubric fills them. */
import type { CrmField, Project, Rubric } from '../../rubric/model.js';
import { packedReasons, publicColumns, usualScale } from '../../rubric/public-columns.js';
import type { ScalarType } from '../canonical.js';
import { numeric, typedNull } from '../text/sql.js';
import { Decimal } from 'decimal.js';
import { leadScoreColumns } from './lead-scores.js';
import { scoredRubrics } from './shape.js';

function columnsOf(rubric: Rubric): ReadonlyMap<string, ScalarType> {
  const { dimensions } = rubric;
  return publicColumns({
    dimensions: dimensions.map(({ name }) => name),
    graded: dimensions.filter(({ grades }) => grades !== undefined).map(({ name }) => name),
    hasGrid: rubric.grid !== undefined,
    hasAccount: rubric.account !== undefined,
    hasExperiment: rubric.experiment !== undefined,
    hasPredictive: rubric.predictive !== undefined,
  });
}

function fieldsOf(project: Project): readonly CrmField[] {
  return scoredRubrics(project).flatMap(({ crm }) => crm?.fields ?? []);
}

/** Digits after the point: the most that a CRM field asks for. */
function scaleOf(project: Project, column: string): number {
  const asked = fieldsOf(project).flatMap(({ from, scale }) => (from === column && scale !== undefined ? [scale] : []));
  return Math.max(usualScale(column), ...asked);
}

/** Cut off, so that a number shown never passes a threshold that the exact one does not. */
function cut(expression: string, scale: number): string {
  if (scale === 0) return `CAST(FLOOR(${expression}) AS INT64)`;
  const [up, down] = [new Decimal(10).pow(scale), new Decimal(10).pow(-scale)];
  return `FLOOR(${expression} * ${numeric(up)}) * ${numeric(down)}`;
}

/** Names of the columns by which reasons are packed, with the most characters of each, the shortest first. */
export function packedColumns(project: Project): readonly { readonly name: string; readonly length: number }[] {
  const lengths = fieldsOf(project).flatMap(({ from, length }) =>
    length !== undefined && from === packedReasons(length) ? [length] : [],
  );
  return [...new Set(lengths)].toSorted((a, b) => a - b).map((length) => ({ name: packedReasons(length), length }));
}

/** From tier_transitions, in place of `lead_scores`. */
const dueColumn = 'action_due_at';

/** Each with its expression over `s`, the row of `lead_scores`, or `due`, the last transition, and what it is where that needs saying. */
export function crmColumns(
  project: Project,
): readonly { readonly name: string; readonly sql: string; readonly description?: string }[] {
  const every = scoredRubrics(project).map(columnsOf);
  const all = new Map(every.flatMap((columns) => [...columns]));
  const shared = [...all].filter(([name]) => every.every((columns) => columns.has(name)));
  const rest = [...all].filter(([name]) => !every.every((columns) => columns.has(name)));
  const known = leadScoreColumns(project);
  return [...shared, ...rest.toSorted(([a], [b]) => (a < b ? -1 : 1))].map(([name, type]) => {
    if (name === dueColumn)
      return {
        name,
        sql: `due.${name}`,
        description:
          'By when the action is to be done, from the run that found the lead there for something new; NULL where it came there otherwise',
      };
    if (!known.has(name)) return { name, sql: typedNull(type) };
    if (type !== 'NUMERIC') return { name, sql: `s.${name}` };
    const scale = scaleOf(project, name);
    const why = name === 'total_score' ? ': a number shown never passes a threshold that the exact one does not' : '';
    return {
      name,
      sql: cut(`s.${name}`, scale),
      description: `${scale === 0 ? 'Whole points' : `${scale} digits after the point`}, cut off${why}`,
    };
  });
}
