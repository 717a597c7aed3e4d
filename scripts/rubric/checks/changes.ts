import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/changes';

/** The list of changes begins with the rubric's own version and goes back in time. */
export const changes: Check = {
  code,
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap(({ changes: list = [], version }) => {
      const [newest] = list;
      if (newest !== undefined && newest.version !== version) {
        const what = `The newest change is version ${newest.version}, the rubric is version ${version}.`;
        return [error(code, newest.at, what, { todo: 'Say at the top what this version changes.' })];
      }
      return list
        .filter((each, index) => each.version >= (list[index - 1]?.version ?? Infinity))
        .map((each) => error(code, each.at, 'Changes stand newest first.', { todo: 'Sort them by version.' }));
    }),
};
