/** The check that compares with an older state of the project: no change in meaning without a version, a why and an approval. */
import type { Problem } from '../../problem.js';
import type { Project, Rubric } from '../model.js';
import { error } from '../report.js';
import { type MeaningChange, meaningChanges } from './meaning-changes.js';

const code = 'rubric/unversioned-change';

/**
 * One problem for each live or shadow rubric whose meaning changed, in its own file or in a shared one, and which does not
 * say so. What was not scored before, or is not now, has no scores to explain.
 */
export function unversionedChanges(before: Project, after: Project): readonly Problem[] {
  const changes = meaningChanges(before, after).filter(({ kind }) => kind === 'meaning');
  return after.rubrics.flatMap((rubric) => {
    const old = before.rubrics.find(({ name }) => name === rubric.name);
    const own = changes.filter(({ rubrics }) => rubrics.includes(rubric.name));
    if (old === undefined || !isScored(old) || !isScored(rubric) || own.length === 0) return [];
    const missing = missingOf(old, rubric);
    return missing === undefined ? [] : [problem(rubric, own, missing)];
  });
}

function isScored({ status }: Rubric): boolean {
  return status === 'live' || status === 'shadow';
}

interface Missing {
  readonly what: string;
  readonly todo: string;
}

function missingOf(before: Rubric, after: Rubric): Missing | undefined {
  const [newest] = after.changes ?? [];
  if (after.version <= before.version)
    return {
      what: 'a new version',
      todo: `Set "version: ${before.version + 1}", and say in "changes:" what changed and why.`,
    };
  if (newest === undefined || newest.version !== after.version)
    return {
      what: 'an entry in "changes:"',
      todo: `Add { version: ${after.version}, on, what, why } as the first of "changes:".`,
    };
  if (after.approved === undefined || after.approved.on < newest.on)
    return { what: 'an approval', todo: `Let somebody approve it: "approved: { by, on }", on ${newest.on} or later.` };
  return undefined;
}

const SHOWN = 3;

function problem(rubric: Rubric, changes: readonly MeaningChange[], { what, todo }: Missing): Problem {
  const told = changes.slice(0, SHOWN).map((change) => change.what);
  const more = changes.length > SHOWN ? ` and ${changes.length - SHOWN} more` : '';
  return error(code, rubric.at, `The meaning of ${rubric.name} changed without ${what}.`, {
    why: `Scores before and after could not be told apart. Changed: ${told.join('; ')}${more}.`,
    todo,
  });
}
