import { error } from '../report.js';
import type { Check } from './check.js';

/** With several live rubrics somebody must say whose tier a lead's record shows. */
export const precedence: Check = {
  code: 'rubric/precedence',
  scope: 'project',
  check: (project) => {
    const live = project.rubrics.filter((rubric) => rubric.status === 'live');
    if (live.length < 2 && project.precedence.length === 0) return [];
    return live
      .filter((rubric) => !project.precedence.includes(rubric.name))
      .map((rubric) =>
        error('rubric/precedence', rubric.at, `The live rubric "${rubric.name}" has no place in the precedence.`, {
          why: "Where several rubrics are live, one of them decides what a lead's record shows.",
          todo: 'Add it to "precedence:" in rubrics/shared/precedence.yaml.',
        }),
      );
  },
};
