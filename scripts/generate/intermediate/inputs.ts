/** Which staging models feed an intermediate model, and how they are stacked. */
import type { EntityMapping, Project, Source } from '../../rubric/model.js';
import type { EntityName } from '../canonical.js';
import { stagingName } from '../sources/staging.js';

export interface Input {
  readonly source: Source;
  readonly mapping: EntityMapping;
  readonly model: string;
}

/** Every source's mapping of the entity, by source name, so that the graph does not depend on the order of files. */
export function inputsOf(project: Pick<Project, 'sources'>, entity: EntityName): readonly Input[] {
  return project.sources
    .flatMap((source) =>
      source.entities
        .filter((mapping) => mapping.entity === entity)
        .map((mapping) => ({ source, mapping, model: stagingName(source, mapping) })),
    )
    .toSorted((a, b) => (a.source.name < b.source.name ? -1 : 1));
}
