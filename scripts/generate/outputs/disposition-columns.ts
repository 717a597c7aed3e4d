/** What is done with a lead, as the public tables have it: a column that no scored rubric fills is left out. */
import type { Project, Rubric } from '../../rubric/model.js';
import type { ScalarType } from '../canonical.js';
import { typedNull } from '../text/sql.js';
import { scoredRubrics } from './shape.js';

interface DispositionColumn {
  readonly name: string;
  readonly type: ScalarType;
  readonly description?: string;
  /** Which rubrics fill it; every one unless given. */
  readonly isOf?: (rubric: Rubric) => boolean;
}

const columns: readonly DispositionColumn[] = [
  { name: 'tier', type: 'STRING' },
  { name: 'tier_position', type: 'INT64', description: '1 for the highest tier' },
  { name: 'action', type: 'STRING', description: 'What the tier does, or a variant in its place' },
  { name: 'action_details', type: 'STRING' },
  { name: 'action_due_minutes', type: 'INT64', description: 'Minutes within which it is to be done' },
  { name: 'playbook', type: 'STRING', description: 'How it is done, for the person who does it' },
  {
    name: 'disposition',
    type: 'STRING',
    description: 'overridden, suppressed, frozen, held, routed or holdout, by the first that applies; else the action',
  },
  {
    name: 'dispositions',
    type: 'STRING',
    description: 'All that apply with their reasons, in the order in which they decide; the action is the last',
  },
  { name: 'suppressed_because', type: 'STRING' },
  {
    name: 'route_to',
    type: 'STRING',
    description: 'The live rubric whose motion applies instead, where that decides',
    isOf: ({ routes = [] }) => routes.length > 0,
  },
  {
    name: 'experiment_arm',
    type: 'STRING',
    description: 'holdout, explore, the name of a variant, or control; NULL without an experiment',
    isOf: ({ experiment }) => experiment !== undefined,
  },
  {
    name: 'variant',
    type: 'STRING',
    description: "The variant whose action stands in place of the tier's",
    isOf: ({ experiment }) => (experiment?.variants.length ?? 0) > 0,
  },
];

const isFilled = (rubric: Rubric, { isOf }: DispositionColumn): boolean => isOf === undefined || isOf(rubric);

export function dispositionColumns(project: Project): readonly DispositionColumn[] {
  return columns.filter((column) => scoredRubrics(project).some((rubric) => isFilled(rubric, column)));
}

/** Of one rubric's branch of the union. */
export function dispositionColumnsOf(project: Project, rubric: Rubric, from: string): readonly string[] {
  return dispositionColumns(project).map((column) =>
    isFilled(rubric, column) ? `${from}.${column.name}` : `${typedNull(column.type)} AS ${column.name}`,
  );
}
