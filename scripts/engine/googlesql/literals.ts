/** GoogleSQL's string literals, read from the text itself: the parser mistakes some escapes. */

const simpleEscapes: { readonly [letter: string]: string } = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
};

const escape = /\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/g;

export interface StringLiteral {
  readonly value: string;
  /** Code points of GoogleSQL text that the literal takes. */
  readonly length: number;
}

/** The string literal that stands at the beginning of the text; undefined when it is none that GoogleSQL knows. */
export function readString(text: string): StringLiteral | undefined {
  const opening = /^([rR]?)('''|"""|'|")/.exec(text);
  const quote = opening?.[2];
  if (opening === null || quote === undefined) return undefined;
  const from = opening[0].length;
  const to = closing(text, from, quote);
  if (to === undefined) return undefined;
  const body = text.slice(from, to).replaceAll(/\r\n?/g, '\n');
  if (quote.length === 1 && body.includes('\n')) return undefined;
  const value = opening[1] === '' ? unescape(body) : body;
  return value === undefined ? undefined : { value, length: Array.from(text.slice(0, to + quote.length)).length };
}

/** Where the closing quotes begin; a backslash shields the next character, in raw literals too. */
function closing(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text.startsWith(quote, at)) return at;
  }
  return undefined;
}

function unescape(body: string): string | undefined {
  let wrong = false;
  const value = body.replaceAll(escape, (...found: (string | undefined)[]) => {
    const [, x, bigX, u, bigU, octal, other] = found;
    const hex = x ?? bigX ?? u ?? bigU;
    if (hex !== undefined || octal !== undefined) {
      const code = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
      if (code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) return String.fromCodePoint(code);
    }
    const plain = simpleEscapes[other ?? ''];
    if (plain === undefined) wrong = true;
    return plain ?? '';
  });
  return wrong ? undefined : value;
}

/** Text as a DuckDB literal. */
export function quoted(text: string): string {
  if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`;
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return `(${parts.join(' || chr(0) || ')})`;
}

/** A name as a DuckDB identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
