/** A raw table as declared, against the raw schema as pulled. What it lacks is said once, by name. */
import type { CanonicalColumn } from '../../generate/canonical.js';
import type { ExpectedColumn, Expression, RawTable } from '../model.js';
import { error, type Report, warning } from '../report.js';
import type { LockText, TableText } from '../schema/source.js';
import type { Cursor } from '../yaml/cursor.js';

interface Pulled {
  readonly source: string;
  /** `none`: there is no lock file; `undefined`: its faults are reported already. Of both nothing is said here. */
  readonly lock: LockText['tables'] | 'none' | undefined;
  readonly report: Report;
}

/** What of the table is sound. Of an expected column or table that is not there only a warning is made. */
export function resolveTable(name: string, written: TableText, cursor: Cursor, pulled: Pulled): RawTable {
  const { source, lock, report } = pulled;
  const at = cursor.keyPlace;
  const locked = lock === 'none' || lock === undefined ? undefined : lock[name]?.columns;
  const columns = Object.entries(locked ?? {}).map(([column, type]) => ({ name: column, type }));
  const about = {
    name,
    ...(written.description !== undefined && { description: written.description }),
    files: written.files ?? [],
    ...(written.shards !== undefined && { shards: written.shards }),
    at,
  };
  if (written.shards !== undefined && (!name.endsWith('*') || written.model !== undefined)) {
    report(
      error('sources/shards', cursor.at('shards').place, `"${name}" is not in shards.`, {
        why: 'Only raw tables of one name and a day at its end, read together as "<name>_*", are.',
        todo: 'Leave "shards:" out, or write the name with a * for the day.',
      }),
    );
  }
  if (written.model !== undefined) {
    if (written.columns === undefined || written.files !== undefined) {
      report(
        error('sources/model-table', at, `"${name}" is a model of the project, so it has "columns:" and no "files:".`, {
          why: 'A model is not pulled: its columns and their types are known by what is written here only.',
          todo: 'Write the columns that the model gives, each with its type.',
        }),
      );
    }
    return { ...about, columns: [], expected: expectedOf(written, cursor, undefined), model: written.model };
  }
  if (written.columns === undefined) return { ...about, columns };
  if (lock === 'none' || lock === undefined)
    return { ...about, columns, expected: expectedOf(written, cursor, columns) };
  const expected = expectedOf(written, cursor, columns);
  if (locked === undefined) {
    report(
      warning(
        'sources/absent-table',
        at,
        `The source "${source}" has no raw table "${name}": nothing is read from it.`,
        {
          why: `It is not in rubrics/sources/${source}.lock.yaml, so everything that it would tell is unknown.`,
          todo: `Once it is there, run "leadscore sources pull ${source}".`,
        },
      ),
    );
    return { ...about, columns, expected, isAbsent: true };
  }
  const absent = expected.filter(({ raw }) => raw === undefined).map((column) => column.name);
  if (absent.length > 0) {
    report(
      warning(
        'sources/absent-columns',
        at,
        `The raw table "${source}.${name}" has no ${listed(absent)}: ${absent.length === 1 ? 'it is' : 'they are'} unknown in every row.`,
        { todo: 'Nothing, if yours never had them; else look whether they are called otherwise there.' },
      ),
    );
  }
  for (const column of expected) checkUnit(column, `${source}.${name}`, report);
  return { ...about, columns, expected };
}

function listed(names: readonly string[]): string {
  const [only = ''] = names;
  if (names.length === 1) return `column ${only}`;
  return `columns ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function expectedOf(
  written: TableText,
  cursor: Cursor,
  columns: RawTable['columns'] | undefined,
): readonly ExpectedColumn[] {
  return Object.entries(written.columns ?? {}).map(([name, column]) => {
    const { type, unit } = typeof column === 'string' ? { type: column, unit: undefined } : column;
    const raw = columns?.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return {
      name,
      type,
      ...(unit !== undefined && { unit }),
      ...(raw !== undefined && { raw }),
      at: cursor.at('columns', name).keyPlace,
    };
  });
}

const numbers = new Set(['INT64', 'NUMERIC', 'FLOAT64']);

function checkUnit({ name, type, unit, raw, at }: ExpectedColumn, table: string, report: Report): void {
  if (type !== 'TIMESTAMP' || unit !== undefined || raw === undefined || !numbers.has(raw.type)) return;
  report(
    error('sources/epoch-unit', at, `"${table}.${name}" is a number (${raw.type}), and a time is wanted.`, {
      why: 'It may count seconds, milliseconds or microseconds since 1970; a guess would be wrong by a factor of 1000.',
      todo: `Write "${name}: { type: TIMESTAMP, unit: milliseconds }", with the unit that it has.`,
    }),
  );
}

/** A canonical column that is read from one raw column: it must be there if nothing can be done without it. */
export function checkColumn(
  name: string,
  canonical: CanonicalColumn,
  from: Extract<Expression, { kind: 'column' }>,
  table: RawTable,
  report: Report,
): void {
  const expected = table.expected?.find((column) => column.name === from.column);
  if (expected !== undefined) {
    const isLost = table.model === undefined && table.isAbsent !== true && expected.raw === undefined;
    if (canonical.required !== true || !isLost || table.columns.length === 0) return;
    report(
      error('sources/absent-key', from.at, `The raw table "${table.name}" has no column "${from.column}".`, {
        why: `${canonical.description}; nothing can be done without it.`,
        todo: `Read "${name}" from another column.`,
      }),
    );
    return;
  }
  const raw = table.columns.find((column) => column.name.toLowerCase() === from.column.toLowerCase());
  if (canonical.type !== 'TIMESTAMP' || raw === undefined || !numbers.has(raw.type)) return;
  report(
    error(
      'sources/epoch-unit',
      from.at,
      `"${table.name}.${from.column}" is a number (${raw.type}), and a time is wanted.`,
      {
        why: 'It may count seconds, milliseconds or microseconds since 1970; a guess would be wrong by a factor of 1000.',
        todo: `Write { sql: "TIMESTAMP_MILLIS(${from.column})" }, or TIMESTAMP_SECONDS or TIMESTAMP_MICROS.`,
      },
    ),
  );
}
