/** Leads of a world by one rubric, in the order of evaluation of the language page. */
import type { Decimal } from 'decimal.js';
import { accountOutcome, type AccountOutcome, type Member, rowsForLead } from './account.js';
import { holds, type Results, type Scope } from './condition.js';
import type { Contribution } from './contribution.js';
import { coverageOf } from './criterion.js';
import { type DimensionOutcome, dimensionOutcome } from './dimension.js';
import { type Disposition, dispositionOf } from './disposition.js';
import { bandNumber, cellOf } from './grid.js';
import { topOf } from './group.js';
import { byRank, demotedFrom, predictiveValue, type Ranked } from './predictive.js';
import { type Stood, stoodAfter, tierOutcome } from './tier.js';
import { type TotalOutcome, totalOutcome } from './total.js';
import type { Act, Person, World } from './world.js';
import { mapOf, textOf, type YamlMap } from './yaml.js';

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
  readonly barredTiers: readonly string[];
  readonly reachedBy: string;
  readonly predictiveValue: Decimal | undefined;
  readonly demotedFrom: string;
  /** Is there only where everybody is evaluated together. */
  readonly predictiveRank?: number;
  readonly stands: Disposition;
  /** The day by which attributes were read. */
  readonly attributesReadOn: number;
  /** What the next run will see. */
  readonly stood: Stood;
}

/**
 * The results of the last of several runs, each of which sees where leads stood in those before.
 * @param worlds the moments of the runs, in order
 */
export function evaluate(rubric: YamlMap, worlds: readonly World[]): readonly LeadResult[] {
  const runs = new Runs(rubric, worlds);
  return ranked(
    (worlds.at(-1)?.people ?? []).flatMap(({ recordId }) => runs.lead(recordId) ?? []),
    rubric,
  );
}

/** With each lead's place in its tier, where a model ranks. */
function ranked(leads: readonly LeadResult[], rubric: YamlMap): readonly LeadResult[] {
  if (mapOf(rubric['predictive'])['use'] !== 'rank') return leads;
  const places = new Map<string, number>();
  for (const tier of new Set(leads.map(({ stands }) => stands.tier))) {
    const order = leads.flatMap(({ stands, recordId, predictiveValue: value, total }) =>
      stands.tier === tier && value !== undefined ? [{ recordId, value, total }] : [],
    );
    for (const [index, { recordId }] of order.toSorted(byRank).entries()) places.set(recordId, index + 1);
  }
  return leads.map((lead) => {
    const place = places.get(lead.recordId);
    return { ...lead, ...(place !== undefined && { predictiveRank: place }) };
  });
}

/** The same, lead by lead: only what is asked for is worked out. */
export class Runs {
  readonly #evaluations: readonly Evaluation[];

  /** @param like the same runs by a rubric of which this one is a variation: what both have in common is taken from there */
  constructor(rubric: YamlMap, worlds: readonly World[], like?: Runs) {
    const others = like === undefined ? [] : like.#evaluations;
    this.#evaluations = worlds.map((world, index) => new Evaluation(rubric, world, others[index]));
  }

  /** Nothing for somebody whom the rubric does not score, or who is not there yet. */
  lead(recordId: string): LeadResult | undefined {
    let stood: Stood | undefined;
    let result: LeadResult | undefined;
    for (const evaluation of this.#evaluations) {
      result = evaluation.lead(recordId, stood);
      stood = result?.stood ?? stood;
    }
    return result;
  }
}

class Evaluation {
  readonly #rubric: YamlMap;
  readonly #world: World;
  readonly #like: Evaluation | undefined;
  readonly #inCommon: InCommon;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #members = new Map<string, Member | undefined>();
  readonly #accounts = new Map<string, AccountOutcome>();
  readonly #valued = new Map<string, Valued | undefined>();
  readonly #peopleByGroup: ReadonlyMap<string, readonly Person[]>;
  readonly #actsByGroup: ReadonlyMap<string, readonly Act[]>;
  #demoted: ReadonlyMap<string, string> | undefined;

  constructor(rubric: YamlMap, world: World, like: Evaluation | undefined) {
    this.#rubric = rubric;
    this.#world = world.readAs(textOf(mapOf(rubric['recalculate'])['attributes']));
    this.#like = like;
    this.#inCommon = like === undefined ? nothingInCommon : inCommonOf(rubric, like.#rubric);
    this.#peopleByGroup = this.#byGroup(this.#world.colleagues);
    this.#actsByGroup = this.#byGroup(this.#world.accountActs);
    this.#people = new Map(this.#world.people.map((person) => [person.recordId, person]));
  }

  lead(recordId: string, before: Stood | undefined): LeadResult | undefined {
    const person = this.#people.get(recordId);
    const valued = person && this.#valuedOf(person);
    return valued && leadResult(valued, { ...valued.scope, rubric: this.#rubric }, before, this.#demotions());
  }

  /** Record id -> the tier that the model moves the lead out of; everybody is looked at, whoever is asked for. */
  #demotions(): ReadonlyMap<string, string> {
    const like = this.#inCommon.isDemotion ? this.#like : undefined;
    this.#demoted ??= like === undefined ? this.#demote() : like.#demotions();
    return this.#demoted;
  }

  #demote(): ReadonlyMap<string, string> {
    if (typeof mapOf(this.#rubric['predictive'])['use'] !== 'object') return new Map();
    const placed = new Map<string, Ranked[]>();
    for (const person of this.#world.people) {
      const valued = this.#valuedOf(person);
      const scope = valued && scopeOf(valued, { ...valued.scope, rubric: this.#rubric });
      const value = scope && predictiveValue(scope);
      if (valued === undefined || scope === undefined || value === undefined) continue;
      // What the rules alone give: no buffer has a say.
      const { tier } = tierOutcome(scope, valued.isLimited);
      const leads = placed.get(tier) ?? [];
      leads.push({ recordId: person.recordId, value, total: valued.total });
      placed.set(tier, leads);
    }
    return demotedFrom(this.#rubric, placed);
  }

  #valuedOf(person: Person): Valued | undefined {
    if (!this.#valued.has(person.recordId)) this.#valued.set(person.recordId, this.#value(person));
    return this.#valued.get(person.recordId);
  }

  #value(person: Person): Valued | undefined {
    const like = this.#inCommon.isTotal ? this.#like : undefined;
    if (like !== undefined) return like.#valuedOf(person);
    const member = this.#member(person);
    return member && valuedOf(member, this.#accountOf(person));
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
      ? { person, scope, dimensions: names.map((name) => this.#dimension(name, person, scope)) }
      : undefined;
    this.#members.set(person.recordId, member);
    return member;
  }

  #dimension(name: string, person: Person, scope: Scope): DimensionOutcome {
    const like = this.#inCommon.dimensions.has(name) ? this.#like : undefined;
    const other = like === undefined ? undefined : like.#member(person);
    return other?.dimensions.find((each) => each.name === name) ?? dimensionOutcome(name, scope);
  }

  #accountOf({ account }: Person): AccountOutcome | undefined {
    if (account === undefined || this.#rubric['account'] === undefined) return undefined;
    const group = this.#groupOf(account);
    const known = this.#accounts.get(group);
    if (known !== undefined) return known;
    const members = (this.#peopleByGroup.get(group) ?? []).flatMap((each) => this.#member(each) ?? []);
    const fields = this.#world.accounts.get(group)?.fields ?? new Map<string, never>();
    const accountActs = (this.#actsByGroup.get(group) ?? []).toSorted(
      (a, b) => a.happenedAt - b.happenedAt || (a.key < b.key ? -1 : 1),
    );
    const outcome = accountOutcome(members, { ...this.#scope(fields), accountActs });
    this.#accounts.set(group, outcome);
    return outcome;
  }

  #byGroup<Each>(byAccount: ReadonlyMap<string, readonly Each[]>): ReadonlyMap<string, readonly Each[]> {
    const groups = new Map<string, readonly Each[]>();
    if (this.#rubric['account'] === undefined) return groups;
    for (const [account, own] of byAccount) {
      const group = this.#groupOf(account);
      groups.set(group, [...(groups.get(group) ?? []), ...own]);
    }
    return groups;
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

/** What two rubrics give everybody alike. */
interface InCommon {
  readonly dimensions: ReadonlySet<string>;
  /** Everything up to the total. */
  readonly isTotal: boolean;
  /** Whom the model moves out of a tier. */
  readonly isDemotion: boolean;
}

const nothingInCommon: InCommon = { dimensions: new Set(), isTotal: false, isDemotion: false };

/**
 * Nothing is where both do not read attributes at the same time. A dimension is alike when both say the same of it, and of the acts and families of all others, which may reset it or
 * be asked about by name.
 */
function inCommonOf(rubric: YamlMap, other: YamlMap): InCommon {
  const own = mapOf(rubric['dimensions']);
  const others = mapOf(other['dimensions']);
  const names = Object.keys(own);
  if (rubric['recalculate'] !== other['recalculate']) return nothingInCommon;
  const isSame = (name: string, key: string): boolean => mapOf(own[name])[key] === mapOf(others[name])[key];
  if (Object.keys(others).length !== names.length) return nothingInCommon;
  if (!names.every((name) => isSame(name, 'acts') && isSame(name, 'families'))) return nothingInCommon;
  const isAlike = (key: string): boolean => rubric[key] === other[key];
  const isTotal = ['dimensions', 'applies_to', 'account', 'total', 'limits'].every(isAlike);
  return {
    dimensions: new Set(names.filter((name) => own[name] === others[name])),
    isTotal,
    isDemotion: isTotal && ['grid', 'tiers', 'predictive'].every(isAlike),
  };
}

/** A lead with its total, before it is asked where it stands. */
interface Valued extends TotalOutcome {
  readonly scope: Scope;
  readonly before: Results;
  readonly account: AccountOutcome | undefined;
}

function valuedOf({ person, dimensions, scope }: Member, account: AccountOutcome | undefined): Valued {
  const before: Results = {
    dimensions: new Map(dimensions.map(({ name, value }) => [name, value])),
    grades: new Map(dimensions.flatMap(({ name, grade }) => (grade === undefined ? [] : [[name, grade]]))),
    coverage: coverageOf(dimensions.flatMap(({ criteria }) => criteria)),
    ...(account !== undefined && { accountScore: account.score }),
  };
  const extra = rowsForLead(account, person.recordId, scope.rubric);
  return { scope, before, account, ...totalOutcome(dimensions, extra, { ...scope, results: before }) };
}

/** With all results that a tier may ask about. */
function scopeOf({ before, total }: Valued, early: Scope): Scope {
  const cell = cellOf(early.rubric, (name) => (name === 'total' ? total : before.dimensions.get(name)));
  return { ...early, results: { ...before, total, ...(cell !== undefined && { cell }) } };
}

function leadResult(
  valued: Valued,
  early: Scope,
  stoodBefore: Stood | undefined,
  demoted: ReadonlyMap<string, string>,
): LeadResult {
  const { before, account, rows, total, isLimited } = valued;
  const { rubric } = early;
  const scope = scopeOf(valued, early);
  const cell = scope.results?.cell;
  const reached = tierOutcome(scope, isLimited, stoodBefore, demoted.get(early.person?.recordId ?? ''));
  const stands = dispositionOf(reached.tier, scope, stoodBefore);
  return {
    recordId: early.person?.recordId ?? '',
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
    barredTiers: reached.barred,
    reachedBy: reached.reachedBy,
    predictiveValue: predictiveValue(scope),
    demotedFrom: reached.demotedFrom ?? '',
    stands,
    attributesReadOn: scope.world.readOn,
    stood: stoodAfter(stands.tier, scope, stoodBefore),
  };
}
