/** A document as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. */
import { type Block, type Document, type Line, type Piece, piecesOf } from './document.js';
import { stylesheet } from './stylesheet.js';
import { svgCurve } from './svg-curve.js';

/** The whole file, ending in a line feed. The policy in its head lets a browser load nothing, whatever stands below. */
export function renderHtml(document: Document): string {
  const chapters = document.blocks.flatMap((block, at) =>
    block.kind === 'heading' && block.level === 2 ? [{ at, text: block.text }] : [],
  );
  const contents = chapters.map(({ at, text }) => `<li><a href="#part-${at}">${escaped(text)}</a></li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="leadscore docs">
<title>${escaped(document.title)}</title>
<style>
${stylesheet}</style>
</head>
<body>
<main>
<h1>${escaped(document.title)}</h1>
<nav aria-label="Contents"><ul>${contents}</ul></nav>
${document.blocks.map(blockHtml).join('\n')}
</main>
</body>
</html>
`;
}

function blockHtml(block: Block, at: number): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}${block.level === 2 ? ` id="part-${at}"` : ''}>${escaped(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${lineHtml(block.line)}</p>`;
    case 'list': {
      const tag = block.isOrdered ? 'ol' : 'ul';
      return `<${tag}>\n${block.items.map((item) => `<li>${lineHtml(item)}</li>`).join('\n')}\n</${tag}>`;
    }
    case 'facts':
      return `<dl>\n${block.rows.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${lineHtml(value)}</dd></div>`).join('\n')}\n</dl>`;
    case 'table':
      return tableHtml(block);
  }
}

/** On a narrow screen each row becomes a card: every cell then shows its column's title itself. */
function tableHtml({ columns, rows }: Extract<Block, { kind: 'table' }>): string {
  const number = (isNumber: true | undefined): string => (isNumber === true ? ' class="number"' : '');
  const head = columns.map(({ title, isNumber }) => `<th scope="col"${number(isNumber)}>${escaped(title)}</th>`);
  const body = rows.map((cells) => {
    const shown = cells.map((cell, at) => {
      const column = columns[at];
      const inner = lineHtml(cell);
      return `<td${number(column?.isNumber)} data-title="${escaped(column?.title ?? '')}">${inner === '' ? '' : `<div>${inner}</div>`}</td>`;
    });
    return `<tr>${shown.join('')}</tr>`;
  });
  return `<table>\n<thead><tr>${head.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`;
}

function lineHtml(line: Line): string {
  return piecesOf(line).map(pieceHtml).join('');
}

function pieceHtml(piece: Piece): string {
  if (typeof piece === 'string') return escaped(piece);
  if ('strong' in piece) return `<strong>${escaped(piece.strong)}</strong>`;
  if ('curve' in piece) return svgCurve(piece.curve);
  return `<code>${escaped(piece.code)}</code>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is text inside an element and inside a quoted attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
