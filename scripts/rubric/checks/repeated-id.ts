import type { Place, Problem } from '../../problem.js';
import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/repeated-id';

/** Rows of points are told apart by these names; YAML itself refuses a key that stands twice in one map. */
export const repeatedId: Check = {
  code,
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric) => [
      ...repeated('tier', rubric.tiers),
      ...repeated('limit', rubric.limits),
      ...rubric.dimensions.flatMap((dimension) =>
        repeated('rule', [
          ...dimension.criteria,
          ...dimension.acts.map((act) => ({ name: act.name, at: act.at })),
          ...dimension.families,
        ]),
      ),
      ...repeated('rule', [...(rubric.account?.criteria ?? []), ...(rubric.account?.acts ?? [])]),
    ]),
};

export const repeatedRubric: Check = {
  code: 'rubric/repeated-rubric',
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric, index) => {
      const first = project.rubrics.slice(0, index).find((each) => each.name === rubric.name);
      if (first === undefined) return [];
      const what = `The rubric "${rubric.name}" already stands in ${first.file}.`;
      return [error('rubric/repeated-rubric', rubric.at, what, { todo: 'Give each rubric its own name.' })];
    }),
};

function repeated(kind: string, named: readonly { readonly name: string; readonly at: Place }[]): Problem[] {
  return named.flatMap((each, index) => {
    const first = named.slice(0, index).find((other) => other.name === each.name);
    if (first === undefined) return [];
    return [
      error(code, each.at, `The ${kind} "${each.name}" is already named on line ${first.at.line}.`, {
        why: 'Points and tiers are reported by name.',
        todo: 'Give each its own name.',
      }),
    ];
  });
}
