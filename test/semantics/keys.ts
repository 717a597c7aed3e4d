/** How often each key of the language changed a result: the plain model with the key and without it. */
import { conditionKeys } from '../../scripts/rubric/schema/condition.js';
import { parts } from '../../scripts/rubric/schema/part.js';
import '../../scripts/rubric/schema/rubric.js';
import { rowsByPlain, standingByPlain } from './compare.js';
import { type Below, language, untried } from './language.js';
import { type LeadResult, Runs } from './plain/evaluate.js';
import type { World } from './plain/world.js';
import { isYamlList, isYamlMap, type Yaml, type YamlMap } from './plain/yaml.js';
import { type Path, without } from './removals.js';
import { sharedKeys } from './shared-keys.js';

/** `an act.decay` */
export type Key = string;

interface Occurrence {
  readonly key: Key;
  readonly path: Path;
}

/** Every key that stands in the rubric, with its place. */
function occurrencesIn(value: Yaml | undefined, part: string, path: Path = []): readonly Occurrence[] {
  if (!isYamlMap(value)) return [];
  const keys = language[part] ?? {};
  return Object.entries(value).flatMap(([name, inner]): readonly Occurrence[] => {
    const known =
      name in keys ? name : part === 'a condition' && !conditionKeys.includes(name) ? '<dimension>' : undefined;
    if (known === undefined) return [];
    const at = [...path, name];
    return [{ key: `${part}.${known}`, path: at }, ...below(inner, keys[known] ?? 'nothing', at)];
  });
}

function below(value: Yaml, kind: Below, path: Path): readonly Occurrence[] {
  if (kind === 'nothing') return [];
  if ('part' in kind) return occurrencesIn(value, kind.part, path);
  if ('list' in kind) {
    const entries = isYamlList(value) ? value : [];
    return entries.flatMap((each, index) => occurrencesIn(each, kind.list, [...path, index]));
  }
  const entries = isYamlMap(value) ? Object.entries(value) : [];
  return entries.flatMap(([name, each]) => occurrencesIn(each, kind.named, [...path, name]));
}

/** Every key that is counted, and those of the schema of which nobody has said what to do with them. */
export function keysOfLanguage(): { readonly counted: readonly Key[]; readonly unplaced: readonly Key[] } {
  const counted: Key[] = [];
  const unplaced: Key[] = [];
  for (const part of Object.keys(language)) {
    const accepted = part === 'a condition' ? [...conditionKeys, '<dimension>'] : (parts.get(part) ?? []);
    for (const key of accepted) {
      if (key in (language[part] ?? {})) counted.push(`${part}.${key}`);
      else if (!(key in (untried[part] ?? {}))) unplaced.push(`${part}.${key}`);
    }
  }
  return { counted: [...counted, ...sharedKeys.keys()], unplaced };
}

/** Of one kind of key in one rubric so many places are tried. */
const PLACES = 3;
/** A key that has changed so many rubrics' results needs no more proof. */
const ENOUGH = 30;

export class KeyCount {
  /** Rubrics in which the key stood. */
  readonly tried = new Map<Key, number>();
  /** Rubrics in which some lead's result is another without it. */
  readonly changed = new Map<Key, number>();

  /** Whether more rubrics are to be looked at. */
  isOpen(key: Key): boolean {
    return (this.changed.get(key) ?? 0) < ENOUGH;
  }

  /** @param without the same moments, as they were if the shared key were not there */
  countShared(key: Key, rubric: YamlMap, worlds: readonly World[], without: readonly World[], leads: number): void {
    if (!this.isOpen(key)) return;
    add(this.tried, key);
    const whole = new Runs(rubric, worlds);
    const other = new Runs(rubric, without);
    const people = (worlds.at(-1)?.people ?? []).slice(0, leads);
    if (people.some(({ recordId }) => isOther(other.lead(recordId), toldOf(whole.lead(recordId)))))
      add(this.changed, key);
  }

  /** @param leads of so many leads each result is compared */
  count(rubric: YamlMap, worlds: readonly World[], leads: number): void {
    const people = (worlds.at(-1)?.people ?? []).slice(0, leads).map(({ recordId }) => recordId);
    const whole = new Runs(rubric, worlds);
    const before = new Map(people.map((recordId) => [recordId, toldOf(whole.lead(recordId))]));
    const byKey = new Map<Key, Path[]>();
    for (const { key, path } of occurrencesIn(rubric, 'a rubric')) byKey.set(key, [...(byKey.get(key) ?? []), path]);
    for (const [key, paths] of byKey) {
      if (!this.isOpen(key)) continue;
      add(this.tried, key);
      const isChange = paths.slice(0, PLACES).some((path) => {
        const runs = new Runs(without(rubric, path), worlds, whole);
        return people.some((recordId) => isOther(runs.lead(recordId), before.get(recordId)));
      });
      if (isChange) add(this.changed, key);
    }
  }
}

function add(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** How a result came about is compared with the warehouse, but is no result. */
const ways: ReadonlySet<string> = new Set([
  'reached by',
  'barred tiers',
  'variant',
  'predictive rank',
  'attributes read on',
]);

/** A result in words. */
interface Told {
  readonly lead: LeadResult;
  readonly rows: string;
  readonly standing: string;
}

/** Nothing for somebody who is not scored. */
function toldOf(lead: LeadResult | undefined): Told | undefined {
  return lead && { lead, rows: rowsOf(lead), standing: standingOf(lead) };
}

function rowsOf(lead: LeadResult): string {
  return JSON.stringify(rowsByPlain(lead).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function standingOf(lead: LeadResult): string {
  return JSON.stringify(standingByPlain(lead).filter(([name]) => !ways.has(name)));
}

function isOther(lead: LeadResult | undefined, told: Told | undefined): boolean {
  if (lead === undefined || told === undefined) return (lead === undefined) !== (told === undefined);
  const isSame = standingOf(lead) === told.standing && (lead.rows === told.lead.rows || rowsOf(lead) === told.rows);
  return !isSame;
}
