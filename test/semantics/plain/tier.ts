/** Steps 17 and 18: where a lead stands. */
import type { Decimal } from 'decimal.js';
import { holds, type Scope } from './condition.js';
import { daysIn, mapOf, mapsOf, numberIn, numberOf, textOf, type YamlMap } from './yaml.js';

/** One tier of the last run, and since when. Days of the project's time zone. */
export interface Stood {
  readonly tier: string;
  readonly enteredOn: number;
  /** Tiers that were left downwards, and when. */
  readonly left: ReadonlyMap<string, number>;
}

export interface TierOutcome {
  readonly tier: string;
  readonly written: YamlMap;
  /** Gates of the tiers above whose threshold holds, in the order of tiers and names. */
  readonly failedGates: readonly string[];
}

export function tierOutcome(scope: Scope, isLimited: boolean, before?: Stood): TierOutcome {
  const failed: string[] = [];
  const tiers = mapsOf(scope.rubric['tiers']);
  for (const written of tiers) {
    const tier = textOf(written['tier']);
    if (!mayEnter(written, tier, scope, isLimited, before)) continue;
    const gates = failedGates(written, scope);
    if (gates.length === 0) return { tier, written, failedGates: failed };
    failed.push(...gates.map((gate) => `${tier}: ${gate}`));
  }
  return { tier: '', written: {}, failedGates: failed };
}

function mayEnter(
  written: YamlMap,
  tier: string,
  scope: Scope,
  isLimited: boolean,
  before: Stood | undefined,
): boolean {
  const reaches = thresholdHolds(written, scope, isLimited);
  const buffer = mapOf(written['buffer']);
  if (before?.tier === tier) return reaches || stays(buffer, scope, before);
  const leftOn = before?.left.get(tier);
  const coolDown = daysIn(buffer['cool_down']);
  return reaches && !(leftOn !== undefined && coolDown !== undefined && scope.today - leftOn < coolDown);
}

/** Where the lead stands after a run in which this tier counted. */
export function stoodAfter(tier: string, scope: Scope, before: Stood | undefined): Stood {
  const { today, rubric } = scope;
  if (before === undefined) return { tier, enteredOn: today, left: new Map() };
  if (before.tier === tier) return before;
  const names = mapsOf(rubric['tiers']).map((each) => textOf(each['tier']));
  const left = new Map(before.left);
  left.delete(tier);
  if (names.indexOf(tier) > names.indexOf(before.tier)) left.set(before.tier, today);
  return { tier, enteredOn: today, left };
}

function stays(buffer: YamlMap, scope: Scope, before: Stood): boolean {
  const leaveBelow = numberIn(buffer['leave_below']);
  const stay = daysIn(buffer['stay']);
  const total = scope.results?.total;
  return (
    (leaveBelow !== undefined && total !== undefined && total.gte(leaveBelow)) ||
    (stay !== undefined && scope.today - before.enteredOn < stay)
  );
}

function thresholdHolds(written: YamlMap, scope: Scope, isLimited: boolean): boolean {
  if (written['otherwise'] === true) return true;
  if (!isLimited && written['promote'] !== undefined && holds(written['promote'], scope) === true) return true;
  const segment = mapsOf(written['thresholds']).find((each) => holds(each['for'], scope) === true);
  if (segment !== undefined) return reachesTotal(scope.results?.total, segment);
  return written['when'] !== undefined && holds(written['when'], scope) === true;
}

function reachesTotal(total: Decimal | undefined, segment: YamlMap): boolean {
  return total !== undefined && total.gte(numberOf(segment['total']));
}

function failedGates(written: YamlMap, scope: Scope): readonly string[] {
  return Object.entries(mapOf(written['requires']))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([gate, condition]) => {
      const truth = holds(condition, scope);
      return truth === true ? [] : [truth === undefined ? `${gate} (unknown)` : gate];
    });
}
