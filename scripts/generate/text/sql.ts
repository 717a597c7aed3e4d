/** Small pieces of GoogleSQL that several models share. */
import type { Decimal } from 'decimal.js';
import type { ScalarType } from '../canonical.js';
import { sqlxText } from './sqlx-text.js';

/** Every line but the first is moved right by `spaces`, so that a piece can be spliced into a template at that depth. */
export function indent(text: string, spaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}

/** A decimal as a NUMERIC literal; a bare 0.1 would be FLOAT64. */
export function numeric(value: Decimal): string {
  return `NUMERIC '${value.toFixed()}'`;
}

/** `('a', 'b')`, sorted as given. */
export function textList(values: readonly string[]): string {
  return `(${values.map(sqlxText).join(', ')})`;
}

export function typedNull(type: ScalarType): string {
  return `CAST(NULL AS ${type})`;
}

/** Folds text for comparison: without case and outer blanks, as the rubric language compares. */
export function folded(expression: string): string {
  return `LOWER(TRIM(${expression}))`;
}

/** The same folding, done once for a constant. */
export function foldedText(value: string): string {
  return sqlxText(value.trim().toLowerCase());
}

export function foldedList(values: readonly string[]): string {
  return `(${[...new Set(values.map((value) => value.trim().toLowerCase()))].map(sqlxText).join(', ')})`;
}

/** `SELECT` columns, one a line. */
export function columnsOf(names: readonly string[], prefix = ''): string {
  return names.map((name) => `${prefix}${name}`).join(',\n');
}

/** Wraps words into lines of at most `width` characters, for long generated lists. */
export function wrapped(words: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const next = line === '' ? word : `${line}${separator}${word}`;
    if (next.length > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = next;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** An address without case, outer blanks and plus tag (a plus tag names a folder of the same mailbox); NULL where it is no address. */
export function mailboxOf(email: string): string {
  return `REGEXP_EXTRACT(REGEXP_REPLACE(LOWER(TRIM(${email})), r'\\+[^@]*@', '@'), r'^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$')`;
}
