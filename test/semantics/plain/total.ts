/** Step 14: the total, as rows. */
import { Decimal } from 'decimal.js';
import { exact, sum, weighted, ZERO } from './arithmetic.js';
import { type Scope, thatHold } from './condition.js';
import type { Contribution } from './contribution.js';
import { type DimensionOutcome, rangeChange } from './dimension.js';
import { listOf, mapOf, numberIn, numberOf, textOf, textsOf, type YamlMap } from './yaml.js';

export interface TotalOutcome {
  /** Every row of the lead, with `totalPoints`. */
  readonly rows: readonly Required<Contribution>[];
  readonly total: Decimal;
  /** A limit takes points away. */
  readonly isLimited: boolean;
}

/** @param extra rows whose points are already those of the total: what the account brings */
export function totalOutcome(
  dimensions: readonly DimensionOutcome[],
  extra: readonly Required<Contribution>[],
  scope: Scope,
): TotalOutcome {
  const written = mapOf(scope.rubric['total']);
  const weights = weightsOf(written);
  const own = dimensions.flatMap(({ name, rows }) => {
    const weight = weights.get(name) ?? ZERO;
    return rows.map((row) => ({ ...row, totalPoints: weightedPoints(row.points, weight) }));
  });
  const rows: Required<Contribution>[] = [...own, ...extra];
  let total = sum(rows.map((row) => row.totalPoints));
  const add = (rule: string, kind: string, points: Decimal): void => {
    rows.push({ dimension: 'total', rule, kind, points, totalPoints: points });
    total = total.plus(points);
  };

  const rivals = textsOf(written['max']);
  if (rivals.length > 0) {
    const values = dimensions.filter(({ name }) => rivals.includes(name)).map(({ value }) => value);
    add('max', 'max', (values.length === 0 ? ZERO : Decimal.max(...values)).minus(sum(values)));
  }
  const factor = numberIn(written['normalise']);
  if (factor !== undefined) add('normalise', 'normalise', weighted(total.times(factor)).minus(total));
  const limit = lowestLimit(scope);
  const cut = limit !== undefined && total.gt(limit.most) ? exact(limit.most).minus(total) : ZERO;
  if (limit !== undefined) add(limit.name, 'limit', cut);
  add('total', 'range', rangeChange(total, written['range']));
  return { rows, total, isLimited: cut.lt(0) };
}

function weightedPoints(points: Decimal, weight: Decimal): Decimal {
  return points.isZero() ? ZERO : weighted(points.times(weight));
}

function weightsOf(written: YamlMap): ReadonlyMap<string, Decimal> {
  const rivals = textsOf(written['max']);
  if (rivals.length > 0) return new Map(rivals.map((name) => [name, exact(1)]));
  return new Map(Object.entries(mapOf(written['sum'])).map(([name, weight]) => [name, exact(numberOf(weight))]));
}

function lowestLimit(scope: Scope): { readonly name: string; readonly most: Decimal } | undefined {
  const [lowest] = thatHold(listOf(scope.rubric['limits']), 'when', scope)
    .flatMap((limit) => {
      const most = numberIn(limit['total_at_most']);
      return most === undefined ? [] : [{ name: textOf(limit['name']), most }];
    })
    .toSorted((a, b) => a.most.comparedTo(b.most) || (a.name < b.name ? -1 : 1));
  return lowest;
}
