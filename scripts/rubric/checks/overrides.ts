import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/no-overrides';

/** Somebody must be able to give the overrides that a rubric reads. */
export const overrides: Check = {
  code,
  scope: 'project',
  check: ({ rubrics, sources }) => {
    const isGiven = sources.some((source) => source.entities.some(({ entity }) => entity === 'overrides'));
    if (isGiven) return [];
    return rubrics.flatMap((rubric) =>
      rubric.overrides === undefined
        ? []
        : [
            error(code, rubric.overrides.at, 'No source has overrides.', {
              todo: 'Map them under "entities:" in a file of rubrics/sources: who decided what, why and until when.',
            }),
          ],
    );
  },
};
