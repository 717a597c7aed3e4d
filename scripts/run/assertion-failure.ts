import type { Action, TargetKey } from '../graph/graph.js';
import type { Problem } from '../problem.js';

/** What a failed assertion means, by the kind that Dataform's own names tell. */
export function assertionFailure(action: Action, rows: number): Problem {
  const parent = action.kind === 'assertion' ? action.parent : undefined;
  const many = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
  return {
    code: 'run/assertion-failed',
    severity: 'error',
    place: { file: action.fileName, line: 1, column: 1 },
    what:
      parent === undefined
        ? `The assertion ${action.target.name} found ${many}.`
        : `The assertion ${action.target.name} on ${modelName(parent)} found ${many}.`,
    why: 'An assertion asks for the rows that must not exist.',
    todo: `Look at all of them: SELECT * FROM \`${action.key}\``,
  };
}

function modelName(key: TargetKey): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
