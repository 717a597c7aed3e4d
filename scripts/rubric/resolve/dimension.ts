import type { Dimension } from '../model.js';
import type { DimensionText } from '../schema/dimension.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveAct } from './act.js';
import { resolveBreadth } from './breadth.js';
import { resolveCountFrom } from './count-from.js';
import { resolveCriterion } from './criterion.js';
import { resolveEngaged } from './engaged.js';
import { resolveFamily } from './family.js';
import { resolveGrades } from './grades.js';
import { resolveInactivity } from './inactivity.js';
import { resolveRange } from './range.js';
import type { Scope } from './scope.js';
import { resolveSoftFit } from './soft-fit.js';

/** What of the dimension is sound; faults are reported. */
export function resolveDimension(name: string, written: DimensionText, cursor: Cursor, scope: Scope): Dimension {
  const writtenActs = Object.entries(written.acts ?? {});
  const sequences = writtenActs.filter(([, each]) => each.sequence !== undefined).map(([key]) => key);
  const acts = writtenActs
    .map(([key, each]) => resolveAct(key, each, cursor.at('acts', key), scope))
    .filter((each) => each !== undefined);
  const families = Object.entries(written.families ?? {}).map(([key, each]) =>
    resolveFamily(key, each, cursor.at('families', key), sequences, scope),
  );
  const criteria = Object.entries(written.criteria ?? {})
    .map(([key, each]) => resolveCriterion(key, each, cursor.at('criteria', key), scope))
    .filter((each) => each !== undefined);
  const softFit = (written.soft_fit ?? [])
    .map((each, index) => resolveSoftFit(each, cursor.at('soft_fit', index), cursor, criteria, scope))
    .filter((each) => each !== undefined);
  return {
    name,
    ...(written.description !== undefined && { description: written.description }),
    range: resolveRange(written.range, cursor.at('range'), scope),
    criteria,
    ...(softFit.length > 0 && { softFit }),
    ...(written.grades !== undefined && { grades: resolveGrades(written.grades, cursor.at('grades'), scope) }),
    acts,
    families,
    ...(written.count_from !== undefined && resolveCountFrom(written.count_from, cursor.at('count_from'), scope)),
    ...(written.breadth !== undefined &&
      resolveBreadth(written.breadth, cursor.at('breadth'), writtenActs.length, scope)),
    ...(written.inactivity !== undefined && resolveInactivity(written.inactivity, cursor.at('inactivity'), scope)),
    ...(written.engaged !== undefined &&
      resolveEngaged(written.engaged, cursor.at('engaged'), { acts, families }, scope)),
    at: cursor.keyPlace,
  };
}
