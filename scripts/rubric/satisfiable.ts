/**
 * Whether conditions can all hold of one lead, as far as fields tell: texts, truths, numbers, known and unknown. What it
 * cannot judge (patterns, dates, behaviour, results, SQL) may hold, so that "no" is certain and "yes" is not.
 */
import { Decimal } from 'decimal.js';
import { fieldName } from './fields.js';
import type { Condition, FieldTest, Literal, Standards } from './model.js';

/** One test of one field, or its opposite. */
interface Atom {
  readonly field: string;
  readonly test: FieldTest;
  readonly holds: boolean;
}

/** Alternatives, each a list of atoms that hold together. Undefined: too many to write down. */
type Alternatives = readonly (readonly Atom[])[] | undefined;

const MOST_ALTERNATIVES = 256;

/** False only where no lead at all can fulfil every one of the `holding` and none of the `failing`. */
export function canHold(
  holding: readonly Condition[],
  failing: readonly Condition[],
  standards: Pick<Standards, 'lists'>,
): boolean {
  const parts = [
    ...holding.map((condition) => alternatives(condition, true)),
    ...failing.map((condition) => alternatives(condition, false)),
  ];
  const all = parts.reduce<Alternatives>(both, [[]]);
  return all === undefined || all.some((atoms) => isPossible(atoms, standards));
}

function both(a: Alternatives, b: Alternatives): Alternatives {
  // Leaving one out only makes more possible.
  if (a === undefined || b === undefined) return a ?? b;
  if (a.length * b.length > MOST_ALTERNATIVES) return undefined;
  return a.flatMap((left) => b.map((right) => [...left, ...right]));
}

function either(parts: readonly Alternatives[]): Alternatives {
  const known = parts.filter((part) => part !== undefined);
  const all = known.flat();
  return known.length < parts.length || all.length > MOST_ALTERNATIVES ? undefined : all;
}

/** `holds` is false for "it is not true", which an unknown value fulfils as well. */
function alternatives(condition: Condition, holds: boolean): Alternatives {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const parts = condition.of.map((part) => alternatives(part, holds));
      return (condition.kind === 'all') === holds ? parts.reduce<Alternatives>(both, [[]]) : either(parts);
    }
    case 'not':
      return holds ? isFalse(condition.of) : either([alternatives(condition.of, true), unknownIn(condition.of)]);
    case 'field':
      return holds
        ? [[{ field: fieldName(condition.field), test: condition.test, holds: true }]]
        : either([isFalse(condition), unknownIn(condition)]);
    default:
      return [[]];
  }
}

/** That it is known and false. */
function isFalse(condition: Condition): Alternatives {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const parts = condition.of.map(isFalse);
      return condition.kind === 'all' ? either(parts) : parts.reduce<Alternatives>(both, [[]]);
    }
    case 'not':
      return alternatives(condition.of, true);
    case 'field':
      return [[{ field: fieldName(condition.field), test: condition.test, holds: false }]];
    default:
      return [[]];
  }
}

/** That one of its fields has no value. */
function unknownIn(condition: Condition): Alternatives {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return either(condition.of.map(unknownIn));
    case 'not':
      return unknownIn(condition.of);
    case 'field':
      if (condition.test.op === 'known' || condition.test.op === 'unknown') return [];
      return condition.test.op === 'compare'
        ? [[]]
        : [[{ field: fieldName(condition.field), test: { op: 'unknown' }, holds: true }]];
    default:
      return [[]];
  }
}

function isPossible(atoms: readonly Atom[], standards: Pick<Standards, 'lists'>): boolean {
  const fields = new Map<string, Atom[]>();
  for (const atom of atoms) fields.set(atom.field, [...(fields.get(atom.field) ?? []), atom]);
  return [...fields.values()].every((ofOne) => isPossibleOfOne(ofOne, standards));
}

/** Whether some value, or none, of one field fulfils them all. */
function isPossibleOfOne(atoms: readonly Atom[], standards: Pick<Standards, 'lists'>): boolean {
  const asksUnknown = ({ test, holds }: Atom): boolean => test.op === (holds ? 'unknown' : 'known');
  if (atoms.some(asksUnknown)) return atoms.every(asksUnknown);
  const values = atoms.flatMap(({ test, holds }) => {
    const texts = textsOf(test, standards);
    return texts === undefined ? [] : [{ texts, holds }];
  });
  const spans = atoms.flatMap(({ test, holds }) => {
    const span = spanOf(test);
    return span === undefined ? [] : [{ span, holds }];
  });
  return isTextLeft(values) && isNumberLeft(spans);
}

function isTextLeft(values: readonly { readonly texts: readonly string[]; readonly holds: boolean }[]): boolean {
  const isOut = (text: string): boolean => values.some(({ texts, holds }) => texts.includes(text) !== holds);
  const [asked] = values.filter(({ holds }) => holds);
  if (asked !== undefined) return !asked.texts.every(isOut);
  const isTruth = values.some(({ texts }) => texts.every((text) => text === 'true' || text === 'false'));
  return !isTruth || !['true', 'false'].every(isOut);
}

interface Span {
  readonly low: Decimal;
  readonly high: Decimal;
}

function isNumberLeft(spans: readonly { readonly span: Span; readonly holds: boolean }[]): boolean {
  const asked = spans.flatMap(({ span, holds }) => (holds ? [span] : []));
  const low = Decimal.max(-Infinity, ...asked.map((span) => span.low));
  const high = Decimal.min(Infinity, ...asked.map((span) => span.high));
  if (low.gt(high)) return false;
  return !spans.some(({ span, holds }) => !holds && span.low.lte(low) && span.high.gte(high));
}

function textsOf(test: FieldTest, standards: Pick<Standards, 'lists'>): readonly string[] | undefined {
  const folded = (text: string): string => text.trim().toLowerCase();
  const ofLiterals = (literals: readonly Literal[]): readonly string[] | undefined =>
    literals.every((each) => each.type === 'STRING' || each.type === 'BOOL')
      ? literals.map((each) => folded(String(each.value)))
      : undefined;
  switch (test.op) {
    case 'is':
      return ofLiterals([test.value]);
    case 'in':
      return ofLiterals(test.values);
    case 'in_list':
      return standards.lists.get(test.list)?.map(folded);
    default:
      return undefined;
  }
}

function spanOf(test: FieldTest): Span | undefined {
  const number = (literal: Literal): Decimal | undefined => (literal.type === 'NUMERIC' ? literal.value : undefined);
  const from = (low: Decimal | undefined, high: Decimal | undefined) =>
    low === undefined || high === undefined ? undefined : { low, high };
  switch (test.op) {
    case 'is':
      return from(number(test.value), number(test.value));
    case 'between':
      return from(number(test.low), number(test.high));
    case 'at_least':
      return from(number(test.value), new Decimal(Infinity));
    case 'at_most':
      return from(new Decimal(-Infinity), number(test.value));
    default:
      return undefined;
  }
}
