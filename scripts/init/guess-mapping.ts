/** What a raw table may be, by its name and its headers. A guess is written down for people to read, never used unseen. */
import { canonicalEntities, type CanonicalColumn } from '../generate/canonical.js';
import { type GuessedEntity, headerWords, tableWords } from './header-words.js';

export interface RawTableShape {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface GuessedTable {
  readonly table: string;
  /** undefined: nothing that is known, or something that lacks what its rows cannot do without. */
  readonly entity: GuessedEntity | undefined;
  /** Canonical column -> raw column. */
  readonly columns: ReadonlyMap<string, RawTableShape['columns'][number]>;
  /** Raw columns that nothing was guessed for. */
  readonly rest: readonly string[];
  /** Of `rest`, times that are numbers or texts: only their owner knows how they are meant. */
  readonly unreadTimes: readonly string[];
  /** Without an entity: what it would be with these columns. */
  readonly nearly?: { readonly entity: GuessedEntity; readonly lacks: readonly string[] };
}

function plain(header: string): string {
  return header.toLowerCase().replaceAll(/[^\p{L}\d]/gu, '');
}

function columnsOf(entity: GuessedEntity): Readonly<Record<string, CanonicalColumn>> {
  return canonicalEntities[entity].columns;
}

/** A time that is a number has a unit, and one that is a text has a form, which somebody has to say. */
function isReadable(canonical: CanonicalColumn, rawType: string): boolean {
  return canonical.type !== 'TIMESTAMP' || /^(?:TIMESTAMP|DATETIME|DATE)$/.test(rawType);
}

interface Candidate {
  readonly entity: GuessedEntity;
  readonly columns: GuessedTable['columns'];
  readonly unreadTimes: readonly string[];
  readonly lacks: readonly string[];
}

function candidate(entity: GuessedEntity, table: RawTableShape): Candidate {
  const free = new Map(table.columns.map((column) => [plain(column.name), column]));
  const columns = new Map<string, RawTableShape['columns'][number]>();
  const unreadTimes: string[] = [];
  for (const [name, words] of Object.entries<readonly string[]>(headerWords[entity])) {
    const canonical = columnsOf(entity)[name];
    const found = words.flatMap((word) => free.get(word) ?? [])[0];
    if (canonical === undefined || found === undefined) continue;
    free.delete(plain(found.name));
    if (isReadable(canonical, found.type)) columns.set(name, found);
    else unreadTimes.push(found.name);
  }
  const lacks = Object.entries(columnsOf(entity)).flatMap(([name, { required }]) =>
    required === true && !columns.has(name) ? [name] : [],
  );
  return { entity, columns, unreadTimes, lacks };
}

/** The table's name decides; without one that is known, whatever explains most columns. */
export function guessTable(table: RawTableShape): GuessedTable {
  const words = new Set(
    table.name
      .toLowerCase()
      .split(/[^a-z]+/)
      .concat(plain(table.name)),
  );
  const entities = Object.keys(tableWords) as GuessedEntity[];
  const isNamed = ({ entity }: Candidate): boolean => tableWords[entity].some((word) => words.has(word));
  const [best] = entities
    .map((entity) => candidate(entity, table))
    // An id and a name alone may be anything.
    .filter((one) => isNamed(one) || one.columns.size > 3)
    .toSorted(
      (a, b) =>
        Number(isNamed(b)) - Number(isNamed(a)) || a.lacks.length - b.lacks.length || b.columns.size - a.columns.size,
    );
  const isWhole = best !== undefined && best.lacks.length === 0;
  const columns = isWhole ? best.columns : new Map<string, never>();
  const taken = new Set([...columns.values()].map(({ name }) => name));
  return {
    table: table.name,
    entity: isWhole ? best.entity : undefined,
    columns,
    rest: table.columns.map(({ name }) => name).filter((name) => !taken.has(name)),
    unreadTimes: best?.unreadTimes ?? [],
    ...(best !== undefined && !isWhole && { nearly: { entity: best.entity, lacks: best.lacks } }),
  };
}
