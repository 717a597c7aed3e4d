import { isOnProjects } from './run-parts.js';
import { projectNames } from './projects.js';

/** What one process does without a break: one part, or all that is asked of one project, which is made anew for it. */
export interface Job {
  readonly parts: readonly string[];
  readonly project?: string;
}

/** By processor seconds; those that are not here are short. */
const longest = ['language', 'demo', 'fuzz', 'connectors', 'semantics', 'entries', 'xeducation', 'ga4'];

/** The parts named as jobs, in the order in which a reader is told of them. */
export function jobsOf(names: readonly string[], project?: string): readonly Job[] {
  const ofEach = names.filter(isOnProjects);
  const each = project === undefined ? projectNames : [project];
  return [
    ...names.filter((name) => !isOnProjects(name)).map((name) => ({ parts: [name] })),
    ...(ofEach.length === 0 ? [] : each.map((name) => ({ parts: ofEach, project: name }))),
  ];
}

/** So that no process has a long one to itself while the others are at the end. */
export function longestFirst(jobs: readonly Job[]): readonly Job[] {
  const place = ({ parts, project }: Job): number => {
    const at = longest.indexOf(project ?? parts.join());
    return at < 0 ? longest.length : at;
  };
  return jobs.toSorted((one, other) => place(one) - place(other));
}
