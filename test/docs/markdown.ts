/** The fenced blocks of a Markdown text, with what is said right above each. */

export interface Block {
  /** The first word after the fence: yaml, sh, text, ... */
  readonly language: string;
  /** The words after it. */
  readonly marks: readonly string[];
  readonly text: string;
  /** The paragraph above, its lines joined. */
  readonly above: string;
  readonly line: number;
}

export function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^```(\S*) ?(.*)$/.exec(lines[at] ?? '');
    if (fence === null) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw new Error(`The block of line ${at + 1} has no end.`);
    let from = at - 1;
    while (lines[from] === '') from -= 1;
    let first = from;
    while (first > 0 && lines[first - 1] !== '') first -= 1;
    blocks.push({
      language: fence[1] ?? '',
      marks: (fence[2] ?? '').split(' ').filter((mark) => mark !== ''),
      text: `${lines.slice(at + 1, end).join('\n')}\n`,
      above: lines.slice(Math.max(first, 0), from + 1).join(' '),
      line: at + 1,
    });
    at = end;
  }
  return blocks;
}

/** The text without its fenced blocks; as many lines as before. */
export function proseOf(markdown: string): string {
  let isInside = false;
  return markdown
    .split('\n')
    .map((line) => {
      const isFence = line.startsWith('```');
      if (isFence) isInside = !isInside;
      return isFence || isInside ? '' : line;
    })
    .join('\n');
}
