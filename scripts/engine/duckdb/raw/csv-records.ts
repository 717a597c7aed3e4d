import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** One cell and where it begins; `line` counts every line break, those inside quotes too. */
export interface CsvField {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export type CsvRecord =
  | { readonly kind: 'record'; readonly line: number; readonly fields: readonly CsvField[] }
  /** A quoted text that never ends. Nothing after it can be read. */
  | { readonly kind: 'unclosed-quote'; readonly line: number; readonly column: number }
  /** Text between a closing quote and the next delimiter. */
  | { readonly kind: 'stray-text'; readonly line: number; readonly column: number }
  /** Bytes that are not UTF-8; `offset` counts from the beginning of the file, the first byte being 0. */
  | { readonly kind: 'not-utf8'; readonly line: number; readonly column: number; readonly offset: number };

const quote = 0x22;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** A record longer than this is a quote that someone forgot to close. DuckDB takes at most 2 MB. */
const longestRecord = 4_000_000;

/**
 * The records of a CSV file (RFC 4180, UTF-8, with or without a byte order mark), streamed, each with the exact line and column of its cells.
 * Empty lines are no records. It is far slower than DuckDB and therefore only asked where DuckDB has found an error.
 */
export async function* csvRecords(path: string, delimiter: string): AsyncGenerator<CsvRecord> {
  const reader = new RecordReader(delimiter.charCodeAt(0));
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    if (Buffer.isBuffer(chunk)) yield* reader.read(chunk, false);
    if (reader.isDone) return;
  }
  yield* reader.read(Buffer.alloc(0), true);
}

class RecordReader {
  isDone = false;
  readonly #delimiter: number;
  #rest: Buffer = Buffer.alloc(0);
  /** Offset of `#rest` in the file. */
  #offset = 0;
  #line = 1;
  #isFirst = true;

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  *read(chunk: Buffer, isEnd: boolean): Generator<CsvRecord> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = this.#isFirst && this.#rest.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    this.#isFirst = false;
    while (!this.isDone) {
      const end = yield* this.#record(start, isEnd);
      if (end === undefined) break;
      start = end;
    }
    this.#offset += start;
    this.#rest = this.#rest.subarray(start);
  }

  /** Yields the record at `start` and returns where the next one begins; undefined when there is no whole record yet. */
  *#record(start: number, isEnd: boolean): Generator<CsvRecord, number | undefined> {
    const bytes = this.#rest;
    if (start >= bytes.length) return undefined;
    const cells: { from: number; to: number; line: number; lineStart: number; isQuoted: boolean }[] = [];
    let line = this.#line;
    let lineStart = start;
    let at = start;
    for (;;) {
      const cell = { from: at, to: at, line, lineStart, isQuoted: bytes[at] === quote };
      if (cell.isQuoted) {
        at += 1;
        for (;;) {
          const next = bytes.indexOf(quote, at);
          if (next === -1) {
            if (!isEnd && bytes.length - start < longestRecord) return undefined;
            yield { kind: 'unclosed-quote', line: cell.line, column: column(bytes, cell.lineStart, cell.from) };
            this.isDone = true;
            return bytes.length;
          }
          // It may be the first of a pair: the next byte tells.
          if (next + 1 >= bytes.length && !isEnd) return undefined;
          for (let index = at; index < next; index += 1) {
            if (isLineEnd(bytes, index)) {
              line += 1;
              lineStart = index + 1;
            }
          }
          at = next + 1;
          if (bytes[at] !== quote) break;
          at += 1;
        }
        cell.to = at;
        const after = bytes[at];
        if (after !== undefined && after !== this.#delimiter && after !== newline && after !== carriageReturn) {
          const next = bytes.indexOf(newline, at);
          if (next === -1 && !isEnd && bytes.length - start < longestRecord) return undefined;
          yield { kind: 'stray-text', line, column: column(bytes, lineStart, at) };
          this.#line = line + 1;
          return next === -1 ? bytes.length : next + 1;
        }
      } else {
        while (
          at < bytes.length &&
          bytes[at] !== this.#delimiter &&
          bytes[at] !== newline &&
          bytes[at] !== carriageReturn
        )
          at += 1;
        cell.to = at;
      }
      if (at >= bytes.length && !isEnd) return undefined;
      cells.push(cell);
      if (bytes[at] !== this.#delimiter) break;
      at += 1;
    }
    if (bytes[at] === carriageReturn && at + 1 >= bytes.length && !isEnd) return undefined;
    const end = bytes[at] === carriageReturn && bytes[at + 1] === newline ? at + 2 : at + 1;
    const recordLine = this.#line;
    this.#line = line + 1;
    if (at === start) return Math.min(end, bytes.length);
    if (!isUtf8(bytes.subarray(start, at))) {
      const bad = firstBadByte(bytes, start, at);
      const badLine = lineOf(bytes, start, bad, recordLine);
      yield {
        kind: 'not-utf8',
        line: badLine.line,
        column: column(bytes, badLine.start, bad),
        offset: this.#offset + bad,
      };
    } else {
      const fields = cells.map((cell) => ({
        text: cell.isQuoted
          ? bytes.toString('utf8', cell.from + 1, cell.to - 1).replaceAll('""', '"')
          : bytes.toString('utf8', cell.from, cell.to),
        line: cell.line,
        column: column(bytes, cell.lineStart, cell.from),
      }));
      yield { kind: 'record', line: recordLine, fields };
    }
    return Math.min(end, bytes.length);
  }
}

/** A carriage return that a line feed follows is the same line's end. */
function isLineEnd(bytes: Buffer, index: number): boolean {
  return bytes[index] === newline || (bytes[index] === carriageReturn && bytes[index + 1] !== newline);
}

/** Characters, not bytes, counted from 1. */
function column(bytes: Buffer, lineStart: number, at: number): number {
  return [...bytes.toString('utf8', lineStart, at)].length + 1;
}

function lineOf(bytes: Buffer, start: number, at: number, first: number): { line: number; start: number } {
  let line = first;
  let lineStart = start;
  for (let index = start; index < at; index += 1) {
    if (isLineEnd(bytes, index)) {
      line += 1;
      lineStart = index + 1;
    }
  }
  return { line, start: lineStart };
}

/** The first byte in [start, end) that begins no UTF-8 character. */
function firstBadByte(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > end || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
