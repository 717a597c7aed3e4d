/** A project read from disk, and its models. */
import { packagedDomainLists } from '../generate/packaged/domain-lists.js';
import { projectModels } from '../generate/models.js';
import type { Model } from '../generate/sqlx.js';
import { type Problem, ProblemError } from '../problem.js';
import { loadProject } from '../rubric/load.js';
import type { Project } from '../rubric/model.js';

/** Throws a ProblemError with every error; warnings come back beside the project. */
export async function readProject(
  directory: string,
): Promise<{ readonly project: Project; readonly warnings: readonly Problem[] }> {
  const { project, problems } = await loadProject(directory);
  if (project === undefined || problems.some((problem) => problem.severity === 'error'))
    throw new ProblemError(problems);
  return { project, warnings: problems };
}

export function modelsOf(project: Project): readonly Model[] {
  return projectModels(project, packagedDomainLists());
}
