/** Logistic regression with a ridge, by Newton's method: small, exact to the digits that an artefact keeps, and the same every time. */

export interface Fit {
  readonly intercept: number;
  /** One for each column. */
  readonly weights: readonly number[];
}

const STEPS = 30;

/**
 * @param rows for each lead the columns that are 1; all others are 0
 * @param outcomes whether the lead had the outcome
 * @param ridge the penalty on each weight but the intercept; at 0, columns that say the same have no one solution
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  outcomes: readonly boolean[],
  columns: number,
  ridge: number,
): Fit {
  const size = columns + 1;
  let beta = Array.from({ length: size }, () => 0);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = beta.map((value, index) => (index === columns ? 0 : -ridge * value));
    const hessian = beta.map((_, row) => beta.map((__, column) => (row === column && row !== columns ? ridge : 0)));
    for (const [index, row] of rows.entries()) {
      const ones = [...row, columns];
      const score = ones.reduce((sum, column) => sum + at(beta, column), 0);
      const chance = 1 / (1 + Math.exp(-score));
      const weight = chance * (1 - chance);
      for (const one of ones) {
        gradient[one] = at(gradient, one) + (outcomes[index] === true ? 1 : 0) - chance;
        const line = hessian[one] ?? [];
        for (const other of ones) line[other] = at(line, other) + weight;
      }
    }
    const move = solve(hessian, gradient);
    beta = beta.map((value, index) => value + at(move, index));
    if (move.every((value) => Math.abs(value) < 1e-9)) break;
  }
  return { intercept: at(beta, columns), weights: beta.slice(0, columns) };
}

/** Gauss elimination with pivots. Throws a RangeError for a matrix that has no inverse. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const lines = matrix.map((line, index) => [...line, at(right, index)]);
  for (let column = 0; column < lines.length; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < lines.length; row += 1) {
      if (Math.abs(at(lines[row] ?? [], column)) > Math.abs(at(lines[pivot] ?? [], column))) pivot = row;
    }
    const chosen = lines[pivot] ?? [];
    if (at(chosen, column) === 0) throw new RangeError('The columns have no one solution.');
    lines[pivot] = lines[column] ?? [];
    lines[column] = chosen;
    for (const [row, line] of lines.entries()) {
      if (row === column) continue;
      const factor = at(line, column) / at(chosen, column);
      if (factor === 0) continue;
      for (let index = column; index <= lines.length; index += 1)
        line[index] = at(line, index) - factor * at(chosen, index);
    }
  }
  return lines.map((line, index) => at(line, lines.length) / at(line, index));
}

function at(list: readonly number[], index: number): number {
  return list[index] ?? 0;
}

interface Pairs {
  readonly wins: number;
  readonly pairs: number;
}

/** Of the pairs of a lead with the outcome and one without: those in which the first has the higher value; ties count half. */
function pairsOf(values: readonly number[], outcomes: readonly boolean[]): Pairs {
  const sorted = values
    .map((value, index) => ({ value, isPositive: outcomes[index] === true }))
    .toSorted((a, b) => a.value - b.value);
  let below = 0;
  let wins = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]?.value === sorted[from]?.value) to += 1;
    const equal = sorted.slice(from, to);
    const positives = equal.filter(({ isPositive }) => isPositive).length;
    const negatives = equal.length - positives;
    wins += positives * (below + negatives / 2);
    below += negatives;
    from = to;
  }
  return { wins, pairs: (outcomes.length - below) * below };
}

/** How often of two leads, one with the outcome and one without, the first has the higher value. */
export function areaUnderCurve(values: readonly number[], outcomes: readonly boolean[]): number {
  const { wins, pairs } = pairsOf(values, outcomes);
  return wins / pairs;
}

/** The same over pairs of one group: what an order inside groups is worth. */
export function areaInside(groups: readonly string[], values: readonly number[], outcomes: readonly boolean[]): number {
  const each = [...new Set(groups)].map((group) => {
    const inside = (_: unknown, index: number): boolean => groups[index] === group;
    return pairsOf(values.filter(inside), outcomes.filter(inside));
  });
  const sum = (of: (pairs: Pairs) => number): number => each.reduce((total, pairs) => total + of(pairs), 0);
  return sum(({ wins }) => wins) / sum(({ pairs }) => pairs);
}
