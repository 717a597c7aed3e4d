/** Step 12: criteria, and what soft fits lift. */
import { Decimal } from 'decimal.js';
import { exact, sum, ZERO } from './arithmetic.js';
import { holds, type Scope } from './condition.js';
import type { Contribution } from './contribution.js';
import { fieldHolds } from './field-tests.js';
import type { Truth } from './three-valued.js';
import { mapOf, mapsOf, numberIn, numberOf, textOf, type Yaml, type YamlMap } from './yaml.js';

export interface CriterionOutcome {
  readonly name: string;
  readonly criterion: YamlMap;
  readonly points: Decimal;
  readonly isKnown: boolean;
  /** Most less least of what the cases give. */
  readonly span: Decimal;
}

export function criterionOutcome(name: string, criterion: YamlMap, scope: Scope): CriterionOutcome {
  const own = decide(criterion, textOf(criterion['field']), scope);
  const outcome = own ?? fallenBack(criterion, scope);
  const attainable = attainablePoints(criterion);
  const span = Decimal.max(...attainable).minus(Decimal.min(...attainable));
  return { name, criterion, points: outcome ?? unknownPoints(criterion), isKnown: outcome !== undefined, span };
}

/** The cases of a criterion; the short form is one case. */
function casesOf(criterion: YamlMap): readonly YamlMap[] {
  if (criterion['cases'] !== undefined) return mapsOf(criterion['cases']);
  return [{ when: criterion['when'] ?? null, points: criterion['points'] ?? null }];
}

/** The points of the first case that holds; nothing when none holds and one is unknown. */
function decide(criterion: YamlMap, field: string, scope: Scope): Decimal | undefined {
  let isUnknown = false;
  for (const each of casesOf(criterion)) {
    if (each['otherwise'] === true) return isUnknown ? undefined : exact(numberOf(each['points']));
    const truth = caseHolds(each, field, scope);
    if (truth === true) return exact(numberOf(each['points']));
    if (truth === undefined) isUnknown = true;
  }
  return isUnknown ? undefined : ZERO;
}

function caseHolds(each: YamlMap, field: string, scope: Scope): Truth {
  return each['when'] === undefined ? fieldHolds(field, each, scope) : holds(each['when'], scope);
}

function fallenBack(criterion: YamlMap, scope: Scope): Decimal | undefined {
  const field = mapOf(criterion['unknown'])['fallback'];
  return field === undefined ? undefined : decide(criterion, textOf(field), scope);
}

function attainablePoints(criterion: YamlMap): readonly Decimal[] {
  const cases = casesOf(criterion);
  const given = cases.map((each) => exact(numberOf(each['points'])));
  return cases.some((each) => each['otherwise'] === true) ? given : [...given, ZERO];
}

function unknownPoints(criterion: YamlMap): Decimal {
  const { unknown } = criterion;
  // Only the short form may leave it out.
  if (unknown === undefined) return ZERO;
  const asked = mapOf(unknown);
  const points = numberIn(asked['points']);
  if (points !== undefined) return exact(points);
  if (asked['same_as'] !== undefined) return levelPoints(criterion, asked['same_as']);
  const attainable = attainablePoints(criterion);
  return Decimal.max(...attainable)
    .plus(Decimal.min(...attainable))
    .dividedBy(2);
}

function levelPoints(criterion: YamlMap, level: Yaml | undefined): Decimal {
  const found = casesOf(criterion).find((each) => each['level'] === level);
  return exact(numberOf(found?.['points']));
}

/** In order; each from where the last left the criterion. */
export function softFitRows(
  dimension: string,
  written: Yaml | undefined,
  outcomes: readonly CriterionOutcome[],
  scope: Scope,
): Contribution[] {
  const lifted = new Map<string, Decimal>();
  for (const soft of mapsOf(written)) {
    const name = textOf(soft['lifts']);
    const outcome = outcomes.find((each) => each.name === name);
    if (outcome === undefined || holds(soft['when'], scope) !== true) continue;
    const now = outcome.points.plus(lifted.get(name) ?? ZERO);
    const to = levelPoints(outcome.criterion, soft['to']);
    if (now.lt(to)) lifted.set(name, (lifted.get(name) ?? ZERO).plus(to.minus(now)));
  }
  return [...lifted].map(([rule, points]) => ({ dimension, rule, kind: 'soft_fit', points }));
}

/** The share of the attainable points whose criterion is known; all of it where there is no criterion. */
export function coverageOf(outcomes: readonly CriterionOutcome[]): Decimal {
  const attainable = sum(outcomes.map((each) => each.span));
  if (attainable.isZero()) return exact(1);
  return exact(sum(outcomes.filter((each) => each.isKnown).map((each) => each.span))).dividedBy(attainable);
}
