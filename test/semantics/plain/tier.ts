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
  /** `when`, `threshold 1`, ..., `promote`, `buffer` or `otherwise`; nothing where all tiers have one way only. */
  readonly reachedBy: string;
  /** Gates that fail of the tiers above whose threshold holds or that are kept, in the order of tiers and names. */
  readonly failedGates: readonly string[];
  /** Tiers above that only the days since they were left keep the lead from. */
  readonly barred: readonly string[];
  /** The tier that the model moved the lead out of, if it stands below it now. */
  readonly demotedFrom?: string;
}

/** @param demotedFrom the tier that the model moves the lead out of, unless the days of a buffer keep it there */
export function tierOutcome(scope: Scope, isLimited: boolean, before?: Stood, demotedFrom?: string): TierOutcome {
  const failed: string[] = [];
  const barred: string[] = [];
  let moved: { readonly demotedFrom?: string } = {};
  const tiers = mapsOf(scope.rubric['tiers']);
  for (const written of tiers) {
    const tier = textOf(written['tier']);
    const buffer = mapOf(written['buffer']);
    const isDemoted = tier === demotedFrom;
    const way = isDemoted ? undefined : wayTo(written, scope, isLimited);
    const kept = stays(isDemoted ? { stay: buffer['stay'] ?? '' } : buffer, tier, scope, before) ? 'buffer' : undefined;
    if (isDemoted && kept === undefined) {
      failed.push(`${tier}: predictive`);
      moved = { demotedFrom: tier };
    }
    if (way === undefined && kept === undefined) continue;
    const gates = failedGates(written, scope);
    const isBarred = coolsDown(buffer, tier, scope, before);
    if (gates.length === 0 && !isBarred) {
      return { tier, reachedBy: tiers.some(hasWays) ? (way ?? 'buffer') : '', failedGates: failed, barred, ...moved };
    }
    if (gates.length === 0) barred.push(tier);
    failed.push(...gates.map((gate) => `${tier}: ${gate}`));
  }
  return { tier: '', reachedBy: '', failedGates: failed, barred, ...moved };
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

function hasWays(tier: YamlMap): boolean {
  return ['thresholds', 'promote', 'buffer'].some((key) => tier[key] !== undefined);
}

/** It stood there and keeps it. */
function stays(buffer: YamlMap, tier: string, scope: Scope, before: Stood | undefined): boolean {
  if (before?.tier !== tier) return false;
  const leaveBelow = numberIn(buffer['leave_below']);
  const stay = daysIn(buffer['stay']);
  const total = scope.results?.total;
  return (
    (leaveBelow !== undefined && total !== undefined && total.gte(leaveBelow)) ||
    (stay !== undefined && scope.today - before.enteredOn < stay)
  );
}

/** It left the tier too short a while ago to enter it again. */
function coolsDown(buffer: YamlMap, tier: string, scope: Scope, before: Stood | undefined): boolean {
  const leftOn = before?.tier === tier ? undefined : before?.left.get(tier);
  const coolDown = daysIn(buffer['cool_down']);
  return leftOn !== undefined && coolDown !== undefined && scope.today - leftOn < coolDown;
}

/** How the threshold is reached, if it is. */
function wayTo(written: YamlMap, scope: Scope, isLimited: boolean): string | undefined {
  if (written['otherwise'] === true) return 'otherwise';
  const segments = mapsOf(written['thresholds']);
  const place = segments.findIndex((each) => holds(each['for'], scope) === true);
  const segment = segments[place];
  if (segment !== undefined) {
    if (reachesTotal(scope.results?.total, segment)) return `threshold ${place + 1}`;
  } else if (written['when'] !== undefined && holds(written['when'], scope) === true) return 'when';
  const isPromoted = !isLimited && written['promote'] !== undefined && holds(written['promote'], scope) === true;
  return isPromoted ? 'promote' : undefined;
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
