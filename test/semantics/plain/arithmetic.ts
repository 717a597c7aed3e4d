import { Decimal } from 'decimal.js';

/** Far more digits than any product here has, so that only the last rounding counts. */
export const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

export const ZERO = new Exact(0);

/** Points: six digits, half away from zero. */
export function points(value: Decimal): Decimal {
  return value.toDecimalPlaces(6, Decimal.ROUND_HALF_UP);
}

/** Weighted points: nine digits, half away from zero. */
export function weighted(value: Decimal): Decimal {
  return value.toDecimalPlaces(9, Decimal.ROUND_HALF_UP);
}

export function exact(value: Decimal | number): Decimal {
  return new Exact(value);
}

export function sum(values: readonly Decimal[]): Decimal {
  // Most rows of most leads are zero.
  return values.reduce((before, value) => (value.isZero() ? before : before.plus(value)), ZERO);
}
