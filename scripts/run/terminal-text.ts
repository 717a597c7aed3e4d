import type { Row, Value } from '../engine/engine.js';

/** Control characters and the marks that turn the direction of text. */
// oxlint-disable-next-line no-control-regex -- they are what must not reach a terminal
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const WIDEST_CELL = 40;
const WIDEST_LINE = 110;

/** Text from data as a terminal may show it: what could move the cursor is written out as `\u001b`; lines stay if asked. */
export function terminalText(text: string, keepLines = false): string {
  return text.replace(UNSAFE, (character) =>
    keepLines && character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A cell as one would write it: NULL, numbers and times bare; arrays and structs as JSON. */
export function cellText(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'object') return terminalText(jsonText(value));
  return terminalText(String(value));
}

export function jsonText(value: Value | Row): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}

/** Rows in aligned columns under their names; wide cells are cut, and so are columns beyond the width of a line. Empty without rows. */
export function rowLines(rows: readonly Row[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const names = Object.keys(first);
  const table = [
    names.map((name) => terminalText(name)),
    ...rows.map((row) => names.map((name) => cellText(row[name] ?? null))),
  ];
  const cells = table.map((line) =>
    line.map((cell) => (cell.length > WIDEST_CELL ? `${cell.slice(0, WIDEST_CELL - 3)}...` : cell)),
  );
  const widths = names.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const shown = fitting(widths);
  const more = names.length - shown;
  return cells.map((line, index) =>
    [
      ...line.slice(0, shown).map((cell, column) => cell.padEnd(widths[column] ?? 0)),
      ...(more === 0 ? [] : [index === 0 ? `and ${more} more ${more === 1 ? 'column' : 'columns'}` : '...']),
    ]
      .join('  ')
      .trimEnd(),
  );
}

/** How many columns, from the first, stand side by side without breaking the line. */
function fitting(widths: readonly number[]): number {
  let used = 0;
  const tooFar = widths.findIndex((width, column) => (used += width + 2) > WIDEST_LINE && column > 0);
  return tooFar < 0 ? widths.length : tooFar;
}
