import type { Problem } from '../../problem.js';
import type { Project } from '../model.js';

/** One static check. To add one: a file here, a line in `all.ts`, a case in test/rubric/cases. */
export interface Check {
  readonly code: string;
  /** `rubric`: looks at each rubric alone, so it also runs on the sound ones of a project with faults elsewhere. */
  readonly scope: 'rubric' | 'project';
  check(project: Project): readonly Problem[];
}
