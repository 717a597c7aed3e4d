import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/nobody-demoted';

/** Whoever stands in the last tier cannot go down. */
export const nobodyDemoted: Check = {
  code,
  scope: 'rubric',
  check: ({ rubrics }) =>
    rubrics.flatMap(({ predictive, tiers }) =>
      predictive?.use.kind !== 'demote_bottom' || tiers.length > 1
        ? []
        : [
            error(code, predictive.at, 'The rubric has one tier, and nobody can be moved below it.', {
              todo: 'Add a tier, or write "use: rank".',
            }),
          ],
    ),
};
