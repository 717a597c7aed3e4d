import { dig } from './parser.js';

/**
 * First words of identifiers in the tree that are no column. Inside a sub-query (over UNNEST) names come from elsewhere
 * too, so a tree that holds one is left to the engine.
 */
export function unknownColumns(tree: unknown, columns: readonly string[]): string[] {
  const known = new Set(columns.map((column) => column.toLowerCase()));
  const found: string[] = [];
  let hasSubquery = false;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach(visit);
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'Subquery' || key === 'Exists' || key === 'query' || key === 'Query') hasSubquery = true;
      else if (key === 'Function') visit(dig(inner, ['args']));
      else if (key === 'Identifier') found.push(String(dig(inner, ['value'])));
      else if (key === 'CompoundIdentifier' && Array.isArray(inner)) found.push(String(dig(inner[0], ['value'])));
      else if (key === 'CompoundFieldAccess') visit(dig(inner, ['root']));
      else visit(inner);
    }
  };
  visit(tree);
  return hasSubquery ? [] : found.filter((name) => !known.has(name.toLowerCase()) && !isWord(name));
}

/** Date parts and the like stand where a column could: DATE_TRUNC(d, MONTH). */
function isWord(name: string): boolean {
  return /^(?:MICROSECOND|MILLISECOND|SECOND|MINUTE|HOUR|DAY|DAYOFWEEK|DAYOFYEAR|WEEK|ISOWEEK|MONTH|QUARTER|YEAR|ISOYEAR)$/i.test(
    name,
  );
}
