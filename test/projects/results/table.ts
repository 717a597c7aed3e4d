/** A Markdown table, padded so that it also reads well as text. Columns whose heading ends in `>` are set to the right. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const isRight = headings.map((heading) => heading.endsWith('>'));
  const names = headings.map((heading) => heading.replace(/>$/, ''));
  const widths = names.map((name, at) => Math.max(3, name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => pad(cells[at] ?? '', width, isRight[at] === true)).join(' | ')} |`;
  const rule = widths.map((width, at) => (isRight[at] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(names), line(rule), ...rows.map(line)].join('\n');
}

function pad(text: string, width: number, isRight: boolean): string {
  return isRight ? text.padStart(width) : text.padEnd(width);
}

export function whole(n: number): string {
  return n.toLocaleString('en-US');
}

export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}
