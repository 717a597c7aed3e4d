import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DomainLists } from '../../../scripts/generate/intermediate/domains.js';
import type { Project as Rubrics } from '../../../scripts/rubric/model.js';
import { ProblemError, built, projectModels, resolveProject, root, writeModels } from '../leadscore.js';

/** Short, since the lists that come with leadscore are judged with the demo. */
const lists: DomainLists = {
  suffixes: [{ suffix: 'co.uk', kind: 'rule' }],
  freeMail: ['gmail.com'],
  disposable: ['mailinator.com'],
  roleAddresses: ['info'],
};

/** A project on disk that is made of texts, with its models. */
export interface MadeProject {
  readonly directory: string;
  readonly rubrics: Rubrics;
}

/**
 * Writes a project of the given texts (path -> text) below the folder of what is built, with the models made from
 * them. Throws a ProblemError for texts that are not sound.
 */
export function makeProject(name: string, texts: ReadonlyMap<string, string>): MadeProject {
  const directory = path.join(built, 'projects', name);
  const { project, problems } = resolveProject({ directory, texts, customModels: new Set() });
  if (project === undefined) throw new ProblemError(problems);
  rmSync(directory, { recursive: true, force: true });
  for (const [file, text] of texts) {
    mkdirSync(path.join(directory, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(directory, file), text);
  }
  for (const shared of ['includes', 'workflow_settings.yaml']) {
    cpSync(path.join(root, shared), path.join(directory, shared), { recursive: true });
  }
  writeModels(directory, projectModels(project, lists));
  return { directory, rubrics: project };
}
