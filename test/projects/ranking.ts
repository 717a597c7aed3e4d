/** How well a score ranks: AUC and precision at the top, in SQL over exact scores. */
import type { Database } from './open-database.js';

export interface Ranking {
  readonly rows: number;
  readonly positives: number;
  /** Chance that a positive row ranks above a negative one; a tie counts half (Mann-Whitney U / (P * N)). */
  readonly auc: number;
  /** Rows in the top fifth: a fifth of all, rounded down. */
  readonly topRows: number;
  /**
   * Share of positives among them. Rows that tie at the cut are taken in random order, of which this is the expected
   * value: the tie gives its own share of positives for each place it has left.
   */
  readonly topPrecision: number;
  /** Places of the top fifth that the tie at the cut fills, and the rows that tie for them. */
  readonly placesInTie: number;
  readonly rowsInTie: number;
}

/** `rows` is a query with the columns score (exact) and is_positive (BOOLEAN, never NULL). */
export async function ranking(database: Database, rows: string): Promise<Ranking> {
  const found = await database.row(`
WITH scored AS (${rows}),

by_score AS (
  SELECT
    score,
    count(*) AS n,
    count(*) FILTER (is_positive) AS positives,
    count(*) FILTER (NOT is_positive) AS negatives
  FROM scored
  GROUP BY score
),

ranked AS (
  SELECT
    *,
    coalesce(sum(negatives) OVER (ORDER BY score ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS negatives_below,
    coalesce(sum(n) OVER (ORDER BY score DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS rows_above,
    coalesce(sum(positives) OVER (ORDER BY score DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS positives_above,
    (SELECT count(*) // 5 FROM scored) AS top_rows
  FROM by_score
),

at_the_cut AS (
  SELECT * FROM ranked WHERE rows_above < top_rows AND rows_above + n >= top_rows
)

SELECT
  (SELECT sum(n) FROM by_score)::BIGINT AS n_rows,
  (SELECT sum(positives) FROM by_score)::BIGINT AS positives,
  (SELECT sum(positives * (2 * negatives_below + negatives)) FROM ranked)::BIGINT AS twice_pairs_won,
  top_rows::BIGINT AS top_rows,
  positives_above::BIGINT AS positives_above,
  (top_rows - rows_above)::BIGINT AS places_in_tie,
  n::BIGINT AS rows_in_tie,
  positives::BIGINT AS positives_in_tie
FROM at_the_cut`);
  const whole = (name: string): number => {
    const value = found[name];
    if (typeof value !== 'number') throw new Error(`${name} is not a number.`);
    return value;
  };
  const all = whole('n_rows');
  const positives = whole('positives');
  const placesInTie = whole('places_in_tie');
  const rowsInTie = whole('rows_in_tie');
  return {
    rows: all,
    positives,
    auc: whole('twice_pairs_won') / (2 * positives * (all - positives)),
    topRows: whole('top_rows'),
    topPrecision:
      (whole('positives_above') + (placesInTie * whole('positives_in_tie')) / rowsInTie) / whole('top_rows'),
    placesInTie,
    rowsInTie,
  };
}
