import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** The text of one JSON record and where it begins. */
export interface JsonRecord {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** A record longer than this is no record; DuckDB takes at most 16 MB. */
const longestRecord = 16_000_000;

/** The lines of an NDJSON file that are not blank. */
export async function* jsonLines(path: string): AsyncGenerator<JsonRecord> {
  let line = 0;
  let rest = '';
  for await (const text of texts(path)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const content of lines) {
      line += 1;
      if (content.trim() !== '') yield { text: content, line, column: 1 };
    }
    if (rest.length > longestRecord) break;
  }
  if (rest.trim() !== '') yield { text: rest, line: line + 1, column: 1 };
}

/** The elements of the array that a JSON file holds, split by brackets and quotes alone, so that broken ones come out too. */
export async function* jsonElements(path: string): AsyncGenerator<JsonRecord> {
  let line = 1;
  let column = 0;
  let depth = 0;
  let isInText = false;
  let isEscaped = false;
  let record: { text: string; line: number; column: number } | undefined;
  for await (const chunk of texts(path)) {
    for (const character of chunk) {
      column += 1;
      const isSeparator = depth === 1 && !isInText && (character === ',' || character === ']');
      if (isSeparator) {
        if (record !== undefined) yield record;
        record = undefined;
      } else if (depth >= 1 && (record !== undefined || character.trim() !== '')) {
        record ??= { text: '', line, column };
        record.text += character;
        if (record.text.length > longestRecord) {
          yield record;
          return;
        }
      }
      if (isInText) {
        if (isEscaped) isEscaped = false;
        else if (character === '\\') isEscaped = true;
        else if (character === '"') isInText = false;
      } else if (character === '"') isInText = true;
      else if (character === '{' || character === '[') depth += 1;
      else if (character === '}' || character === ']') depth -= 1;
      if (character === '\n') {
        line += 1;
        column = 0;
      }
    }
  }
  if (record !== undefined && record.text.trim() !== '') yield record;
}

async function* texts(path: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    if (Buffer.isBuffer(chunk)) yield decoder.write(chunk);
  }
  yield decoder.end();
}
