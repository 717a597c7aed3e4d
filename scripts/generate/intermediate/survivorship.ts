/** Which record's value of a column a person has, as identity.yaml says. */
import type { Identity, Survivor } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';

/** What decides between records without a rule, and between equals under one. */
const newestFirst = 'r.updated_at DESC, r.record_key';

function orderOf(survivor: Survivor): string {
  switch (survivor.kind) {
    case 'newest':
      return newestFirst;
    case 'oldest':
      return 'r.created_at, r.record_key';
    case 'most_complete':
      return `r.filled_columns DESC, ${newestFirst}`;
    case 'sources': {
      const arms = survivor.sources.map((source, index) => `WHEN ${sqlxText(source)} THEN ${index + 1}`);
      return `CASE r.source ${arms.join(' ')} ELSE ${survivor.sources.length + 1} END, ${newestFirst}`;
    }
  }
}

/** One of the columns as an aggregate over the records of a person: the first value that is known. */
export function survivingValue({ survivorship }: Identity, column: string, like = column): string {
  const order = orderOf(survivorship.columns.get(like) ?? survivorship.usual);
  return `ARRAY_AGG(r.${column} IGNORE NULLS ORDER BY ${order} LIMIT 1)[SAFE_OFFSET(0)] AS ${column}`;
}

/** How many of the columns a record fills; undefined where no column survives by that. */
export function filledColumns({ survivorship }: Identity, columns: readonly string[]): string | undefined {
  const isAsked = [survivorship.usual, ...survivorship.columns.values()].some(({ kind }) => kind === 'most_complete');
  if (!isAsked) return undefined;
  return `${columns.map((column) => `IF(r.${column} IS NULL, 0, 1)`).join(' + ')} AS filled_columns`;
}
