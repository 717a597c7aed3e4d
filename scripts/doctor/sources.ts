/** Whether the raw tables are there and look as their lock file says. */
import type { Engine } from '../engine/engine.js';
import { changeText, compareSchema, keepTexts, pullSchema, type RawSchema } from '../engine/pull.js';
import { ProblemError } from '../problem.js';
import type { Source } from '../rubric/model.js';
import { type Finding, note, ok, problem } from './finding.js';

export async function examineSource(
  source: Source,
  engine: Engine,
  where: { readonly database: string; readonly projectDirectory: string },
): Promise<readonly Finding[]> {
  const lock: RawSchema = new Map(
    source.tables.filter(({ columns }) => columns.length > 0).map(({ name, columns }) => [name, columns]),
  );
  try {
    const now = keepTexts(source, lock, await pullSchema(source, engine, where));
    const changes = compareSchema(lock, now);
    const tables = `${source.tables.length} ${source.tables.length === 1 ? 'table' : 'tables'}`;
    if (changes.length === 0) return [ok('source', `${source.name}: ${tables}, as in its lock file`)];
    const pull = `Look at it, then run \`npx leadscore sources pull ${source.name}\` and \`npx leadscore build\`.`;
    const fromFiles = new Set(source.tables.filter(({ files }) => files.length > 0).map(({ name }) => name));
    return changes.map((change) => {
      const said = `${source.name}: ${changeText(change)}`;
      // What is more than before does no harm: nothing reads it yet. A file's values are read as the lock says, whatever they look like.
      const isHarmless =
        change.kind === 'column-added' ||
        change.kind === 'table-added' ||
        (change.kind === 'type-changed' && fromFiles.has(change.table));
      return isHarmless ? note('source', said) : problem('source', said, pull);
    });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ what, todo }) => problem('source', `${source.name}: ${what}`, todo));
  }
}
