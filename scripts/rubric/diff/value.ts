/** Values of a resolved project as a diff shows them, and as it compares them. */
import { Decimal } from 'decimal.js';
import type { Condition, DecayCurve } from '../model.js';
import { conditionWords, plainWords } from '../words.js';

/** Where something stands, and what it is called at its place, are no part of what it means. */
const withoutMeaning = new Set(['at', 'file', 'directory']);

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

/** Keys with their values; a Map's like an object's, and of an object only what has a meaning. */
export function entriesOf(value: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), item] as const);
  return Object.entries(value).filter(([key, item]) => !withoutMeaning.has(key) && item !== undefined);
}

/** Equal for values that mean the same: places left out, keys of objects sorted, decimals by their value. */
export function canonical(value: unknown): string {
  if (value instanceof Decimal) return value.toFixed();
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'nothing';
  const entries = entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  // A Map is an object whose keys a person wrote; their order is no part of the meaning.
  return `{${entries.toSorted().join(',')}}`;
}

const conditionKinds = new Set(['all', 'any', 'not', 'field', 'behaviour', 'result', 'grade', 'cell', 'sql']);

export function isCondition(value: unknown): value is Condition {
  return isRecord(value) && typeof value['kind'] === 'string' && conditionKinds.has(value['kind']) && 'at' in value;
}

const decayKinds = new Set(['none', 'until', 'linear', 'half_life', 'steps']);

export function isDecay(value: unknown): value is DecayCurve {
  return isRecord(value) && typeof value['kind'] === 'string' && decayKinds.has(value['kind']) && !('at' in value);
}

export function isField(value: unknown): value is { readonly entity: string; readonly name: string } {
  return isRecord(value) && typeof value['entity'] === 'string' && typeof value['name'] === 'string' && 'type' in value;
}

/** In words where the language has them, else its parts one after the other. */
export function shown(value: unknown): string {
  if (value instanceof Decimal) return value.toFixed();
  if (value === undefined || value === null) return 'nothing';
  if (isCondition(value)) return conditionWords(value);
  if (isDecay(value)) return decayText(value);
  if (isField(value)) return `${value.entity}.${value.name}`;
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (!isRecord(value)) return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  return entriesOf(value)
    .filter(([key]) => !isDerived(key, value))
    .map(([key, item]) =>
      isNaming(key)
        ? shown(item)
        : `${keyWords(key)} ${isRecord(item) && !isCondition(item) && !isDecay(item) && !isField(item) ? `(${shown(item)})` : shown(item)}`,
    )
    .join(', ');
}

/** What a fallback asks is what the cases ask, of another field; what counting gives at most is the most of its ranges. */
export function isDerived(key: string, holder: Readonly<Record<string, unknown>>): boolean {
  return (key === 'cases' && holder['kind'] === 'fallback') || (key === 'points' && 'byCount' in holder);
}

function isNaming(key: string): boolean {
  return key === 'name' || key === 'kind' || key === 'do' || key === 'declared';
}

function decayText(decay: DecayCurve): string {
  const from = decay.ageFrom === undefined ? '' : `, age from the last act in ${plainWords(decay.ageFrom.named)}`;
  switch (decay.kind) {
    case 'none':
      return `none${from}`;
    case 'half_life':
      return `half-life ${decay.days} days until ${decay.lookbackDays} days${from}`;
    case 'steps':
      return `steps ${decay.steps.map(({ fromDay, share }) => `${fromDay}d: ${share.toFixed()}`).join(', ')}${from}`;
    default:
      return `${decay.kind} ${decay.days} days${from}`;
  }
}

const words: Readonly<Record<string, string>> = {
  appliesTo: 'applies to',
  totalAtMost: 'at most',
  withinDays: 'within days',
  fromPeople: 'from people',
  when: 'when',
  of: 'of',
};

/** `afterDays` -> "after days" */
export function keyWords(key: string): string {
  return words[key] ?? plainWords(key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}
