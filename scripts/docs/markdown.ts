/** A document as Markdown of GitHub's kind: tables, and no HTML but the header. */
import { type Block, type Document, type Line, type Piece, piecesOf } from './document.js';
import { markdownHeader } from './header.js';
import { sparkline } from './sparkline.js';

/** The whole text, ending in a line feed. Text from rubrics reads as it was written: nothing in it marks anything up. */
export function renderMarkdown(document: Document): string {
  const blocks = document.blocks.map(blockText);
  return `${[markdownHeader(document.madeFrom), `# ${text(document.title)}`, ...blocks].join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${text(block.text)}`;
    case 'paragraph':
      return lineText(block.line);
    case 'list':
      return block.items.map((item, at) => `${block.isOrdered ? `${at + 1}.` : '-'} ${lineText(item)}`).join('\n');
    case 'facts':
      return block.rows.map(([name, value]) => `- **${text(name)}**: ${lineText(value)}`).join('\n');
    case 'table': {
      const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
      return [
        row(block.columns.map(({ title }) => text(title))),
        `|${block.columns.map(({ isNumber }) => (isNumber === true ? '---:' : '---')).join('|')}|`,
        ...block.rows.map((cells) => row(cells.map(cellText))),
      ].join('\n');
    }
  }
}

function lineText(line: Line): string {
  return opened(cellText(line));
}

/** Nothing in a cell is the first thing of a line. */
function cellText(line: Line): string {
  return piecesOf(line).map(pieceText).join('').trim();
}

function pieceText(piece: Piece): string {
  if (typeof piece === 'string') return inline(piece);
  if ('strong' in piece) return `**${inline(piece.strong)}**`;
  if ('curve' in piece) return sparkline(piece.curve);
  return code(piece.code);
}

/** What may mark something up wherever it stands. */
const marks = /[\\`*_[\]<>|~$&]/g;
/** What a reader of GitHub's kind turns into a link, a mention or a picture by itself, and the character that makes it so. */
const turned = /(?<=\w):(?=\/\/|\w+@)|:(?=[\w+-]+:)|(?<=www)\.|@(?=\w)|(?<=(?<![:/])\/)\/(?=[^\s/])/gi;
/** What means something as the first thing of a line only. */
const opening = /^(?:[-+](?=\s|$|-)|#(?=#*(?:\s|$))|=(?==*$)|\d+(?=[.)](?:\s|$)))/;

/** Text on one line, in which nothing marks anything up and no address becomes a link. */
export function text(written: string): string {
  return opened(inline(written).trim());
}

function inline(written: string): string {
  return written
    .replaceAll(/\s+/g, ' ')
    .replaceAll(marks, (character) => `\\${character}`)
    .replaceAll(turned, (character) => `&#${character.charCodeAt(0)};`);
}

/** A run of # at the end of a heading would end it; at the end of any other line it may as well be escaped. */
function opened(line: string): string {
  return line
    .replace(opening, (found) => (/\d/.test(found) ? `${found}\\` : `\\${found}`))
    .replace(/(?<=\s)#(?=#*$)/, '\\#');
}

/** A span that shows every character as it is; a text that the span could not hold is shown as any other. */
function code(written: string): string {
  const line = written.replaceAll(/\s+/g, ' ');
  return /^[\w.,;:=<>()%/+-](?:[\w .,;:=<>()%/+-]*[\w.,;:=<>()%/+-])?$/.test(line) ? `\`${line}\`` : inline(line);
}
