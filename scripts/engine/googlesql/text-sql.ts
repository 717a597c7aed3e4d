import { quoted } from './literals.js';

/** Pieces of DuckDB's SQL that look at a text; `value`, `expression` and results are SQL. */

export function matches(value: string, pattern: string): string {
  return `regexp_full_match(${value}, ${quoted(pattern)})`;
}

/** What one group of a pattern for the whole text found. */
export function group(value: string, pattern: string, at: number): string {
  return `regexp_extract(${value}, ${quoted(`^${pattern}$`)}, ${at})`;
}

/** A STRUCT of what the groups of a pattern for the whole text found, by name, from the first on; each is empty where nothing was. */
export function parts(value: string, pattern: string, names: readonly string[]): string {
  return `regexp_extract(${value}, ${quoted(`^${pattern}$`)}, [${names.map(quoted).join(', ')}])`;
}

/**
 * An expression that asks for a value under a name, as often as it likes: by way of a list, so that DuckDB binds the value once and
 * a pattern in it is made ready once.
 */
export function given(name: string, value: string, expression: string): string {
  return `list_transform([${value}], lambda ${name}: ${expression})[1]`;
}
