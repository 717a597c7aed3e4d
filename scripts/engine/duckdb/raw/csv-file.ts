import { open } from 'node:fs/promises';
import { identifier, literal } from '../name.js';
import { csvRecords, type CsvRecord } from './csv-records.js';
import { badValue, Findings, quoted } from './findings.js';
import { pathPattern, type RawColumn, type RawPath } from './raw-file.js';
import { fits } from './scalar-text.js';

/** A CSV file whose header has been read. */
export interface CsvFile {
  readonly file: RawPath;
  readonly delimiter: string;
  /** The header's cells, blanks around them gone. */
  readonly columns: readonly string[];
}

/** The first of these that occurs most often in the header is the delimiter. */
const delimiters = [',', ';', '\t', '|'];

/** Enough for any header. */
const headBytes = 1 << 20;

/** A diagnosis reads at most so many bytes of a file, at about 20 MB a second. */
const mostDiagnosedBytes = 2_000_000_000;

/** Reads the header. Undefined, with the reasons in `findings`, when the file has none that can be used. */
export async function openCsv(file: RawPath, findings: Findings): Promise<CsvFile | undefined> {
  const head = await readHead(file.path);
  if (isUtf16(head)) {
    findings.add(1, 1, {
      code: 'raw/wrong-encoding',
      what: 'The file is UTF-16, not UTF-8: byte 0 begins a UTF-16 byte order mark.',
      todo: 'Save it again as UTF-8 (in Excel: "CSV UTF-8").',
    });
    return undefined;
  }
  const delimiter = sniffDelimiter(head);
  const first = await firstRecord(file.path, delimiter);
  if (first === undefined || first.kind !== 'record' || first.line > 1) {
    if (first !== undefined && first.kind !== 'record') addFault(first, findings);
    else addNamelessHeader(findings);
    return undefined;
  }
  const columns = first.fields.map((field) => field.text.trim());
  first.fields.forEach((field, index) => {
    const name = columns[index] ?? '';
    const same = columns.findIndex((other) => other.toLowerCase() === name.toLowerCase());
    if (name === '') {
      findings.add(field.line, field.column, {
        code: 'raw/nameless-column',
        what: `Column ${index + 1} of ${columns.length} has no name.`,
        why: 'A column can only be read by its name.',
        todo: 'Name it in the first line, or take the column out (a delimiter too many at the end of the lines).',
      });
    } else if (same < index) {
      findings.add(field.line, field.column, {
        code: 'raw/duplicate-column',
        what: `Columns ${same + 1} and ${index + 1} are both named ${quoted(name)}.`,
        why: 'Names are compared without case, as the warehouse does.',
        todo: 'Rename one of them in the first line.',
      });
    }
  });
  return findings.isEmpty ? { file, delimiter, columns } : undefined;
}

async function firstRecord(path: string, delimiter: string): Promise<CsvRecord | undefined> {
  for await (const record of csvRecords(path, delimiter)) return record;
  return undefined;
}

function addNamelessHeader(findings: Findings): void {
  findings.add(1, 1, {
    code: 'raw/nameless-column',
    what: 'The first line is empty; it must name the columns.',
    todo: 'Put the names of the columns into the first line.',
  });
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isUtf16(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

function sniffDelimiter(head: Buffer): string {
  const header =
    head
      .toString('latin1')
      .replace(/"(?:[^"]|"")*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? '';
  const counts = delimiters.map((delimiter) => header.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** SQL over all the files, which have one header and one delimiter: every column as text, named c0, c1, ... by position. */
export function csvTexts(files: readonly CsvFile[]): string {
  const [first] = files;
  if (first === undefined) return '';
  const names = first.columns.map((_, index) => `c${index}`);
  const paths = files.map(({ file }) => literal(pathPattern(file.path))).join(', ');
  return `read_csv([${paths}], auto_detect = false, header = true, delim = ${literal(first.delimiter)}, quote = '"', escape = '"',
    strict_mode = true, null_padding = false, columns = {${names.map((name) => `${name}: 'VARCHAR'`).join(', ')}},
    force_not_null = [${names.map(literal).join(', ')}])`;
}

/** The position of a column in the header; -1 where it is missing. The exact name goes before one in other case. */
export function csvPosition(columns: readonly string[], name: string): number {
  const exact = columns.indexOf(name.trim());
  return exact >= 0 ? exact : columns.findIndex((column) => column.toLowerCase() === name.trim().toLowerCase());
}

/** The column of `csvTexts` that holds that position of the header. */
export function csvColumn(position: number): string {
  return identifier(`c${position}`);
}

/** Finds, by reading the file slowly, every row and value that cannot be loaded. Returns whether it stopped before the end. */
export async function diagnoseCsv(csv: CsvFile, wanted: readonly RawColumn[], findings: Findings): Promise<boolean> {
  const typed = wanted.flatMap(({ name, type }) => {
    const position = csvPosition(csv.columns, name);
    return position >= 0 && type.kind === 'scalar' ? [{ position, name, type: type.name }] : [];
  });
  let isHeader = true;
  let bytes = 0;
  for await (const record of csvRecords(csv.file.path, csv.delimiter)) {
    if (record.kind !== 'record') {
      addFault(record, findings);
      continue;
    }
    if (isHeader) {
      isHeader = false;
      continue;
    }
    if (record.fields.length !== csv.columns.length) {
      addRagged(record.line, record.fields.length, csv.columns.length, findings);
      continue;
    }
    for (const { position, name, type } of typed) {
      const field = record.fields[position];
      if (field !== undefined && !fits(field.text, type)) {
        findings.add(field.line, field.column, badValue(name, field.text, type));
      }
    }
    bytes += record.fields.reduce((sum, field) => sum + field.text.length + 1, 0);
    if (bytes > mostDiagnosedBytes) return true;
  }
  return false;
}

function addRagged(line: number, have: number, want: number, findings: Findings): void {
  findings.add(line, 1, {
    code: 'raw/ragged-row',
    what: `The row has ${have} ${have === 1 ? 'field' : 'fields'}, the header ${want}.`,
    todo:
      have > want
        ? 'Quote the field that holds the delimiter, or take out the extra one.'
        : 'Add the missing fields, or look for a line break inside a field without quotes.',
  });
}

type Fault = Exclude<CsvRecord, { kind: 'record' }>;

function addFault(fault: Fault, findings: Findings): void {
  switch (fault.kind) {
    case 'unclosed-quote':
      findings.add(fault.line, fault.column, {
        code: 'raw/unclosed-quote',
        what: 'A quoted text begins here and never ends.',
        why: 'Everything after it would be read as one cell.',
        todo: 'Close the quote, or write a quote inside a text as "".',
      });
      return;
    case 'stray-text':
      findings.add(fault.line, fault.column, {
        code: 'raw/stray-quote',
        what: 'Text follows a closing quote.',
        todo: 'Put the whole field into quotes, and write a quote inside it as "".',
      });
      return;
    case 'not-utf8':
      findings.add(fault.line, fault.column, {
        code: 'raw/wrong-encoding',
        what: `The file is not UTF-8: byte ${fault.offset} of the file begins no character.`,
        todo: 'Save it again as UTF-8 (in Excel: "CSV UTF-8"); other encodings are not read.',
      });
      return;
  }
}
