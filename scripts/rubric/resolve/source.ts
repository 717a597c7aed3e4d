import { type CanonicalColumn, canonicalEntities, type EntityName } from '../../generate/canonical.js';
import { didYouMean } from '../../problem/closest.js';
import type { Attribute, EntityMapping, Expression, RawTable, Source } from '../model.js';
import { error, type Report } from '../report.js';
import type { EntityText, LockText, SourceText } from '../schema/source.js';
import { plainWords } from '../words.js';
import { checkColumn, resolveTable } from './raw-table.js';
import type { Cursor } from '../yaml/cursor.js';
import { isSqlOver, type RawColumns, resolveExpression } from './expression.js';

export interface SourceInput {
  readonly file: string;
  /** The file's name without `.yaml`. */
  readonly stem: string;
  readonly written: SourceText;
  readonly cursor: Cursor;
  /** `undefined`: there is none; `unreadable`: its faults are reported already. */
  readonly lock: LockText | undefined | 'unreadable';
  /** Names of the files under definitions/custom, without folder. */
  readonly customModels: ReadonlySet<string>;
}

/** What of the source is sound; faults are reported. */
export function resolveSource(input: SourceInput, report: Report): Source {
  const { written, cursor, stem } = input;
  const start = { file: input.file, line: 1, column: 1 };
  for (const [key, todo] of Object.entries(hints)) {
    if (!cursor.wasGiven(key)) report(error('rubric/missing-key', start, `"${key}" is missing.`, { todo }));
  }
  if (written.source !== undefined && written.source !== stem) {
    report(
      error('sources/name', cursor.at('source').place, `The source "${written.source}" stands in ${stem}.yaml.`, {
        why: 'The lock file and the models are named after the source.',
        todo: `Rename one of them: ${written.source}.yaml or "source: ${stem}".`,
      }),
    );
  }
  const lock = input.lock === 'unreadable' ? undefined : (input.lock?.tables ?? 'none');
  const tables = Object.entries(written.tables ?? {}).map(([name, table]) =>
    resolveTable(name, table ?? {}, cursor.at('tables', name), { source: stem, lock, report }),
  );
  const unknown = input.lock === undefined ? tables.find((table) => table.expected && !table.model) : undefined;
  if (unknown !== undefined) {
    report(
      error('sources/not-pulled', unknown.at, `The columns of the raw table "${unknown.name}" are not known.`, {
        why: `rubrics/sources/${stem}.lock.yaml does not exist.`,
        todo: `Run "leadscore sources pull ${stem}".`,
      }),
    );
  }
  const entities = Object.entries(written.entities ?? {}).flatMap(([name, entity]) => {
    const mapping = resolveEntity(name, entity, cursor.at('entities', name), { ...input, tables }, report);
    return mapping === undefined ? [] : [mapping];
  });
  return {
    name: written.source ?? stem,
    description: written.description ?? plainWords(stem),
    dataset: written.dataset ?? stem,
    ...(written.database !== undefined && { database: written.database }),
    tables,
    entities,
    at: cursor.at('source').place,
  };
}

const hints = {
  source: 'Add "source: <the name of the file>".',
  dataset: 'Add "dataset:" with the dataset that holds the raw tables.',
  tables: 'Add "tables:" with the raw tables that are read.',
  entities: 'Add "entities:" with what is read from them, such as leads or events.',
};

function isEntity(name: string): name is EntityName {
  return Object.hasOwn(canonicalEntities, name);
}

type EntityInput = SourceInput & { readonly tables: readonly RawTable[] };

function resolveEntity(
  name: string,
  written: EntityText,
  cursor: Cursor,
  input: EntityInput,
  report: Report,
): EntityMapping | undefined {
  if (!isEntity(name)) {
    report(
      error('sources/unknown-entity', cursor.keyPlace, `There is no canonical entity "${name}".`, {
        todo: didYouMean(name, Object.keys(canonicalEntities)),
      }),
    );
    return undefined;
  }
  const isCustom = input.customModels.has(`stg_${input.stem}__${name}.sqlx`);
  const raw = rawColumns(written.from, cursor.at('from'), input, report);
  const columns = new Map<string, Expression>();
  const table = input.tables.find((one) => one.name === written.from);
  const canonical: Readonly<Record<string, CanonicalColumn>> = canonicalEntities[name].columns;
  for (const [column, expression] of Object.entries(written.columns)) {
    const at = cursor.at('columns', column);
    if (!Object.hasOwn(canonical, column)) {
      const attributes = canonicalEntities[name].attributes !== 'none';
      report(
        error('sources/unknown-canonical-column', at.keyPlace, `"${name}" has no canonical column "${column}".`, {
          todo:
            didYouMean(column, Object.keys(canonical)) ??
            (attributes ? 'A column of your own goes under "attributes:".' : `See the columns of "${name}".`),
        }),
      );
      continue;
    }
    const resolved = resolveExpression(expression, at, written.from, raw, report);
    if (resolved === undefined) continue;
    columns.set(column, resolved);
    const definition = canonical[column];
    if (resolved.kind === 'column' && !isCustom && definition !== undefined && table !== undefined) {
      checkColumn(column, definition, resolved, table, report);
    }
  }
  const given = cursor.keysUnder('columns');
  for (const [column, definition] of Object.entries(canonical)) {
    if (isCustom || definition.required !== true || given.includes(column)) continue;
    report(
      error('sources/missing-column', cursor.keyPlace, `"${name}" must map "${column}".`, {
        why: `${definition.description}; nothing can be done without it.`,
        todo: `Add "${column}:" under "columns:".`,
      }),
    );
  }
  const where = written.where;
  const whereAt = cursor.at('where');
  const hasWhere = where !== undefined && isSqlOver(where, whereAt, written.from, raw, report);
  return {
    entity: name,
    table: written.from,
    columns,
    attributes: resolveAttributes(name, written, cursor, raw, report),
    ...(hasWhere && { where: { sql: where, at: whereAt.place } }),
    nulls: [...new Set(['', ...(written.nulls ?? [])])],
    usualLagHours: written.usual_lag_hours ?? 0,
    lookbackDays: written.lookback_days ?? 3,
    mayChange: mayChange(name, written, cursor, report),
    isCustom,
    at: cursor.keyPlace,
  };
}

/** A response has one status, the present one; what else may change its own project knows. */
function mayChange(entity: EntityName, { may_change: written }: EntityText, cursor: Cursor, report: Report): boolean {
  if (written === undefined) return entity === 'campaign_responses';
  if (entity === 'events') return written;
  report(
    error('sources/may-change', cursor.at('may_change').keyPlace, `"may_change" says nothing of "${entity}".`, {
      why: 'It is for events, which are read once unless they may change. Everything else is read whole in each run.',
      todo: 'Take it out.',
    }),
  );
  return entity === 'campaign_responses';
}

function resolveAttributes(
  entity: EntityName,
  written: EntityText,
  cursor: Cursor,
  raw: RawColumns,
  report: Report,
): Attribute[] {
  const attributes = Object.entries(written.attributes ?? {});
  if (attributes.length > 0 && canonicalEntities[entity].attributes === 'none') {
    report(
      error('sources/attributes', cursor.at('attributes').keyPlace, `"${entity}" cannot have attributes.`, {
        why: 'Rubrics read attributes of leads, contacts and accounts only.',
        todo: 'Take them away.',
      }),
    );
  }
  return attributes.flatMap(([name, attribute]) => {
    const at = cursor.at('attributes', name);
    const from = resolveExpression(attribute.from, at.at('from'), written.from, raw, report);
    if (from === undefined) return [];
    const description = attribute.description ?? plainWords(name);
    return [{ name, type: attribute.type, description, from, at: at.keyPlace }];
  });
}

/** The columns of the raw table as pulled; reports a table that is not declared or not pulled. */
function rawColumns(table: string, cursor: Cursor, input: EntityInput, report: Report): RawColumns {
  const declared = input.cursor.keysUnder('tables');
  if (input.cursor.wasGiven('tables') && !declared.includes(table)) {
    report(
      error('sources/unknown-table', cursor.place, `"${table}" is not one of the "tables:" above.`, {
        todo: didYouMean(table, declared),
      }),
    );
    return undefined;
  }
  const expected = input.tables.find(({ name }) => name === table)?.expected;
  if (expected !== undefined) return expected.map(({ name }) => name);
  if (input.lock === 'unreadable') return undefined;
  const locked = input.lock?.tables?.[table];
  if (locked !== undefined) return Object.keys(locked.columns);
  report(
    error('sources/not-pulled', cursor.place, `The columns of the raw table "${table}" are not known.`, {
      why: `rubrics/sources/${input.stem}.lock.yaml ${input.lock === undefined ? 'does not exist' : 'does not hold it'}.`,
      todo: `Run "leadscore sources pull ${input.stem}".`,
    }),
  );
  return undefined;
}
