/** What is wrong with a sync in its project, before any warehouse or CRM is asked. */
import type { Problem } from '../problem.js';
import type { Project } from '../rubric/model.js';
import { sortProblems } from '../rubric/report.js';
import { actionProblems } from './actions/problems.js';
import type { SyncConfig } from './config/config.js';
import { mappingProblems } from './mapping/problems.js';

export function syncProblems(project: Project, config: SyncConfig): readonly Problem[] {
  return sortProblems([...mappingProblems(project, config), ...actionProblems(project, config)]);
}
