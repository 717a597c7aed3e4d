import type { Value } from '../../../scripts/engine/engine.js';
import type { Placing } from '../both.js';
import type { Relation } from '../judge/judge.js';
import { parseType } from '../judge/types.js';
import { poolOf } from './pools.js';

/** More combinations than this are drawn from, evenly; each value of each pool still appears. */
const mostRows = 400;
/** Rows of one group, for aggregates; the first groups are single values. */
const groupSize = 4;

/**
 * The table on which a signature is tried: `a1`, `a2`, ... of the given types, holding the combinations of their pools,
 * and beside them `id`, `n` (a different number for each row of an id but one NULL, to order by), `g` (few different
 * ones, NULL among them, to partition by).
 */
export function caseTable(types: readonly string[], placing: Placing, isNear: boolean): Relation {
  const parsed = types.map(parseType);
  const combined = combinations(parsed.map((type) => poolOf(isNear, type)));
  const rows = placing === 'group' ? grouped(combined) : combined.map((row, at) => ({ id: at, row }));
  return {
    columns: [
      { name: 'id', type: { kind: 'INT64' } },
      { name: 'n', type: { kind: 'INT64' } },
      { name: 'g', type: { kind: 'INT64' } },
      ...parsed.map((type, at) => ({ name: `a${at + 1}`, type })),
    ],
    // The order of the rows must not be the order that a window or aggregate asks for.
    rows: rows.map(({ id, row }, at) => [
      id,
      at === rows.length - 2 ? null : (at * 7919) % 104_729,
      [null, 0, 1, -5, 7][at % 5] ?? null,
      ...row,
    ]),
  };
}

/** Columns of a case before those of the arguments. */
export const firstArgument = 3;

/** All combinations of the pools' values, or an even choice of them. */
function combinations(pools: readonly (readonly Value[])[]): Value[][] {
  if (pools.length === 0) return Array.from({ length: 12 }, () => []);
  const total = pools.reduce((product, each) => product * each.length, 1);
  const longest = Math.max(...pools.map((each) => each.length));
  if (total > mostRows) {
    const count = Math.max(longest, mostRows);
    return Array.from({ length: count }, (_, row) =>
      pools.map(
        (each, at) =>
          each[(at === 0 ? row : Math.floor(row / longest) * (at + 1) + row * (2 * at + 1)) % each.length] ?? null,
      ),
    );
  }
  return Array.from({ length: total }, (_, row) => {
    let rest = row;
    return pools.map((each) => {
      const value = each[rest % each.length] ?? null;
      rest = Math.floor(rest / each.length);
      return value;
    });
  });
}

/** Each row alone as a group, then groups of several rows, repeats among them. */
function grouped(rows: readonly Value[][]): { id: number; row: readonly Value[] }[] {
  const alone = rows.map((row, id) => ({ id, row }));
  const several = rows.flatMap((_, at) =>
    Array.from({ length: groupSize }, (__, step) => ({
      id: rows.length + at,
      row: rows[(at + step * (step === 2 ? 0 : 5)) % rows.length] ?? [],
    })),
  );
  return [...alone, ...several];
}

export function idsOf(relation: Relation): number {
  return new Set(relation.rows.map((row) => row[0])).size;
}
