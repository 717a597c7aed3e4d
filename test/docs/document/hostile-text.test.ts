import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { type Block, type Document, facts, heading, list, paragraph, table } from '../../../scripts/docs/document.js';
import { renderHtml } from '../../../scripts/docs/html.js';
import { renderMarkdown } from '../../../scripts/docs/markdown.js';
import { rubricDocument } from '../../../scripts/docs/rubric-document.js';
import { wholeProject, wholeRubric } from '../../rubric/whole-project.js';

/** Words that mean something to Markdown, HTML, a table, or a reader that makes links by itself. */
const words = [
  '<script>alert(1)</script>',
  '</style><img src=x onerror=alert(1)>',
  '"><b>',
  "' onmouseover='alert(1)",
  '&lt;',
  '&amp;',
  '&#60;',
  '<!--',
  '-->',
  ']]>',
  '](javascript:alert(1))',
  '![x](https://a.example/x.png)',
  '[x]: https://a.example',
  '[x][y]',
  'https://a.example/x?y=1&z=2',
  'www.a.example',
  'mailto:a@b.example',
  'a@b.example',
  'ftp://a.example',
  '@everyone',
  ':smile:',
  '**',
  '__',
  '_a_',
  '*',
  '~~x~~',
  '`',
  '``',
  '|',
  '\\',
  '\\|',
  '#',
  '# a',
  '- a',
  '+ a',
  '1. a',
  '2) a',
  '---',
  '===',
  '> a',
  '    a',
  '```',
  '$$x$$',
  '\n',
  '\n\n# a\n',
  '\t',
  '|---|',
  'İß😀',
  'a',
  ' ',
  '-',
];
/** The reader of YAML lets through neither control characters nor marks that reorder a line. */
const hostile = fc
  .oneof(
    fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', minLength: 1 }),
  )
  .filter((text) => text.trim() !== '' && !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text.replaceAll(/[\n\t]/g, '')));
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const documentOf = (...blocks: readonly Block[]): Document => ({ title: 'x', madeFrom: ['rubrics/x.yaml'], blocks });
const reader = new MarkdownIt({ html: true, linkify: true, typographer: false });

/** What the text is made of once it is read, and what it then says. */
function read(markdown: string): { readonly kinds: ReadonlySet<string>; readonly said: readonly string[] } {
  const [header, ...tokens] = reader.parse(markdown, {});
  expect(header?.type).toBe('html_block');
  const inline = tokens.filter((token) => token.type === 'inline');
  return {
    kinds: new Set(tokens.flatMap((token) => [token.type, ...(token.children ?? []).map((child) => child.type)])),
    said: inline.map((token) => (token.children ?? []).map((child) => child.content).join('')),
  };
}

const allowed = (...more: readonly string[]): readonly string[] => [
  'heading_open',
  'heading_close',
  'inline',
  'text',
  ...more,
];
const paragraphs = ['paragraph_open', 'paragraph_close'];
const strong = ['strong_open', 'strong_close'];
const items = ['bullet_list_open', 'bullet_list_close', 'list_item_open', 'list_item_close', ...paragraphs];
const cells = ['table', 'thead', 'tbody', 'tr', 'th', 'td'].flatMap((tag) => [`${tag}_open`, `${tag}_close`]);

describe('text of a rubric in Markdown', () => {
  const holds = (
    make: (text: string) => readonly Block[],
    said: (text: string) => readonly string[],
    kinds: readonly string[],
  ): void => {
    fc.assert(
      fc.property(hostile, (text) => {
        const seen = read(renderMarkdown(documentOf(...make(text))));
        expect(seen.said).toEqual(['x', ...said(text)]);
        expect([...seen.kinds].filter((kind) => !kinds.includes(kind))).toEqual([]);
      }),
      { numRuns: 500, examples: [['//0.A']] },
    );
  };

  test('is itself in a paragraph', () => {
    holds(
      (text) => [paragraph(text)],
      (text) => [oneLine(text)],
      allowed(...paragraphs),
    );
  });

  test('is itself in a heading', () => {
    holds(
      (text) => [heading(3, text)],
      (text) => [oneLine(text)],
      allowed(),
    );
  });

  test('is itself in a list', () => {
    holds(
      (text) => list([text, 'a']),
      (text) => [oneLine(text), 'a'],
      allowed(...items),
    );
  });

  test('is itself as a name and as a value', () => {
    holds(
      (text) => facts([[text.trim(), text]]),
      (text) => [`${oneLine(text)}: ${oneLine(text)}`],
      allowed(...items, ...strong),
    );
  });

  test('is itself in a cell, between other pieces, and as a name in the files', () => {
    holds(
      (text) => table([text, 'b'], [[['a ', text.trim(), ' c'], [{ code: text.trim() }]]]),
      (text) => [oneLine(text), 'b', `a ${oneLine(text)} c`, oneLine(text)],
      allowed(...cells, 'code_inline'),
    );
  });
});

const tags = new Set(
  'html head meta title style body main h1 nav ul li a h2 h3 h4 p ol dl div dt dd table thead tbody tr th td strong code span svg path'.split(
    ' ',
  ),
);

function elements(node: DefaultTreeAdapterTypes.Node): readonly DefaultTreeAdapterTypes.Element[] {
  const inside = 'childNodes' in node ? node.childNodes.flatMap(elements) : [];
  return 'tagName' in node ? [node, ...inside] : inside;
}

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

describe('text of a rubric in HTML', () => {
  test('is itself in every place, and makes no element and no attribute', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const document: Document = {
          ...documentOf(
            heading(2, text),
            paragraph([{ strong: text }]),
            ...list([text]),
            ...facts([[text, [{ code: text }]]]),
            ...table([text], [[text]]),
          ),
          title: text,
        };
        const found = elements(parse(renderHtml(document)));
        const said = (tag: string): readonly string[] => found.filter((each) => each.tagName === tag).map(textOf);
        for (const tag of ['title', 'h1', 'h2', 'strong', 'li', 'dt', 'code', 'th', 'td', 'a'])
          expect(
            said(tag).every((each) => each === text),
            tag,
          ).toBe(true);
        expect(found.filter((each) => !tags.has(each.tagName))).toEqual([]);
        const attributes = found.flatMap((each) => each.attrs.map(({ name }) => name));
        expect(attributes.filter((name) => /^on|src|style/.test(name))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('the whole document loads nothing from anywhere', () => {
    const found = elements(parse(renderHtml(rubricDocument(wholeProject, wholeRubric))));
    expect(found.filter((each) => !tags.has(each.tagName)).map((each) => each.tagName)).toEqual([]);
    const links = found.flatMap((each) =>
      each.attrs.filter(({ name }) => /^(?:href|src|srcset|xlink:href)$/.test(name)),
    );
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter(({ value }) => !value.startsWith('#part-'))).toEqual([]);
    expect(
      found
        .filter((each) => each.tagName === 'style')
        .map(textOf)
        .join(''),
    ).not.toMatch(/url\(|@import/);
  });
});
