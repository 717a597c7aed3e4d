import type { Decimal } from 'decimal.js';

/** One row of a score. */
export interface Contribution {
  /** A dimension, `total` or `account`. */
  readonly dimension: string;
  readonly rule: string;
  readonly kind: string;
  readonly points: Decimal;
  /** Once the dimension's weight is known. */
  readonly totalPoints?: Decimal;
}
