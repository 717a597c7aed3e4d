/** The score of an account, and what it brings to its people. */
import { Decimal } from 'decimal.js';
import { ruleOutcome } from './act-rule.js';
import { exact, sum, weighted, ZERO } from './arithmetic.js';
import type { Scope } from './condition.js';
import type { Contribution } from './contribution.js';
import { criterionOutcome } from './criterion.js';
import { type DimensionOutcome, rangeChange } from './dimension.js';
import { hasActWithin, isEngaged } from './engaged.js';
import { leadId } from './identifiers.js';
import type { Person } from './world.js';
import { daysIn, isYamlMap, listOf, mapOf, numberIn, numberOf, textsOf, type YamlMap } from './yaml.js';

/** A person whom the rubric scores, before there is a total. */
export interface Member {
  readonly person: Person;
  readonly dimensions: readonly DimensionOutcome[];
  readonly scope: Scope;
}

export interface AccountOutcome {
  readonly score: Decimal;
  readonly rows: readonly Contribution[];
  /** What each engaged person gets; zero where it is not met. */
  readonly forEngaged: Decimal;
  readonly engaged: ReadonlySet<string>;
}

/** @param members all of the account that the rubric scores; @param scope of the account alone */
export function accountOutcome(members: readonly Member[], scope: Scope): AccountOutcome {
  const section = mapOf(scope.rubric['account']);
  const engaged = members.filter(({ dimensions, scope: own }) => isEngaged(dimensions, own));
  const criteria = Object.entries(mapOf(section['criteria'])).map(([rule, written]) =>
    row(rule, 'criterion', criterionOutcome(rule, mapOf(written), scope).points),
  );
  const own = Object.entries(mapOf(section['acts'])).flatMap(([key, written]): Contribution[] => {
    const { points, cut, cutKind } = ruleOutcome(key, mapOf(written), scope.accountActs ?? [], scope);
    return [row(key, 'act', points), row(key, cutKind, cut)];
  });
  const crowd = mapOf(section['engaged_people']);
  const isCrowd = isYamlMap(section['engaged_people']) && isEnough(mapOf(crowd['when']), engaged);
  const crowdPoints = isCrowd ? exact(numberOf(crowd['points'])) : ZERO;
  const on = textsOf(crowd['on']);
  const rows = [
    ...criteria,
    ...own,
    ...peopleRows(mapOf(section['from_people']), members),
    ...committeeRow(section, engaged),
    ...(on.includes('account') ? [row('engaged_people', 'engaged_people', crowdPoints)] : []),
  ];
  const before = sum(rows.map((each) => each.points));
  const change = rangeChange(before, section['range']);
  return {
    score: before.plus(change),
    rows: [...rows, row('account', 'range', change)],
    forEngaged: on.includes('engaged_leads') ? crowdPoints : ZERO,
    engaged: new Set(engaged.map(({ person }) => person.recordId)),
  };
}

function row(rule: string, kind: string, given: Decimal): Contribution {
  return { dimension: 'account', rule, kind, points: given };
}

function peopleRows(written: YamlMap, members: readonly Member[]): readonly Contribution[] {
  const parts = new Map<string, Decimal>();
  const rows = Object.entries(written).flatMap(([dimension, asked]): Contribution[] => {
    if (dimension === 'dominance') return [];
    const { top, weights } = mapOf(asked);
    const shares = weights === undefined ? [] : listOf(weights).map(numberOf);
    const most = top === undefined ? shares.length : numberOf(top).toNumber();
    const given = ranked(dimension, members)
      .slice(0, most)
      .map(({ recordId, value }, place) => {
        const share = weights === undefined ? exact(1) : (shares[place] ?? ZERO);
        const part = value.gt(0) ? weighted(value.times(share)) : ZERO;
        parts.set(recordId, (parts.get(recordId) ?? ZERO).plus(part));
        return part;
      });
    return [row(dimension, 'from_people', sum(given))];
  });
  return [...rows, ...dominanceRow(numberIn(written['dominance']), [...parts.values()])];
}

/** By value from the highest, then by lead id. */
function ranked(
  dimension: string,
  members: readonly Member[],
): readonly { readonly recordId: string; readonly value: Decimal }[] {
  return members
    .map(({ person, dimensions }) => ({
      recordId: person.recordId,
      value: dimensions.find(({ name }) => name === dimension)?.value ?? ZERO,
    }))
    .toSorted((a, b) => b.value.comparedTo(a.value) || (leadId(a.recordId) < leadId(b.recordId) ? -1 : 1));
}

function dominanceRow(share: Decimal | undefined, parts: readonly Decimal[]): readonly Contribution[] {
  const positive = parts.filter((part) => part.gt(0));
  if (share === undefined || positive.length < 2) return [];
  const most = weighted(sum(parts).times(share));
  const excess = sum(positive.map((part) => (part.gt(most) ? part.minus(most) : ZERO)));
  return [row('dominance', 'dominance', excess.negated())];
}

function isEnough(when: YamlMap, engaged: readonly Member[]): boolean {
  return activeOf(engaged, daysIn(when['within'])).length >= numberOf(when['people']).toNumber();
}

function activeOf(engaged: readonly Member[], days: number | undefined): readonly Member[] {
  return engaged.filter(({ dimensions, scope }) => hasActWithin(dimensions, days ?? Infinity, scope));
}

function committeeRow(section: YamlMap, engaged: readonly Member[]): readonly Contribution[] {
  if (!isYamlMap(section['committee'])) return [];
  const { roles, within, points_per_role: each, at_least_people: least } = mapOf(section['committee']);
  const active = activeOf(engaged, daysIn(within));
  if (active.length < (numberIn(least)?.toNumber() ?? 1)) return [];
  const asked = textsOf(roles);
  const filled = new Set(
    active.flatMap(({ person }) => {
      const role = person.fields.get('lead.committee_role');
      return role?.kind === 'text' && asked.includes(role.text) ? [role.text] : [];
    }),
  );
  return [row('committee', 'committee', exact(numberOf(each)).times(filled.size))];
}

/** The rows of a lead's total. */
export function rowsForLead(
  account: AccountOutcome | undefined,
  recordId: string,
  rubric: YamlMap,
): readonly Required<Contribution>[] {
  const weight = numberIn(mapOf(mapOf(rubric['total'])['sum'])['account']);
  const score = account?.score ?? ZERO;
  const isEngagedLead = account?.engaged.has(recordId) ?? false;
  const crowd = isEngagedLead ? (account?.forEngaged ?? ZERO) : ZERO;
  return [
    ...(weight === undefined
      ? []
      : [{ ...row('account', 'account', score), totalPoints: weighted(score.times(weight)) }]),
    { ...row('engaged_people', 'engaged_people', crowd), totalPoints: crowd },
  ];
}
