/** What YAML would read and JSON does not: the one thing that tells the two apart in a file named .json. */
import type { Problem } from '../problem.js';
import { error } from './report.js';

/** `undefined` for JSON. */
export function jsonFault(file: string, text: string): Problem | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    const position = Number(/position (\d+)/.exec(said)?.[1] ?? text.length);
    const before = text.slice(0, position).split('\n');
    const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return error('rubric/not-json', place, 'The file is not JSON.', {
      todo: 'Look for a comma too many, a missing quote or a comment at this place or just before it.',
    });
  }
}
