import { ProblemError, type Problem } from '../../../problem.js';
import { EngineInterrupted } from '../../engine.js';
import type { GoogleType, ScalarName } from '../googlesql-type.js';
import { identifier } from '../name.js';
import { columnsOf } from '../rows.js';
import type { Session } from '../session.js';
import { csvColumn, csvTexts, diagnoseCsv, openCsv } from './csv-file.js';
import { Findings } from './findings.js';
import { diagnoseJson, jsonInferred, jsonTexts, openJson } from './json-file.js';
import { openParquet } from './parquet-file.js';
import type { RawColumn, RawPath } from './raw-file.js';
import type { RawFiles } from './select-files.js';
import { sniffTexts } from './sniff-texts.js';

/** A column whose type is undefined has no value in the file. */
interface Sniffed {
  readonly name: string;
  readonly type: GoogleType | undefined;
}

/**
 * Columns and types of raw files, each read whole. Of several files it is the union, in the order of first appearance.
 * A column that has no value anywhere, or that two files type too differently, is STRING. Throws the problems of
 * files that cannot be read.
 */
export async function sniffFiles(session: Session, raw: RawFiles): Promise<readonly RawColumn[]> {
  const found = new Map<string, Sniffed>();
  const problems: Problem[] = [];
  for (const file of raw.files) {
    const findings = new Findings(file.shown);
    for (const column of await sniffers[raw.format](session, file, findings)) {
      const before = found.get(column.name.toLowerCase());
      if (before === undefined) found.set(column.name.toLowerCase(), column);
      else found.set(column.name.toLowerCase(), { name: before.name, type: common(before.type, column.type) });
    }
    problems.push(...findings.problems());
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return [...found.values()].map(({ name, type }) => ({ name, type: type ?? string }));
}

const string: GoogleType = { kind: 'scalar', name: 'STRING' };

type Sniffer = (session: Session, file: RawPath, findings: Findings) => Promise<readonly Sniffed[]>;

const sniffers: Readonly<Record<RawFiles['format'], Sniffer>> = {
  csv: async (session, file, findings) => {
    const csv = await openCsv(file, findings);
    if (csv === undefined) return [];
    const read = sniffTexts(
      session,
      csvTexts([csv]),
      csv.columns.map((_, index) => csvColumn(index)),
    );
    const types = await orDiagnose(read, findings, () => diagnoseCsv(csv, [], findings));
    return csv.columns.map((name, index) => ({ name, type: scalar(types?.[index]) }));
  },
  json: async (session, file, findings) => {
    const json = await openJson(file, findings);
    if (json === undefined) return [];
    const infer = session.prepare(`SELECT * FROM ${jsonInferred([json])}`, (query) => columnsOf(query));
    const columns = (await orDiagnose(infer, findings, () => diagnoseJson(json, [], findings))) ?? [];
    const top = columns.filter(({ type }) => type.kind === 'scalar').map(({ name }) => ({ name, type: string }));
    const texts = jsonTexts([json], top);
    const types = await sniffTexts(
      session,
      texts,
      top.map(({ name }) => identifier(name)),
    );
    return columns.map(({ name, stored, type }) => {
      if (type.kind !== 'scalar') return { name, type: withoutDates(type) };
      return { name, type: scalar(jsonScalar(stored, types[top.findIndex((column) => column.name === name)])) };
    });
  },
  parquet: async (session, file, findings) => (await openParquet(session, file, findings))?.columns ?? [],
};

async function orDiagnose<T>(
  read: Promise<T>,
  findings: Findings,
  diagnose: () => Promise<unknown>,
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof EngineInterrupted) throw error;
    await diagnose();
    if (findings.isEmpty) throw error;
    return undefined;
  }
}

function scalar(name: ScalarName | undefined): GoogleType | undefined {
  return name === undefined ? undefined : { kind: 'scalar', name };
}

/** What JSON says it is goes first: a text of digits is a text, a number is a number. A text may still be a date. */
function jsonScalar(stored: string, sniffed: ScalarName | undefined): ScalarName | undefined {
  if (sniffed === undefined) return undefined;
  if (stored === 'BOOLEAN') return 'BOOL';
  if (stored === 'BIGINT') return 'INT64';
  if (stored === 'HUGEINT' || stored === 'UBIGINT') return 'NUMERIC';
  if (stored === 'DOUBLE') return sniffed === 'INT64' || sniffed === 'NUMERIC' ? 'NUMERIC' : 'FLOAT64';
  return sniffed === 'DATE' || sniffed === 'TIMESTAMP' ? sniffed : 'STRING';
}

/** Inside arrays and structs only what JSON itself types is trusted; dates there stay the texts that they are. */
function withoutDates(type: GoogleType): GoogleType {
  switch (type.kind) {
    case 'scalar':
      return ['INT64', 'FLOAT64', 'BOOL'].includes(type.name) ? type : string;
    case 'array':
      return { kind: 'array', element: withoutDates(type.element) };
    case 'struct':
      return { kind: 'struct', fields: type.fields.map((field) => ({ ...field, type: withoutDates(field.type) })) };
  }
}

const widenings: readonly (readonly [ScalarName, ScalarName])[] = [
  ['INT64', 'NUMERIC'],
  ['INT64', 'FLOAT64'],
  ['NUMERIC', 'FLOAT64'],
  ['DATE', 'TIMESTAMP'],
];

/** The narrowest type that holds both; of structs the union of their fields. */
function common(one: GoogleType | undefined, other: GoogleType | undefined): GoogleType | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.kind === 'array' && other.kind === 'array') {
    return { kind: 'array', element: common(one.element, other.element) ?? string };
  }
  if (one.kind === 'struct' && other.kind === 'struct') {
    const added = other.fields.filter((field) => !one.fields.some(({ name }) => name === field.name));
    const merged = one.fields.map((field) => ({
      name: field.name,
      type: common(field.type, other.fields.find(({ name }) => name === field.name)?.type) ?? string,
    }));
    return { kind: 'struct', fields: [...merged, ...added] };
  }
  if (one.kind === 'scalar' && other.kind === 'scalar') {
    if (one.name === other.name) return one;
    if (widenings.some(([from, to]) => from === one.name && to === other.name)) return other;
    if (widenings.some(([from, to]) => from === other.name && to === one.name)) return one;
  }
  return string;
}
