/** The model beside the rules: what it adds up for a lead, and whom it moves down. */
import { Decimal } from 'decimal.js';
import { artefacts } from '../artefacts.js';
import { holds, type Scope } from './condition.js';
import { leadId } from './identifiers.js';
import { mapOf, mapsOf, numberOf, textOf, type Yaml, type YamlMap } from './yaml.js';

/** Nothing where the rubric has no model. */
export function predictiveValue(scope: Scope): Decimal | undefined {
  const artefact = artefacts.get(textOf(mapOf(scope.rubric['predictive'])['artefact']));
  if (artefact === undefined) return undefined;
  return mapsOf(artefact['terms']).reduce(
    (sum, term) => sum.plus(addedBy(term, scope)),
    numberOf(artefact['intercept']),
  );
}

function addedBy(term: YamlMap, scope: Scope): Decimal {
  const value = Object.entries(mapOf(term['values'])).find(
    ([each]) => holds({ field: term['field'] ?? '', is: literal(each) }, scope) === true,
  );
  if (value !== undefined) return numberOf(value[1]);
  const reached = Object.entries(mapOf(term['bands']))
    .map(([low, adds]) => ({ low: new Decimal(low), adds: numberOf(adds) }))
    .filter(({ low }) => reaches(term, low, scope))
    .toSorted((a, b) => b.low.comparedTo(a.low));
  return reached[0]?.adds ?? numberOf(term['unknown']);
}

function literal(text: string): Yaml {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

function reaches(term: YamlMap, low: Decimal, scope: Scope): boolean {
  const { field, dimension, signal, within } = term;
  if (field !== undefined) return holds({ field, at_least: low }, scope) === true;
  if (dimension !== undefined) return scope.results?.dimensions.get(textOf(dimension))?.gte(low) === true;
  // Nobody did anything fewer than no times.
  if (low.isZero()) return true;
  return holds({ signal: signal ?? '', times: low, ...(within !== undefined && { within }) }, scope) === true;
}

export interface Ranked {
  readonly recordId: string;
  readonly value: Decimal;
  readonly total: Decimal;
}

/** The likeliest first. */
export function byRank(a: Ranked, b: Ranked): number {
  return (
    b.value.comparedTo(a.value) || b.total.comparedTo(a.total) || (leadId(a.recordId) < leadId(b.recordId) ? -1 : 1)
  );
}

/**
 * Record id -> the tier that the lead is moved out of.
 * @param placed everybody, by the tier that the rules give
 */
export function demotedFrom(
  rubric: YamlMap,
  placed: ReadonlyMap<string, readonly Ranked[]>,
): ReadonlyMap<string, string> {
  const share = /^([0-9.]+)%$/.exec(textOf(mapOf(mapOf(rubric['predictive'])['use'])['demote_bottom']))?.[1];
  const last = textOf(mapsOf(rubric['tiers']).at(-1)?.['tier']);
  if (share === undefined) return new Map();
  return new Map(
    [...placed]
      .filter(([tier]) => tier !== last)
      .flatMap(([tier, leads]) => {
        const many = new Decimal(share).times(leads.length).div(100).floor().toNumber();
        const lowest = leads.toSorted(byRank).slice(leads.length - many);
        return lowest.map(({ recordId }) => [recordId, tier] as const);
      }),
  );
}
