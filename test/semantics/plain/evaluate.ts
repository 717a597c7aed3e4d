/** Leads of a world by one rubric, in the order of evaluation of the language page. */
import type { Decimal } from 'decimal.js';
import { accountOutcome, type AccountOutcome, type Member, rowsForLead } from './account.js';
import { holds, type Results, type Scope } from './condition.js';
import type { Contribution } from './contribution.js';
import { coverageOf } from './criterion.js';
import { dimensionOutcome } from './dimension.js';
import { type Disposition, dispositionOf } from './disposition.js';
import { bandNumber, cellOf } from './grid.js';
import { topOf } from './group.js';
import { type Stood, stoodAfter, tierOutcome } from './tier.js';
import { totalOutcome } from './total.js';
import type { Person, World } from './world.js';
import { mapOf, type YamlMap } from './yaml.js';

export interface LeadResult {
  readonly recordId: string;
  readonly rows: readonly Required<Contribution>[];
  readonly dimensions: ReadonlyMap<string, Decimal>;
  readonly grades: ReadonlyMap<string, string>;
  readonly coverage: Decimal;
  readonly total: Decimal;
  readonly band: number;
  readonly cell: string | undefined;
  readonly accountScore: Decimal | undefined;
  readonly accountRows: readonly Contribution[];
  readonly failedGates: readonly string[];
  readonly stands: Disposition;
  /** What the next run will see. */
  readonly stood: Stood;
}

/**
 * The results of the last of several runs, each of which sees where leads stood in those before.
 * @param worlds the moments of the runs, in order
 * @param recordIds only of these people
 */
export function evaluate(
  rubric: YamlMap,
  worlds: readonly World[],
  recordIds?: ReadonlySet<string>,
): readonly LeadResult[] {
  const stood = new Map<string, Stood>();
  let results: readonly LeadResult[] = [];
  for (const world of worlds) {
    const evaluation = new Evaluation(rubric, world);
    const people = world.people.filter(({ recordId }) => recordIds?.has(recordId) ?? true);
    results = people.flatMap((person) => evaluation.lead(person, stood.get(person.recordId)) ?? []);
    for (const lead of results) stood.set(lead.recordId, lead.stood);
  }
  return results;
}

class Evaluation {
  readonly #rubric: YamlMap;
  readonly #world: World;
  readonly #members = new Map<string, Member | undefined>();
  readonly #accounts = new Map<string, AccountOutcome>();

  constructor(rubric: YamlMap, world: World) {
    this.#rubric = rubric;
    this.#world = world;
  }

  /** Nothing for somebody whom the rubric does not score. */
  lead(person: Person, before: Stood | undefined): LeadResult | undefined {
    const member = this.#member(person);
    return member && leadResult(member, this.#accountOf(person), before);
  }

  #member(person: Person): Member | undefined {
    const known = this.#members.get(person.recordId);
    if (known !== undefined || this.#members.has(person.recordId)) return known;
    const scope = { ...this.#scope(person.fields), person };
    const rubric = this.#rubric;
    // Who may or may not be meant is scored.
    const applies = rubric['applies_to'] === undefined || holds(rubric['applies_to'], scope) !== false;
    const names = Object.keys(mapOf(rubric['dimensions']));
    const member = applies
      ? { person, scope, dimensions: names.map((name) => dimensionOutcome(name, scope)) }
      : undefined;
    this.#members.set(person.recordId, member);
    return member;
  }

  #accountOf({ account }: Person): AccountOutcome | undefined {
    if (account === undefined || this.#rubric['account'] === undefined) return undefined;
    const group = this.#groupOf(account);
    const known = this.#accounts.get(group);
    if (known !== undefined) return known;
    const colleagues = this.#world.people.filter(
      (each) => each.account !== undefined && this.#groupOf(each.account) === group,
    );
    const members = colleagues.flatMap((each) => this.#member(each) ?? []);
    const fields = this.#world.accounts.get(group)?.fields ?? new Map<string, never>();
    const outcome = accountOutcome(members, this.#scope(fields));
    this.#accounts.set(group, outcome);
    return outcome;
  }

  #groupOf(account: string): string {
    const { level } = mapOf(this.#rubric['account']);
    return level === 'ultimate_parent' ? topOf(account, this.#world.accounts) : account;
  }

  #scope(fields: Scope['fields']): Scope {
    const { zone, today } = this.#world;
    return { fields, zone, today, world: this.#world, rubric: this.#rubric };
  }
}

function leadResult(
  { person, dimensions, scope: early }: Member,
  account: AccountOutcome | undefined,
  stoodBefore: Stood | undefined,
): LeadResult {
  const { rubric } = early;
  const before: Results = {
    dimensions: new Map(dimensions.map(({ name, value }) => [name, value])),
    grades: new Map(dimensions.flatMap(({ name, grade }) => (grade === undefined ? [] : [[name, grade]]))),
    coverage: coverageOf(dimensions.flatMap(({ criteria }) => criteria)),
    ...(account !== undefined && { accountScore: account.score }),
  };
  const extra = rowsForLead(account, person.recordId, rubric);
  const { rows, total, isLimited } = totalOutcome(dimensions, extra, { ...early, results: before });
  const cell = cellOf(rubric, (name) => (name === 'total' ? total : before.dimensions.get(name)));
  const scope: Scope = { ...early, results: { ...before, total, ...(cell !== undefined && { cell }) } };
  const reached = tierOutcome(scope, isLimited, stoodBefore);
  const stands = dispositionOf(reached.tier, scope, early.world.overrides, stoodBefore);
  return {
    recordId: person.recordId,
    rows,
    dimensions: before.dimensions,
    grades: before.grades,
    coverage: before.coverage,
    total,
    band: bandNumber(total, rubric['bands']),
    cell,
    accountScore: account?.score,
    accountRows: account?.rows ?? [],
    failedGates: reached.failedGates,
    stands,
    stood: stoodAfter(stands.tier, scope, stoodBefore),
  };
}
