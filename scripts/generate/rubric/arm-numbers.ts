/** The numbers by which <rubric>_<dimension>_arms and <rubric>_rules mean the same arm of a criterion. */
import type { Criterion, Rubric } from '../../rubric/model.js';
import { armsOf } from './names.js';

/** Room for the arms of one criterion: a case more leaves the numbers of all others as they are. */
function roomFor(rubric: Rubric): number {
  const most = Math.max(
    ...rubric.dimensions.flatMap(({ criteria }) => criteria.map((criterion) => armsOf(criterion).length)),
  );
  return 10 ** Math.max(3, String(most).length);
}

/**
 * The arm's number, unique in the rubric: 3002 is the second arm of its third criterion, in the order of `armsOf`.
 * @throws RangeError where the rubric's dimensions have no such arm
 */
export function armNumber(rubric: Rubric, criterion: Criterion, arm: string): number {
  const criteria = rubric.dimensions.flatMap((dimension) => dimension.criteria);
  const place = criteria.indexOf(criterion);
  const position = armsOf(criterion).findIndex((one) => one.arm === arm);
  if (place < 0 || position < 0) throw new RangeError(`${rubric.name} has no arm ${arm} of ${criterion.name}`);
  return (place + 1) * roomFor(rubric) + position + 1;
}

/** The column of <rubric>_<dimension>_arms that holds the number of a criterion's arm. */
export function armColumn(criterion: Pick<Criterion, 'name'>): string {
  return `${criterion.name}_arm`;
}
