import { withAccountActs } from '../account-acts.js';
import { conditionsOf } from '../conditions.js';
import type { Project } from '../model.js';
import { warning } from '../report.js';
import type { Check } from './check.js';

const code = 'signals/unused';

export const unusedSignal: Check = {
  code,
  scope: 'project',
  check: (project) => {
    const used = usedSignals(project);
    return project.signals.flatMap((signal) => {
      if (used.has(signal.name) === !signal.isUnused) return [];
      if (signal.isUnused) {
        const what = `The signal "${signal.name}" is declared as unused, but a rubric uses it.`;
        return [warning(code, signal.at, what, { todo: 'Take "unused: true" away.' })];
      }
      return [
        warning(code, signal.at, `No rubric uses the signal "${signal.name}".`, {
          why: 'What nobody looks at is either forgotten in a rubric or not worth mapping.',
          todo: 'Use it, take it out, or say "unused: true".',
        }),
      ];
    });
  },
};

function usedSignals(project: Project): ReadonlySet<string> {
  return new Set(
    project.rubrics.flatMap((rubric) => [
      ...withAccountActs(rubric).flatMap((dimension) =>
        dimension.acts.flatMap((act) => [
          act.signal,
          ...(act.sequence?.signals ?? []),
          ...(act.decay.ageFrom?.signals ?? []),
        ]),
      ),
      ...conditionsOf(rubric).flatMap((condition) =>
        condition.kind === 'behaviour' ? [...condition.signals, ...(condition.after?.signals ?? [])] : [],
      ),
    ]),
  );
}
