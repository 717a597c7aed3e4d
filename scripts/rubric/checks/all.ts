import type { Problem } from '../../problem.js';
import type { Project } from '../model.js';
import type { Check } from './check.js';

export const checks: readonly Check[] = [];

/** Runs what can be judged: rubrics with faults are left out, and what looks across files waits until all are sound. */
export function runChecks(
  project: Project,
  state: { readonly isSound: boolean; readonly isFaulty: (file: string) => boolean },
): Problem[] {
  const sound = { ...project, rubrics: project.rubrics.filter((rubric) => !state.isFaulty(rubric.file)) };
  return checks.flatMap((each) => {
    if (each.scope === 'rubric') return each.check(sound);
    return state.isSound ? each.check(project) : [];
  });
}
