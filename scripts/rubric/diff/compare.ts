/** Two values of the same kind -> every difference, each with the part of the project it is in. */
import type { Place } from '../../problem.js';
import { canonical, entriesOf, isCondition, isDecay, isDerived, isField, isRecord, keyWords, shown } from './value.js';

export interface Difference {
  /** Keys and names from the outermost: `dimensions`, `intent`, `acts`, `demo_request`, `points`. */
  readonly path: readonly string[];
  /** The parts that have names, as people call them: "intent", "demo_request". */
  readonly subject: readonly string[];
  readonly what: string;
  /** Where the part stands now; where it stood, if it is gone. */
  readonly place?: Place;
}

/** Whose entries are called by their bare name, or by a word of their own before it. */
const titles: Readonly<Record<string, string>> = {
  dimensions: '',
  acts: '',
  criteria: 'criterion',
  families: 'family',
  cases: 'case',
  tiers: 'tier',
  requires: 'gate',
  limits: 'limit',
  thresholds: 'threshold for',
  variants: 'variant',
  suppress: 'suppression',
  freeze: 'freeze',
  hold: 'hold',
  routes: 'route to',
  weights: 'weight of',
  fields: 'field',
  patterns: 'pattern',
  signals: 'signal',
  outcomes: 'outcome',
  regions: 'region',
  sources: 'source',
  capacity: 'capacity of',
  seniority: 'seniority',
  functions: 'function',
  committeeRoles: 'role',
  softFit: 'soft fit of',
  fromPeople: 'people by',
  grades: 'grade',
  entities: 'entity',
  tables: 'table',
  terms: 'term',
  figures: 'figure',
  attributes: 'attribute',
};

/** Lists whose order means nothing: they are maps in the files, or the least of them holds. */
const unordered = new Set([
  'dimensions',
  'criteria',
  'acts',
  'families',
  'requires',
  'limits',
  'weights',
  'capacity',
  'fields',
  'outcomes',
  'regions',
  'fromPeople',
  'entities',
  'tables',
  'attributes',
  'sources',
  'rubrics',
  'cells',
  'terms',
  'figures',
]);

/** By which of its parts an entry of a list is known again. */
const identifying = [
  'name',
  'tier',
  'label',
  'role',
  'size',
  'code',
  'region',
  'reason',
  'dimension',
  'field',
  'lifts',
  'to',
  'letter',
  'entity',
  'column',
  'for',
  'when',
];

function identityOf(entry: Entry): string | undefined {
  return identifying.find((key) => entry[key] !== undefined);
}

interface Around {
  readonly path: readonly string[];
  readonly subject: readonly string[];
  readonly place?: Place | undefined;
}

/** Nothing for two values that mean the same. */
export function differences(
  before: unknown,
  after: unknown,
  around: Around = { path: [], subject: [] },
): readonly Difference[] {
  if (canonical(before) === canonical(after)) return [];
  const [from, to] = [entriesOfList(before), entriesOfList(after)];
  if (from !== undefined && to !== undefined) return listDifferences(from, to, around);
  if (isOpen(before) && isOpen(after)) return recordDifferences(before, after, around);
  return [told(around, changeWords(around.path.at(-1) ?? '', before, after))];
}

type Entry = Readonly<Record<string, unknown>>;

/** A record whose parts can be compared one by one. */
function isOpen(value: unknown): value is Entry {
  return isRecord(value) && !isCondition(value) && !isDecay(value) && !isField(value);
}

function entriesOfList(value: unknown): readonly Entry[] | undefined {
  return Array.isArray(value) && value.every(isOpen) ? value : undefined;
}

function recordDifferences(before: Entry, after: Entry, around: Around): readonly Difference[] {
  const [from, to] = [new Map(entriesOf(before)), new Map(entriesOf(after))];
  const keys = [...new Set([...from.keys(), ...to.keys()])].filter((key) => !isDerived(key, after));
  const here = { ...around, place: placeOf(after) ?? around.place };
  return keys.flatMap((key) => {
    const inner = { ...here, path: [...around.path, key] };
    const [old, now] = [from.get(key), to.get(key)];
    // A list that was not there has only new entries.
    if (old === undefined && isKeyedList(now)) return differences([], now, inner);
    if (now === undefined && isKeyedList(old)) return differences(old, [], inner);
    if (old === undefined)
      return [told({ ...inner, place: placeOf(now) ?? here.place }, `new ${keyWords(key)}: ${shown(now)}`)];
    if (now === undefined) return [told(inner, `${keyWords(key)} removed, it was: ${shown(old)}`)];
    return differences(
      old,
      now,
      isOpen(now) && isOpen(old) ? { ...inner, subject: [...around.subject, keyWords(key)] } : inner,
    );
  });
}

function isKeyedList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isOpen);
}

interface Named {
  readonly id: string;
  readonly entry: Entry;
}

function listDifferences(before: readonly Entry[], after: readonly Entry[], around: Around): readonly Difference[] {
  const key = around.path.at(-1) ?? '';
  const from = named(before);
  const to = paired(from, named(after));
  const [ids, oldIds] = [new Set(to.map(({ id }) => id)), new Map(from.map(({ id, entry }) => [id, entry]))];
  const changed = to.flatMap(({ id, entry }) => {
    const inner = inside(around, key, entry);
    const old = oldIds.get(id);
    return old === undefined
      ? [told({ ...around, path: inner.path, place: inner.place }, `new ${titled(key, entry)}: ${shown(rest(entry))}`)]
      : differences(old, entry, inner);
  });
  const removed = from
    .filter(({ id }) => !ids.has(id))
    .map(({ entry }) =>
      told(
        { ...inside(around, key, entry), subject: around.subject },
        `${titled(key, entry)} removed, it was: ${shown(rest(entry))}`,
      ),
    );
  return [...changed, ...removed, ...orderDifference(from, to, key, around)];
}

/** Entries are known by the first part that identifies them; those that share it also by how many of them came before. */
function named(entries: readonly Entry[]): readonly Named[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const key = identityOf(entry);
    const id = canonical(key === undefined ? entry : entry[key]);
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    return { id: count === 0 ? id : `${id} ${count}`, entry };
  });
}

/** An entry whose identity is new, at the place of one whose identity is gone, is that one changed. */
function paired(from: readonly Named[], to: readonly Named[]): readonly Named[] {
  const [old, now] = [new Set(from.map(({ id }) => id)), new Set(to.map(({ id }) => id))];
  return to.map((each, at) => {
    const before = from[at];
    const isChanged = before !== undefined && !old.has(each.id) && !now.has(before.id) && !isByName(each.entry);
    return isChanged ? { id: before.id, entry: each.entry } : each;
  });
}

/** Two names are two things, and so are two entries that nothing identifies; two conditions, labels or reasons at one place may be one thing, mended. */
function isByName(entry: Entry): boolean {
  const key = identityOf(entry);
  return key === undefined || key === 'name' || key === 'dimension';
}

function orderDifference(
  from: readonly Named[],
  to: readonly Named[],
  key: string,
  around: Around,
): readonly Difference[] {
  if (unordered.has(key)) return [];
  const ids = new Set(to.map(({ id }) => id));
  const old = from.filter(({ id }) => ids.has(id));
  const kept = new Set(old.map(({ id }) => id));
  const now = to.filter(({ id }) => kept.has(id));
  if (old.every(({ id }, at) => now[at]?.id === id)) return [];
  const names = (list: readonly Named[]): string => list.map(({ entry }) => nameOf(entry)).join(', ');
  return [told(around, `order of ${keyWords(key)}: ${names(old)} -> ${names(now)}`)];
}

function inside(around: Around, key: string, entry: Entry): Around {
  const name = titled(key, entry);
  return {
    path: [...around.path, nameOf(entry)],
    subject: [...around.subject, name],
    place: placeOf(entry) ?? around.place,
  };
}

function titled(key: string, entry: Entry): string {
  const name = identityOf(entry) === undefined ? '' : nameOf(entry);
  return `${titles[key] ?? keyWords(key)} ${name}`.trim();
}

function nameOf(entry: Entry): string {
  const key = identityOf(entry);
  return shown(key === undefined ? entry : entry[key]);
}

/** What is said of an entry beside its name. */
function rest(entry: Entry): Entry {
  const key = identityOf(entry);
  return Object.fromEntries(
    entriesOf(entry).filter(([each]) => each !== key && !(each === 'requires' && canonical(entry[each]) === '[]')),
  );
}

function changeWords(key: string, before: unknown, after: unknown): string {
  const [old, now] = [shown(before), shown(after)];
  if (old === now)
    return `${keyWords(key)}: written the same in words, but not the same: ${canonical(before)} -> ${canonical(after)}`;
  if (key === 'points') return `${old} -> ${now} points`;
  if (Array.isArray(before) && Array.isArray(after))
    return setWords(key, before, after) ?? `${keyWords(key)} ${old} -> ${now}`;
  return `${keyWords(key)} ${old} -> ${now}`;
}

/** Texts added and taken away say more than two long lists; nothing when their order is what changed. */
function setWords(key: string, before: readonly unknown[], after: readonly unknown[]): string | undefined {
  const [old, now] = [before.map(shown), after.map(shown)];
  if (before.some((item) => typeof item !== 'string')) return undefined;
  const added = now.filter((item) => !old.includes(item));
  const removed = old.filter((item) => !now.includes(item));
  if (added.length + removed.length === 0) return undefined;
  const parts = [
    ...(added.length === 0 ? [] : [`added ${added.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`removed ${removed.join(', ')}`]),
  ];
  return `${keyWords(key)}: ${parts.join('; ')}`;
}

function placeOf(value: unknown): Place | undefined {
  if (!isRecord(value)) return undefined;
  const at = value['at'];
  if (!isRecord(at)) return undefined;
  const { file, line, column, length } = at;
  if (typeof file !== 'string' || typeof line !== 'number' || typeof column !== 'number') return undefined;
  return { file, line, column, ...(typeof length === 'number' && { length }) };
}

function told({ path, subject, place }: Around, what: string): Difference {
  return { path, subject, what, ...(place !== undefined && { place }) };
}
