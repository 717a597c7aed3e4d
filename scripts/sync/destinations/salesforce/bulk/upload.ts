/** Rows -> the CSV of a job, in pieces of some 64 kB. */
import type { PlannedRow } from '../../../rows.js';
import { cell, quoted } from '../values.js';

/** Salesforce takes 150 MB after base64, which makes a third more of it. */
export const mostUploadBytes = 100_000_000;
const pieceLength = 64 * 1024;

/** Thrown while the CSV is made; the job has then to be given up. */
export class UploadTooLarge extends Error {
  constructor(mostBytes: number) {
    super(`The rows of the job are more than ${mostBytes / 1_000_000} MB.`);
    this.name = 'UploadTooLarge';
  }
}

/** A header, then a line per row; `key` is the column that names the record. Throws `UploadTooLarge`. */
export async function* uploadCsv(
  key: string,
  fields: readonly string[],
  rows: AsyncIterable<PlannedRow>,
  mostBytes = mostUploadBytes,
): AsyncGenerator<Uint8Array> {
  let piece = `${[key, ...fields].map(quoted).join(',')}\n`;
  let bytes = 0;
  const take = () => {
    const made = Buffer.from(piece, 'utf8');
    piece = '';
    bytes += made.length;
    if (bytes > mostBytes) throw new UploadTooLarge(mostBytes);
    return made;
  };
  for await (const row of rows) {
    piece += `${[quoted(row.crmId), ...fields.map((field) => cell(row.fields, field))].join(',')}\n`;
    if (piece.length >= pieceLength) yield take();
  }
  if (piece !== '') yield take();
}
