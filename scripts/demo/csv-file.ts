import { closeSync, openSync, writeSync } from 'node:fs';

export type Cell = string | number | boolean | null;

const FLUSH_AT = 1 << 20;

/** A CSV file (RFC 4180, UTF-8, LF) written row by row in constant memory. NULL is an empty cell, empty text is `""`. */
export class CsvFile<Column extends string> {
  rows = 0;
  readonly #file: number;
  readonly #columns: readonly Column[];
  #buffer: string;

  constructor(path: string, columns: readonly Column[]) {
    this.#columns = columns;
    this.#file = openSync(path, 'w');
    this.#buffer = `${columns.join(',')}\n`;
  }

  write(row: Readonly<Record<Column, Cell>>): void {
    this.#buffer += `${this.#columns.map((column) => csvCell(row[column])).join(',')}\n`;
    this.rows += 1;
    if (this.#buffer.length > FLUSH_AT) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  discard(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#buffer, 'utf8');
    for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written);
    this.#buffer = '';
  }
}

export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
