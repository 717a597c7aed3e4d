/** Leads of a world by one rubric, in the order of evaluation of the language page. */
import { Decimal } from 'decimal.js';
import { holds, type Results, type Scope } from './condition.js';
import type { Contribution } from './contribution.js';
import { coverageOf } from './criterion.js';
import { type DimensionOutcome, dimensionOutcome } from './dimension.js';
import { bandNumber, cellOf } from './grid.js';
import { tierOutcome } from './tier.js';
import { totalOutcome } from './total.js';
import type { Person, World } from './world.js';
import { mapOf, mapsOf, textOf, type YamlMap } from './yaml.js';

export interface LeadResult {
  readonly recordId: string;
  readonly rows: readonly Required<Contribution>[];
  readonly dimensions: ReadonlyMap<string, Decimal>;
  readonly grades: ReadonlyMap<string, string>;
  readonly coverage: Decimal;
  readonly total: Decimal;
  readonly band: number;
  readonly cell: string | undefined;
  readonly tier: string;
  readonly failedGates: readonly string[];
  readonly suppressedBecause: readonly string[];
  readonly disposition: string;
}

export function evaluate(
  rubric: YamlMap,
  world: World,
  people: readonly Person[] = world.people,
): readonly LeadResult[] {
  return people.flatMap((person) => {
    const scope: Scope = { fields: person.fields, zone: world.zone, today: world.today, world, rubric, person };
    // Who may or may not be meant is scored.
    if (rubric['applies_to'] !== undefined && holds(rubric['applies_to'], scope) === false) return [];
    const dimensions = Object.keys(mapOf(rubric['dimensions'])).map((name) => dimensionOutcome(name, scope));
    return [leadResult(person, dimensions, scope)];
  });
}

function leadResult(person: Person, dimensions: readonly DimensionOutcome[], early: Scope): LeadResult {
  const { rubric } = early;
  const before: Results = {
    dimensions: new Map(dimensions.map(({ name, value }) => [name, value])),
    grades: new Map(dimensions.flatMap(({ name, grade }) => (grade === undefined ? [] : [[name, grade]]))),
    coverage: coverageOf(dimensions.flatMap(({ criteria }) => criteria)),
  };
  const { rows, total, isLimited } = totalOutcome(dimensions, [], { ...early, results: before });
  const cell = cellOf(rubric, (name) => (name === 'total' ? total : before.dimensions.get(name)));
  const scope: Scope = { ...early, results: { ...before, total, ...(cell !== undefined && { cell }) } };
  const stands = tierOutcome(scope, isLimited);
  const suppressed = mapsOf(rubric['suppress']).filter((each) => {
    const truth = holds(each['when'], scope);
    return truth === true || (truth === undefined && each['unknown'] === 'suppress');
  });
  const action = textOf(mapOf(stands.written['action'])['do']);
  return {
    recordId: person.recordId,
    rows,
    dimensions: before.dimensions,
    grades: before.grades,
    coverage: before.coverage,
    total,
    band: bandNumber(total, rubric['bands']),
    cell,
    tier: stands.tier,
    failedGates: stands.failedGates,
    suppressedBecause: suppressed.map((each) => textOf(each['reason'])),
    disposition: suppressed.length > 0 ? 'suppressed' : action,
  };
}
