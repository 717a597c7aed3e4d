/** What a family's points become by its curve: a table over whole points, so that every engine gives the same. */
import { Decimal } from 'decimal.js';
import { roundedPoints } from './curve.js';
import type { Family } from './model.js';

type Curve = NonNullable<Family['curve']>;

/** The last whole points in the table; its value holds beyond. */
export const lastCurvedPoints = 10_000;

/** Six digits of a square root and of a natural logarithm, from many more. */
const Exact = Decimal.clone({ precision: 24 });

const curves: Readonly<Record<Curve, (points: Decimal) => Decimal>> = {
  sqrt: (points) => points.sqrt(),
  log: (points) => points.plus(1).ln(),
};

/** The points at 0, 1, 2, ... up to `lastCurvedPoints`. */
export function curveTable(curve: Curve): readonly Decimal[] {
  return Array.from({ length: lastCurvedPoints + 1 }, (_, points) => roundedPoints(curves[curve](new Exact(points))));
}

/** Of a sum above zero: the curve at its whole points. Anything else stays as it is. */
export function curvedPoints(curve: Curve, sum: Decimal): Decimal {
  if (sum.lte(0)) return sum;
  const whole = sum.floor();
  return roundedPoints(curves[curve](new Exact(whole.gt(lastCurvedPoints) ? lastCurvedPoints : whole)));
}
