import { open } from 'node:fs/promises';
import { duckType, type GoogleType } from '../googlesql-type.js';
import { identifier, literal } from '../name.js';
import { badValue, type Findings, quoted } from './findings.js';
import { jsonElements, jsonLines, type JsonRecord } from './json-records.js';
import { pathPattern, type RawColumn, type RawPath } from './raw-file.js';
import { fits } from './scalar-text.js';
import { asTexts } from './strict-cast.js';

export type JsonLayout = 'array' | 'newline_delimited';

export interface JsonFile {
  readonly file: RawPath;
  readonly layout: JsonLayout;
}

/** Looks at the first character: `[` begins an array of records, anything else is one record per line. */
export async function openJson(file: RawPath, findings: Findings): Promise<JsonFile | undefined> {
  const handle = await open(file.path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
    const head = buffer.toString('utf8', 0, bytesRead);
    if (head.startsWith('\ufeff')) {
      findings.add(1, 1, {
        code: 'raw/byte-order-mark',
        what: 'The file begins with a byte order mark, which JSON does not allow.',
        todo: 'Save it again as UTF-8 without a byte order mark.',
      });
      return undefined;
    }
    return { file, layout: head.trimStart().startsWith('[') ? 'array' : 'newline_delimited' };
  } finally {
    await handle.close();
  }
}

/** SQL over all the files, which have one layout: the named columns, every leaf as text. */
export function jsonTexts(files: readonly JsonFile[], columns: readonly RawColumn[]): string {
  const shapes = columns.map(({ name, type }) => `${identifier(name)}: ${literal(duckType(asTexts(type)))}`);
  return `read_json(${pathsAndLayout(files)}, records = 'true', auto_detect = false, columns = {${shapes.join(', ')}})`;
}

/** SQL over the same files: one column `json`, a record as it stands. */
export function jsonObjects(files: readonly JsonFile[]): string {
  return `read_json_objects(${pathsAndLayout(files)})`;
}

/** SQL over the same files, with DuckDB's own idea of columns and types, after a look at every record. */
export function jsonInferred(files: readonly JsonFile[]): string {
  return `read_json(${pathsAndLayout(files)}, records = 'true', sample_size = -1, map_inference_threshold = -1)`;
}

function pathsAndLayout(files: readonly JsonFile[]): string {
  const paths = files.map(({ file }) => literal(pathPattern(file.path))).join(', ');
  return `[${paths}], format = ${literal(files[0]?.layout ?? 'newline_delimited')}`;
}

/** Finds every record and value that cannot be loaded. */
export async function diagnoseJson(json: JsonFile, wanted: readonly RawColumn[], findings: Findings): Promise<void> {
  const records = json.layout === 'array' ? jsonElements(json.file.path) : jsonLines(json.file.path);
  for await (const record of records) {
    const parsed = parse(record);
    if ('problem' in parsed) {
      findings.add(parsed.line, parsed.column, {
        code: 'raw/malformed-json',
        what: parsed.problem,
        todo: 'Write one whole JSON object per line, or one array of objects in the file.',
      });
      continue;
    }
    for (const { name, type } of wanted) {
      const bad = firstBad(parsed.record[name], type, name);
      if (bad === undefined) continue;
      const at = position(record, Math.max(0, record.text.indexOf(JSON.stringify(name))));
      findings.add(at.line, at.column, bad);
    }
  }
}

type Parsed =
  | { readonly record: { readonly [key: string]: unknown } }
  | { readonly problem: string; readonly line: number; readonly column: number };

function parse(record: JsonRecord): Parsed {
  try {
    const value: unknown = JSON.parse(record.text);
    if (isObject(value)) return { record: value };
    return { problem: `A record is ${describe(value)}, not an object.`, line: record.line, column: record.column };
  } catch (error) {
    const offset = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const at = position(record, Number(offset ?? 0));
    return { problem: `The record ${quoted(record.text)} is not valid JSON.`, ...at };
  }
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function position(record: JsonRecord, offset: number): { line: number; column: number } {
  const lines = record.text.slice(0, offset).split('\n');
  const column = [...(lines.at(-1) ?? '')].length + 1;
  return lines.length === 1
    ? { line: record.line, column: record.column + column - 1 }
    : { line: record.line + lines.length - 1, column };
}

function firstBad(value: unknown, type: GoogleType, path: string): ReturnType<typeof badValue> | undefined {
  if (value === null || value === undefined) return undefined;
  if (type.kind === 'array') {
    if (!Array.isArray(value)) return wrongShape(value, 'an array', path);
    for (const item of value) {
      const bad = firstBad(item, type.element, path);
      if (bad !== undefined) return bad;
    }
    return undefined;
  }
  if (type.kind === 'struct') {
    if (!isObject(value)) return wrongShape(value, 'an object', path);
    for (const field of type.fields) {
      const bad = firstBad(value[field.name], field.type, `${path}.${field.name}`);
      if (bad !== undefined) return bad;
    }
    return undefined;
  }
  if (type.name === 'STRING' || type.name === 'JSON') return undefined;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return fits(text, type.name) ? undefined : badValue(path, text, type.name);
}

function wrongShape(value: unknown, want: string, path: string): ReturnType<typeof badValue> {
  return {
    code: 'raw/bad-value',
    what: `Column ${quoted(path)} holds ${describe(value)} where ${want} is declared.`,
    todo: "Mend the record, or declare the column's real type in the source's lock file.",
  };
}
