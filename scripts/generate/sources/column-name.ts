import { reservedWords } from '../../rubric/reserved-words.js';

/** Plain names stay plain; any other column name, and a reserved word, is written in backticks. */
export function quoted(column: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(column) && !reservedWords.has(column.toLowerCase());
  return isPlain ? column : `\`${column}\``;
}
