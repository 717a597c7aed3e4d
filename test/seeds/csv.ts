/** Rows of a small CSV file (RFC 4180) as column -> text. */
export function parseCsv(text: string): { columns: readonly string[]; rows: readonly ReadonlyMap<string, string>[] } {
  const records: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (isQuoted) {
      if (letter === '"' && text[at + 1] === '"') {
        cell += letter;
        at += 1;
      } else if (letter === '"') isQuoted = false;
      else cell += letter;
    } else if (letter === '"') isQuoted = true;
    else if (letter === ',' || letter === '\n') {
      records.at(-1)?.push(cell);
      cell = '';
      if (letter === '\n' && at < text.length - 1) records.push([]);
    } else cell += letter;
  }
  const [columns = [], ...rows] = records;
  return {
    columns,
    rows: rows.map((row, index) => {
      if (row.length !== columns.length) throw new Error(`row ${index + 2} has ${row.length} cells`);
      return new Map(columns.map((column, place) => [column, row[place] ?? '']));
    }),
  };
}
