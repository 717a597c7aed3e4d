/** Steps 3 to 8 for one act rule: its acts, what they are worth, what its cap takes. */
import { Decimal } from 'decimal.js';
import { exact, points, sum, ZERO } from './arithmetic.js';
import { namedSignals, type Scope } from './condition.js';
import { worthAt } from './curve.js';
import { limited, newest, type WorthAct, worthMost } from './limit.js';
import { completions } from './sequence.js';
import type { Act } from './world.js';
import { countOf, daysIn, isYamlMap, mapOf, numberIn, numberOf, textOf, type YamlMap } from './yaml.js';

export interface RuleOutcome {
  readonly key: string;
  readonly rule: YamlMap;
  /** The acts of the rule, whatever they are worth: those that count, before the limit. */
  readonly acts: readonly Act[];
  /** After the limit; with `by_count` those that are counted, each without points of its own. */
  readonly kept: readonly WorthAct[];
  readonly isByCount: boolean;
  /** Before the cap. */
  readonly points: Decimal;
  /** What the cap takes away, by its kind; zero or less. */
  readonly cut: Decimal;
  readonly cutKind: 'session_cap' | 'day_cap' | 'signal_cap';
}

export function ruleOutcome(key: string, rule: YamlMap, remaining: readonly Act[], scope: Scope): RuleOutcome {
  const acts = completions(key, rule, remaining);
  const isByCount = rule['by_count'] !== undefined;
  const kept = isByCount ? counted(rule, acts, scope) : limited(rule, worthActs(rule, acts, scope), worthMost);
  const given = isByCount ? pointsForCount(mapOf(rule['by_count']), kept.length) : sum(kept.map((each) => each.points));
  return { key, rule, acts, kept, isByCount, points: given, ...cutOf(rule, kept, given) };
}

function counted(rule: YamlMap, acts: readonly Act[], scope: Scope): readonly WorthAct[] {
  const days = daysIn(rule['within']) ?? Infinity;
  const young = acts.filter((act) => scope.today - act.day < days);
  return limited(
    rule,
    young.map((act) => ({ act, points: ZERO })),
    newest,
  );
}

function pointsForCount(ranges: YamlMap, count: number): Decimal {
  for (const [range, given] of Object.entries(ranges)) {
    const { min, max } = /\.\./.test(range) ? countOf(range) : { min: Number(range), max: Number(range) };
    if (count >= min && count <= max) return exact(numberOf(given));
  }
  return ZERO;
}

/** Acts whose curve has not ended. */
function worthActs(rule: YamlMap, acts: readonly Act[], scope: Scope): readonly WorthAct[] {
  const clock = ageClock(rule, scope);
  return acts.flatMap((act) => {
    const worth = worthAt(rule, scope.today - clock(act));
    return worth === undefined ? [] : [{ act, points: points(worth.times(magnitudeShare(rule, act))) }];
  });
}

/** The day from which on an act ages. */
function ageClock(rule: YamlMap, scope: Scope): (act: Act) => number {
  const written = textOf(mapOf(rule['decay'])['age_from']);
  const named = /^last_act_in\((.+)\)$/.exec(written)?.[1];
  if (named === undefined) return (act) => act.day;
  const signals = namedSignals(named, scope.rubric);
  const latest = (scope.accountActs ?? scope.person?.acts)?.findLast((each) => signals.includes(each.signal));
  return (act) => (latest !== undefined && latest.happenedAt > act.happenedAt ? latest.day : act.day);
}

/** Step 5: the share of the highest bound reached. */
function magnitudeShare(rule: YamlMap, act: Act): Decimal {
  if (!isYamlMap(rule['magnitude'])) return exact(1);
  const [of, bounds] = Object.entries(mapOf(rule['magnitude']))[0] ?? ['', null];
  const size = { depth: act.depth, strength: act.strength, minutes: act.minutes }[of] ?? ZERO;
  let share = ZERO;
  let reached = exact(-1);
  for (const [bound, each] of Object.entries(mapOf(bounds))) {
    const from = exact(new Decimal(bound));
    if (from.lte(size) && from.gt(reached)) {
      reached = from;
      share = exact(numberOf(each));
    }
  }
  return share;
}

/** Step 8. */
function cutOf(rule: YamlMap, kept: readonly WorthAct[], given: Decimal): Pick<RuleOutcome, 'cut' | 'cutKind'> {
  const plain = numberIn(rule['cap']);
  const cap = mapOf(rule['cap']);
  const most = plain ?? numberIn(cap['points']);
  const per = textOf(cap['per']);
  if (most === undefined) return { cut: ZERO, cutKind: 'signal_cap' };
  if (per !== 'session' && per !== 'day') return { cut: excess(given, most), cutKind: 'signal_cap' };
  const windows = new Map<string, Decimal>();
  for (const { act, points: worth } of kept) {
    const window = per === 'session' ? act.session : String(act.day);
    windows.set(window, (windows.get(window) ?? ZERO).plus(worth));
  }
  const cut = sum([...windows.values()].map((each) => excess(each, most)));
  return { cut, cutKind: per === 'session' ? 'session_cap' : 'day_cap' };
}

/** What is above the cap, as what is taken away. */
export function excess(value: Decimal, most: Decimal): Decimal {
  return value.gt(most) ? exact(most).minus(value) : ZERO;
}
