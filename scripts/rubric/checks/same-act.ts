import { comparedColumns } from '../compared-columns.js';
import type { Project } from '../model.js';
import { warning } from '../report.js';
import type { Check } from './check.js';

const code = 'signals/never-the-same';

/** What no source tells is unknown of every act, and what is unknown is never the same. */
export const neverTheSame: Check = {
  code,
  scope: 'project',
  check: (project) =>
    project.signals.flatMap(({ name, sameAct }) =>
      (sameAct?.by ?? []).flatMap((by) => {
        const column = comparedColumns[by];
        if (sameAct === undefined || isTold(project, column)) return [];
        return [
          warning(code, sameAct.at, `No two acts of "${name}" are ever the same: no source has ${column}.`, {
            todo: `Map ${column} in rubrics/sources/, or compare something else.`,
          }),
        ];
      }),
    ),
};

function isTold(project: Project, column: string): boolean {
  return project.sources.some(({ entities }) =>
    entities.some(
      ({ entity, isCustom, columns }) =>
        (entity === 'events' || entity === 'campaign_responses') && (isCustom || columns.has(column)),
    ),
  );
}
