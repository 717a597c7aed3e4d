import type { Problem } from '../../../problem.js';
import { closest } from '../../../problem/closest.js';
import { EngineInterrupted } from '../../engine.js';
import type { Session } from '../session.js';
import { duckType, type GoogleType } from '../googlesql-type.js';
import { identifier } from '../name.js';
import { csvColumn, csvPosition, csvTexts, diagnoseCsv, openCsv, type CsvFile } from './csv-file.js';
import { Findings, quoted } from './findings.js';
import { diagnoseJson, jsonObjects, jsonTexts, openJson, type JsonFile } from './json-file.js';
import { openParquet, parquetRows, type ParquetFile } from './parquet-file.js';
import type { RawColumn, RawPath } from './raw-file.js';
import type { RawFiles } from './select-files.js';
import { asTexts, strictCast, type Mismatch } from './strict-cast.js';

/** Files with one and the same header, so that one statement reads them all. */
export interface ReadGroup {
  readonly files: readonly RawPath[];
  readonly columns: readonly string[];
  /**
   * SELECT with the wanted columns, in their order and types, and after them `further`, SQL over DuckDB's `filename`.
   * Reports what is missing or of another type.
   */
  readonly select: (
    wanted: readonly RawColumn[],
    further: readonly string[],
    report: (file: RawPath, problem: Missing) => void,
  ) => string;
  /** The slow pass over each file, once reading has failed. */
  readonly diagnose: (wanted: readonly RawColumn[]) => Promise<readonly Problem[]>;
}

export type Missing = Omit<Problem, 'severity' | 'place'>;

/** Opens every file and groups them by their header. Problems of all files, or the groups. */
export async function openFiles(
  session: Session,
  raw: RawFiles,
  wanted: readonly RawColumn[],
): Promise<{ readonly groups: readonly ReadGroup[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const findingsOf = async <T>(open: (file: RawPath, findings: Findings) => Promise<T | undefined>): Promise<T[]> => {
    const opened: T[] = [];
    for (const file of raw.files) {
      const findings = new Findings(file.shown);
      const one = await open(file, findings);
      if (one !== undefined) opened.push(one);
      problems.push(...findings.problems());
    }
    return opened;
  };
  switch (raw.format) {
    case 'csv': {
      const files = await findingsOf(openCsv);
      return { groups: grouped(files, ({ delimiter, columns }) => [delimiter, columns]).map(csvGroup), problems };
    }
    case 'json': {
      const files = await findingsOf(openJson);
      if (problems.length > 0) return { groups: [], problems };
      const groups: ReadGroup[] = [];
      for (const layout of grouped(files, (file) => file.layout)) {
        try {
          groups.push(jsonGroup(layout, await jsonKeys(session, layout, wanted)));
        } catch (error) {
          if (error instanceof EngineInterrupted) throw error;
          const found = await jsonGroup(layout, []).diagnose(wanted);
          if (found.length === 0) throw error;
          problems.push(...found);
        }
      }
      return { groups, problems };
    }
    case 'parquet': {
      const files = await findingsOf((file, findings) => openParquet(session, file, findings));
      return { groups: grouped(files, ({ columns }) => columns).map(parquetGroup), problems };
    }
  }
}

function grouped<T>(files: readonly T[], key: (file: T) => unknown): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const file of files) {
    const text = JSON.stringify(key(file));
    groups.set(text, [...(groups.get(text) ?? []), file]);
  }
  return [...groups.values()];
}

function csvGroup(files: readonly CsvFile[]): ReadGroup {
  const columns = files[0]?.columns ?? [];
  const text: GoogleType = { kind: 'scalar', name: 'STRING' };
  return {
    files: files.map(({ file }) => file),
    columns,
    select: (wanted, further, report) =>
      selectList(files[0]?.file, wanted, csvTexts(files), further, report, ({ name }) => {
        const position = csvPosition(columns, name);
        return position < 0 ? columns : { expression: csvColumn(position), type: text };
      }),
    diagnose: async (wanted) => {
      const problems: Problem[] = [];
      for (const csv of files) {
        const findings = new Findings(csv.file.shown);
        const isCutShort = await diagnoseCsv(csv, wanted, findings);
        problems.push(...findings.problems(isCutShort));
      }
      return problems;
    },
  };
}

function jsonGroup(files: readonly JsonFile[], keys: readonly string[]): ReadGroup {
  return {
    files: files.map(({ file }) => file),
    columns: keys,
    select: (wanted, further, report) =>
      selectList(files[0]?.file, wanted, jsonTexts(files, wanted), further, report, ({ name, type }) =>
        keys.includes(name) ? { expression: identifier(name), type: asTexts(type) } : keys,
      ),
    diagnose: async (wanted) => {
      const problems: Problem[] = [];
      for (const json of files) {
        const findings = new Findings(json.file.shown);
        await diagnoseJson(json, wanted, findings);
        problems.push(...findings.problems());
      }
      return problems;
    },
  };
}

function parquetGroup(files: readonly ParquetFile[]): ReadGroup {
  const columns = files[0]?.columns ?? [];
  const names = columns.map(({ name }) => name);
  return {
    files: files.map(({ file }) => file),
    columns: names,
    select: (wanted, further, report) =>
      selectList(files[0]?.file, wanted, parquetRows(files.map(({ file }) => file)), further, report, ({ name }) => {
        const column = columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
        return column === undefined ? names : { expression: identifier(column.name), type: column.type };
      }),
    diagnose: () => Promise.resolve([]),
  };
}

/** `find` gives the column of the file, or, when it is missing, the names that there are. */
function selectList(
  file: RawPath | undefined,
  wanted: readonly RawColumn[],
  from: string,
  further: readonly string[],
  report: (file: RawPath, problem: Missing) => void,
  find: (column: RawColumn) => { readonly expression: string; readonly type: GoogleType } | readonly string[],
): string {
  const list = wanted.map((column) => {
    const found = find(column);
    if ('length' in found) {
      if (file !== undefined) report(file, vanished(column.name, found));
      return 'NULL';
    }
    const mismatches: Mismatch[] = [];
    const cast = strictCast(found.expression, found.type, column.type, column.name, mismatches);
    for (const mismatch of mismatches) if (file !== undefined) report(file, typeChanged(mismatch));
    const value = column.type.kind === 'array' ? `COALESCE(${cast}, CAST([] AS ${duckType(column.type)}))` : cast;
    return `${value} AS ${identifier(column.name)}`;
  });
  return `SELECT ${[...list, ...further].join(',\n  ')}\nFROM ${from}`;
}

function vanished(name: string, names: readonly string[]): Missing {
  const nearest = closest(name, names);
  return {
    code: 'raw/column-vanished',
    what: `Column ${quoted(name)}, which the source's lock file names, is not in the file.`,
    todo:
      nearest === undefined
        ? 'Add it to the file, or run `leadscore sources pull` and see which mappings need it.'
        : `Did you mean ${quoted(nearest)}? If it was renamed, run \`leadscore sources pull\` and adapt the mapping.`,
  };
}

function typeChanged({ path, have, want }: Mismatch): Missing {
  return {
    code: 'raw/type-changed',
    what: `Column ${quoted(path)} is ${have} in the file and ${want} in the source's lock file.`,
    todo: 'Run `leadscore sources pull`, or mend the export.',
  };
}

/**
 * The keys of a group's records: those of the first records, and, for wanted columns that none of these has, those of
 * every record. A JSON record leaves out what it does not know, so only a key that no record has is a vanished column.
 */
async function jsonKeys(
  session: Session,
  files: readonly JsonFile[],
  wanted: readonly RawColumn[],
): Promise<readonly string[]> {
  const read = async (limit: string): Promise<readonly string[]> => {
    const sql = `SELECT DISTINCT unnest(json_keys(json)) FROM (SELECT json FROM ${jsonObjects(files)} ${limit}) ORDER BY ALL`;
    const result = await session.run(sql);
    return (await result.getRows()).map(([key]) => String(key));
  };
  const names = wanted.map(({ name }) => name);
  const first = await read('LIMIT 10000');
  const keys = names.every((name) => first.includes(name)) ? first : await read('');
  // No record at all: the columns are those that the lock names, and there are no rows.
  return keys.length === 0 ? names : keys;
}
