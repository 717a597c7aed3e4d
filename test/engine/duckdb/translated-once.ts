import { translate } from '../../../scripts/engine/duckdb/dialect.js';
import type { SqlOrigin } from '../../../scripts/engine/engine.js';

const translations = new Map<string, string>();

/** The engine's own translation, of what several runs of one test file have in common only once. */
export function translatedOnce(sql: string, origin?: SqlOrigin): string {
  const before = translations.get(sql);
  if (before !== undefined) return before;
  const translated = translate(sql, origin);
  translations.set(sql, translated);
  return translated;
}
