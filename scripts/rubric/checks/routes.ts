import { didYouMean } from '../../problem/closest.js';
import type { Problem } from '../../problem.js';
import type { Project, Rubric } from '../model.js';
import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/route';

/** A route leads to another rubric that is live: nobody else would do anything. */
export const routes: Check = {
  code,
  scope: 'project',
  check: (project) =>
    project.rubrics
      .filter(({ status }) => status === 'live' || status === 'shadow')
      .flatMap((rubric) => (rubric.routes ?? []).flatMap((route) => wrong(route, rubric, project))),
};

function wrong({ to, at }: NonNullable<Rubric['routes']>[number], rubric: Rubric, { rubrics }: Project): Problem[] {
  if (to === rubric.name) {
    return [error(code, at, `The rubric "${to}" routes to itself.`, { todo: 'Name another one, or use "hold:".' })];
  }
  const target = rubrics.find((each) => each.name === to);
  if (target === undefined) {
    const others = rubrics.filter((each) => each !== rubric).map((each) => each.name);
    return [
      error('rubric/unknown-rubric', at, `There is no rubric "${to}".`, {
        todo: didYouMean(to, others) ?? `Create rubrics/${to}.yaml.`,
      }),
    ];
  }
  if (target.status === 'live') return [];
  return [
    error(code, at, `The rubric "${to}" is ${target.status === 'draft' ? 'a draft' : target.status}, not live.`, {
      why: 'Nobody would do anything with the leads that are sent there.',
      todo: `Give it "status: live", or take the route out.`,
    }),
  ];
}
