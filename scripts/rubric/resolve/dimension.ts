import type { Dimension, Family } from '../model.js';
import { error } from '../report.js';
import type { DimensionText, FamilyText } from '../schema/dimension.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveAct } from './act.js';
import { resolveCriterion } from './criterion.js';
import { resolveGrades } from './grades.js';
import { resolveRange } from './range.js';
import { isKnown, type Scope } from './scope.js';
import { resolveSoftFit } from './soft-fit.js';

/** What of the dimension is sound; faults are reported. */
export function resolveDimension(name: string, written: DimensionText, cursor: Cursor, scope: Scope): Dimension {
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
    acts: Object.entries(written.acts ?? {})
      .map(([key, each]) => resolveAct(key, each, cursor.at('acts', key), scope))
      .filter((each) => each !== undefined),
    families: Object.entries(written.families ?? {}).map(([key, each]) =>
      resolveFamily(key, each, cursor.at('families', key), scope),
    ),
    at: cursor.keyPlace,
  };
}

function resolveFamily(name: string, written: FamilyText, cursor: Cursor, scope: Scope): Family {
  const signals = written.signals.filter((signal, index) =>
    isKnown('signal', signal, scope.signals, cursor.at('signals', index), scope.report),
  );
  if (written.cap?.lte(0) === true) {
    const todo = 'Write a number above 0.';
    scope.report(error('rubric/cap', cursor.at('cap').place, 'A cap is an upper bound above zero.', { todo }));
  }
  return { name, signals, ...(written.cap !== undefined && { cap: written.cap }), at: cursor.keyPlace };
}
