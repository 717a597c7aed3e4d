import type { Decimal } from 'decimal.js';
import type { Problem } from '../../problem.js';
import { withAccountActs } from '../account-acts.js';
import { actAttainable, familyAttainable } from '../attainable.js';
import { curvedPoints } from '../family-curve.js';
import type { ActRule, Dimension, Family } from '../model.js';
import { warning } from '../report.js';
import type { Check } from './check.js';

/** A cap below one act's points: the points as written are never given. */
export const capTooLow: Check = {
  code: 'rubric/cap-too-low',
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric) =>
      withAccountActs(rubric).flatMap((dimension) => [
        ...dimension.acts.flatMap(actTooLow),
        ...familiesTooLow(dimension),
      ]),
    ),
};

/** A cap that no number of acts can reach. */
export const capNeverBinds: Check = {
  code: 'rubric/cap-never-binds',
  scope: 'rubric',
  check: (project) =>
    project.rubrics.flatMap((rubric) =>
      withAccountActs(rubric).flatMap((dimension) => [
        ...dimension.acts.flatMap(actNeverBinds),
        ...familiesNeverBind(dimension),
      ]),
    ),
};

function actTooLow(act: ActRule): Problem[] {
  if (act.cap === undefined || act.cap.points.gte(act.points)) return [];
  const what = `"${act.name}" gives ${act.points.toString()} points and is capped at ${act.cap.points.toString()}.`;
  return [warning('rubric/cap-too-low', act.at, what, { todo: 'Raise the cap, or write the points that are meant.' })];
}

function familiesTooLow(dimension: Dimension): Problem[] {
  return dimension.families.flatMap((family) =>
    actsOf(dimension, family.signals)
      .filter((act) => family.cap?.lt(afterCurve(family, act.points)) === true)
      .map((act) =>
        warning(
          'rubric/cap-too-low',
          family.at,
          `"${act.name}" gives ${act.points.toString()} points; its family "${family.name}" is capped at ${family.cap?.toString() ?? ''}.`,
          { todo: 'Raise the cap, or write the points that are meant.' },
        ),
      ),
  );
}

function actNeverBinds(act: ActRule): Problem[] {
  const { cap, ...uncapped } = act;
  if (cap === undefined || cap.per !== undefined || actAttainable(uncapped).high.gt(cap.points)) return [];
  const what = `The cap of "${act.name}" can never bind: its limit gives ${actAttainable(uncapped).high.toString()} points at most.`;
  return [warning('rubric/cap-never-binds', act.at, what, { todo: 'Take the cap away, or lower it.' })];
}

function familiesNeverBind(dimension: Dimension): Problem[] {
  return dimension.families.flatMap((family) => {
    const { cap, ...uncapped } = family;
    const most = familyAttainable(uncapped, dimension.acts).high;
    if (cap === undefined || most.gt(cap)) return [];
    const what = `The cap of the family "${family.name}" can never bind: its ${family.curve === undefined ? 'signals give' : 'curve gives'} ${most.toString()} points at most.`;
    return [warning('rubric/cap-never-binds', family.at, what, { todo: 'Take the cap away, or lower it.' })];
  });
}

function afterCurve({ curve }: Family, points: Decimal): Decimal {
  return curve === undefined ? points : curvedPoints(curve, points);
}

function actsOf(dimension: Dimension, signals: readonly string[]): ActRule[] {
  return dimension.acts.filter((act) => signals.includes(act.name));
}
