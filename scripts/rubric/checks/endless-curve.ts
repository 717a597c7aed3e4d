import { withAccountActs } from '../account-acts.js';
import type { ActRule } from '../model.js';
import { warning } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/endless-curve';

/** Acts whose points never end, so that an act of years ago counts like one of today. */
export const endlessCurve: Check = {
  code,
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric) =>
      withAccountActs(rubric).flatMap((dimension) =>
        dimension.acts.filter(isEndless).map((act) =>
          warning(code, act.at, `The points of "${act.name}" never end.`, {
            why: 'However long ago, the act counts, and every run reads all of its history.',
            todo: 'Add a decay such as { until: 365d }, or let the last step be 0.',
          }),
        ),
      ),
    ),
};

function isEndless({ decay, points, byCount }: ActRule): boolean {
  if (points.isZero()) return false;
  if (byCount !== undefined) return byCount.withinDays === undefined;
  if (decay.kind === 'none') return true;
  return decay.kind === 'steps' && decay.steps.at(-1)?.share.isZero() === false;
}
