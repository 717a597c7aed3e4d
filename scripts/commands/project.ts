/** A project read from disk, and what is generated from it. */
import { documentHeader } from '../docs/header.js';
import { renderMarkdown } from '../docs/markdown.js';
import { rubricDocument } from '../docs/rubric-document.js';
import { packagedDomainLists } from '../generate/packaged/domain-lists.js';
import { projectModels } from '../generate/models.js';
import type { Model } from '../generate/sqlx.js';
import type { OtherFiles } from '../generate/write.js';
import { type Problem, ProblemError } from '../problem.js';
import { jsonSchemas } from '../rubric/json-schema/schemas.js';
import { loadProject } from '../rubric/load.js';
import type { Project } from '../rubric/model.js';
import { syncJsonSchema } from '../sync/config/json-schema.js';

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

export const documentsFolder = 'docs/rubrics';

/** What `build` writes beside the models: each rubric as a document, and the schemas that editors check YAML by. */
export function otherFilesOf(project: Project): OtherFiles {
  return {
    files: [
      ...project.rubrics.map((rubric) => ({
        path: `${documentsFolder}/${rubric.name}.md`,
        text: renderMarkdown(rubricDocument(project, rubric)),
      })),
      ...jsonSchemas(),
      syncJsonSchema(),
    ],
    folders: [{ path: documentsFolder, begin: documentHeader }],
  };
}
