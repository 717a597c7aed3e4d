/** A dimension: the rows of its acts and criteria, and its range. */
import type { Decimal } from 'decimal.js';
import { type RuleOutcome, ruleOutcome } from './act-rule.js';
import { exact, sum, ZERO } from './arithmetic.js';
import type { Scope } from './condition.js';
import type { Contribution } from './contribution.js';
import { type CriterionOutcome, criterionOutcome, softFitRows } from './criterion.js';
import { familyRows } from './family.js';
import { breadthRow, inactivityRow } from './lately.js';
import { remainingActs } from './resets.js';
import { isYamlList, mapOf, numberIn, numberOf, type Yaml } from './yaml.js';

export interface DimensionOutcome {
  readonly name: string;
  readonly rows: readonly Contribution[];
  readonly value: Decimal;
  readonly grade: string | undefined;
  readonly criteria: readonly CriterionOutcome[];
  readonly rules: readonly RuleOutcome[];
}

export function dimensionOutcome(name: string, scope: Scope): DimensionOutcome {
  const written = mapOf(mapOf(scope.rubric['dimensions'])[name]);
  const remaining = remainingActs(name, scope);
  const rules = Object.entries(mapOf(written['acts'])).map(([key, rule]) =>
    ruleOutcome(key, mapOf(rule), remaining, scope),
  );
  const criteria = Object.entries(mapOf(written['criteria'])).map(([key, each]) =>
    criterionOutcome(key, mapOf(each), scope),
  );
  const rows: readonly Contribution[] = [
    ...rules.flatMap(({ key, points, cut, cutKind }): Contribution[] => [
      { dimension: name, rule: key, kind: 'act', points },
      { dimension: name, rule: key, kind: cutKind, points: cut },
    ]),
    ...familyRows(name, written['families'], rules),
    ...breadthRow(name, written, rules, scope),
    ...inactivityRow(name, written, rules, scope),
    ...criteria.map((each) => ({ dimension: name, rule: each.name, kind: 'criterion', points: each.points })),
    ...softFitRows(name, written['soft_fit'], criteria, scope),
  ];
  const before = sum(rows.map((row) => row.points));
  const change = rangeChange(before, written['range']);
  const value = before.plus(change);
  return {
    name,
    rows: [...rows, { dimension: name, rule: name, kind: 'range', points: change }],
    value,
    grade: gradeOf(value, written['grades']),
    criteria,
    rules,
  };
}

/** What a range adds or takes away. */
export function rangeChange(value: Decimal, range: Yaml | undefined): Decimal {
  if (!isYamlList(range)) return ZERO;
  const low = numberIn(range[0]);
  const high = numberIn(range[1]);
  if (low !== undefined && value.lt(low)) return exact(low).minus(value);
  return high !== undefined && value.gt(high) ? exact(high).minus(value) : ZERO;
}

function gradeOf(value: Decimal, grades: Yaml | undefined): string | undefined {
  const letters = Object.entries(mapOf(grades))
    .map(([letter, bound]) => ({ letter, bound: numberOf(bound) }))
    .toSorted((a, b) => b.bound.comparedTo(a.bound));
  return (letters.find(({ bound }) => value.gte(bound)) ?? letters.at(-1))?.letter;
}
