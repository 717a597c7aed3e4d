import { Decimal } from 'decimal.js';
import type { ActRule, Dimension, Family } from '../model.js';
import { error } from '../report.js';
import type { EngagedText } from '../schema/engaged.js';
import type { Cursor } from '../yaml/cursor.js';
import { isKnown, type Scope } from './scope.js';

/** The rules of the families, or all of them; zero points mean more than zero. */
export function resolveEngaged(
  written: EngagedText,
  cursor: Cursor,
  dimension: { readonly acts: readonly ActRule[]; readonly families: readonly Family[] },
  scope: Scope,
): Pick<Dimension, 'engaged'> {
  const names = new Set(dimension.families.map((family) => family.name));
  const areKnown = (written.families ?? []).map((name, index) =>
    isKnown('family', name, names, cursor.at('families', index), scope.report, 'Add it under "families:".'),
  );
  if (written.min_points?.lte(0) === true) {
    const todo = 'Write a number above 0, or leave it out: then any points do.';
    const what = 'Everybody has so many points.';
    scope.report(error('rubric/engaged', cursor.at('min_points').place, what, { todo }));
    return {};
  }
  if (areKnown.includes(false)) return {};
  const chosen = dimension.families.filter((family) => written.families?.includes(family.name) === true);
  const rules =
    written.families === undefined
      ? dimension.acts.map((rule) => rule.name)
      : chosen.flatMap((family) => family.signals);
  return {
    engaged: {
      rules,
      minPoints: written.min_points ?? new Decimal(0),
      ...(written.within !== undefined && { withinDays: written.within }),
      at: cursor.keyPlace,
    },
  };
}
