/** Whether anybody may be known by a hash of an address only. */
import type { Project } from '../../rubric/model.js';
import { inputsOf } from './inputs.js';

/** Some source of people or events maps `email_sha256`, or identity.yaml matches by it: a staging model written by hand may have it. */
export function hasHashes(project: Pick<Project, 'sources' | 'identity'>): boolean {
  return (
    project.identity.matchKeys.some(({ kind }) => kind === 'email_sha256') ||
    (['leads', 'contacts', 'events'] as const).some((entity) =>
      inputsOf(project, entity).some(({ mapping }) => mapping.columns.has('email_sha256')),
    )
  );
}
