import type { Problem } from '../../problem.js';
import type { Dimension } from '../model.js';
import { error } from '../report.js';
import type { Check } from './check.js';

/** A signal belongs to at most one family of a dimension: two caps on one act have no meaning. */
export const twoFamilies: Check = {
  code: 'rubric/two-families',
  scope: 'rubric',
  check: (project) => project.rubrics.flatMap((rubric) => rubric.dimensions.flatMap(inTwo)),
};

/** A family names only signals that the dimension counts. */
export const familyWithoutAct: Check = {
  code: 'rubric/family-without-act',
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric) =>
      rubric.dimensions.flatMap((dimension) =>
        dimension.families.flatMap((family) =>
          family.signals
            .filter((signal) => !dimension.acts.some((act) => act.name === signal))
            .map((signal) =>
              error(
                'rubric/family-without-act',
                family.at,
                `The family "${family.name}" names "${signal}", for which "${dimension.name}" has no act.`,
                { todo: `Add "${signal}:" under "acts:", or take it out of the family.` },
              ),
            ),
        ),
      ),
    ),
};

function inTwo(dimension: Dimension): Problem[] {
  const familyOf = new Map<string, string>();
  return dimension.families.flatMap((family) =>
    family.signals.flatMap((signal) => {
      const other = familyOf.get(signal);
      familyOf.set(signal, family.name);
      if (other === undefined) return [];
      const where =
        other === family.name ? `twice in the family "${family.name}"` : `in "${other}" and "${family.name}"`;
      return [
        error('rubric/two-families', family.at, `The signal "${signal}" stands ${where}.`, {
          why: 'Its points can be capped once only.',
          todo: 'Keep it in one.',
        }),
      ];
    }),
  );
}
