/** What a connection needs so that translated GoogleSQL means the same here, and the translation itself. */
export const setup: readonly string[] = [];

/** Identifiers only: the translation of everything else is being built. */
export function translate(sql: string): string {
  return sql.replaceAll('`', '"');
}
