/** Rows of a CSV text, cells in quotes taken apart, nothing trimmed; a last line without an end is a row as well. */
export function rowsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [whole, content = '', end] = cell.exec(text) ?? [];
    if (whole === undefined) throw new Error('The text is no CSV.');
    row.push(content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content);
    if (end === ',' && cell.lastIndex < text.length) continue;
    if (end === ',') row.push('');
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Every cell in quotes, as the result files of a job are. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`;
}
