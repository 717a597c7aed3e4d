import { open } from 'node:fs/promises';
import { literal } from '../name.js';
import { columnsOf } from '../rows.js';
import type { Session } from '../session.js';
import type { Findings } from './findings.js';
import { pathPattern, type RawColumn, type RawPath } from './raw-file.js';

export interface ParquetFile {
  readonly file: RawPath;
  readonly columns: readonly RawColumn[];
}

/** Reads the file's schema. Undefined, with the reason in `findings`, when it is no Parquet file. */
export async function openParquet(
  session: Session,
  file: RawPath,
  findings: Findings,
): Promise<ParquetFile | undefined> {
  if (!(await hasMagic(file))) {
    findings.add(1, 1, {
      code: 'raw/not-parquet',
      what: 'The file is not a Parquet file: "PAR1" is missing at its beginning or end.',
      todo: 'Export it again (a copy that broke off looks just so), or give it the ending of its real format.',
    });
    return undefined;
  }
  const columns = await session.prepare(`SELECT * FROM ${parquetRows([file])}`, (query) => columnsOf(query));
  return { file, columns: columns.map(({ name, type }) => ({ name, type })) };
}

/** SQL over all the files, which have one schema. */
export function parquetRows(files: readonly RawPath[]): string {
  return `read_parquet([${files.map((file) => literal(pathPattern(file.path))).join(', ')}])`;
}

async function hasMagic(file: RawPath): Promise<boolean> {
  const handle = await open(file.path);
  try {
    const magic = async (at: number): Promise<string> =>
      (await handle.read(Buffer.alloc(4), 0, 4, at)).buffer.toString('latin1');
    return file.size >= 12 && (await magic(0)) === 'PAR1' && (await magic(file.size - 4)) === 'PAR1';
  } finally {
    await handle.close();
  }
}
