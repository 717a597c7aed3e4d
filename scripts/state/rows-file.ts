/** Rows of one table as a compressed file: one JSON object per line, numbers that JSON would cut as text. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type { Row, Value } from '../engine/engine.js';

/** Rows that are sent to a warehouse at once. */
const rowsPerPart = 2_000;

function lineOf(row: Row): string {
  return `${JSON.stringify(row, (_, value: Value) => (typeof value === 'bigint' ? String(value) : value))}\n`;
}

/** Writes what `produce` gives, part by part; only its owner may read the file. Returns the number of rows. */
export async function writeRows(
  file: string,
  produce: (take: (rows: readonly Row[]) => Promise<void>) => Promise<void>,
): Promise<number> {
  const lines = new PassThrough();
  const written = pipeline(lines, createGzip(), fs.createWriteStream(file, { mode: 0o600 }));
  // Awaited below; until then a full disk must not pass for an error that nobody handles.
  written.catch(() => undefined);
  let count = 0;
  try {
    await produce(async (rows) => {
      count += rows.length;
      const isFull = !lines.write(rows.map(lineOf).join(''));
      if (isFull) await Promise.race([new Promise((drained) => lines.once('drain', drained)), written]);
    });
  } finally {
    lines.end();
  }
  await written;
  return count;
}

/** Gives the rows in parts and in their order. Returns their number. */
export async function readRows(file: string, take: (rows: readonly Row[]) => Promise<void>): Promise<number> {
  const lines = createInterface({ input: fs.createReadStream(file).pipe(createGunzip()), crlfDelay: Infinity });
  let part: Row[] = [];
  let count = 0;
  const give = async (): Promise<void> => {
    count += part.length;
    if (part.length > 0) await take(part);
    part = [];
  };
  for await (const line of lines) {
    // The checksum has proven that this is what `writeRows` wrote.
    part.push(JSON.parse(line) as Row);
    if (part.length === rowsPerPart) await give();
  }
  await give();
  return count;
}

/** Of the file as it lies there, in hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(fs.createReadStream(file), hash);
  return hash.digest('hex');
}
