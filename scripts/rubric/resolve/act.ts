import { Decimal } from 'decimal.js';
import { didYouMean } from '../../problem/closest.js';
import type { ActRule } from '../model.js';
import { error } from '../report.js';
import type { ActText, CapText } from '../schema/act.js';
import { isDecimal } from '../schema/condition.js';
import { NAME } from '../schema/scalars.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveDecay } from './decay.js';
import { resolveMagnitude } from './magnitude.js';
import { rangesOfCounts } from './ranges-of-counts.js';
import { isSignal, type Scope } from './scope.js';

/** The rule under its key, or `undefined` when something in it is faulty, which is then reported. */
export function resolveAct(name: string, written: ActText, cursor: Cursor, scope: Scope): ActRule | undefined {
  const whose = whoseActs(name, written, cursor, scope);
  const worth = worthOf(name, written, cursor, scope);
  const magnitude = written.magnitude && resolveMagnitude(written.magnitude, cursor.at('magnitude'), scope);
  const resets = resetsOf(written, cursor, scope);
  const isFaulty = written.magnitude !== undefined && magnitude === undefined;
  if (whose === undefined || worth === undefined || resets === undefined || isFaulty) return undefined;
  const cap = written.cap === undefined ? {} : capOf(written.cap);
  if (cap.cap !== undefined && (cap.cap.points.lte(0) || worth.points.lt(0))) {
    scope.report(
      error('rubric/cap', cursor.at('cap').place, 'A cap is an upper bound for points that are above zero.', {
        todo: worth.points.lt(0) ? 'Bound negative points by the range of the dimension.' : 'Write a number above 0.',
      }),
    );
    return undefined;
  }
  return {
    name,
    ...whose,
    ...worth,
    ...(magnitude !== undefined && { magnitude }),
    ...(resets.length > 0 && { resets }),
    ...limitOf(written),
    ...cap,
    at: cursor.keyPlace,
  };
}

/** The key is a signal, or with `sequence:` a name of its own. */
function whoseActs(
  name: string,
  written: ActText,
  cursor: Cursor,
  scope: Scope,
): Pick<ActRule, 'signal' | 'sequence'> | undefined {
  if (!cursor.wasGiven('sequence')) {
    return isSignal(name, { place: cursor.keyPlace }, scope) ? { signal: name } : undefined;
  }
  const { sequence, within } = written;
  if (sequence === undefined) return undefined;
  const at = cursor.at('sequence');
  const areKnown = sequence.map((signal, index) => isSignal(signal, at.at(index), scope));
  const last = sequence.at(-1);
  const isShort = at.isWhole && (sequence.length < 2 || sequence.length > 10);
  const fault = !NAME.test(name)
    ? `"${name}" cannot name a sequence.`
    : scope.signals?.has(name) === true
      ? `"${name}" is a signal, and this sequence needs a name of its own.`
      : isShort
        ? 'A sequence has two to ten signals.'
        : undefined;
  if (fault !== undefined) {
    const place = isShort ? at.keyPlace : cursor.keyPlace;
    const advice = {
      todo: 'Write it like service_after_download: { sequence: [download, service_page], within: 30d }.',
    };
    scope.report(error('rubric/sequence', place, fault, advice));
    return undefined;
  }
  if (within === undefined) {
    if (!cursor.wasGiven('within')) {
      const what = 'The sequence does not say how soon one act must follow another.';
      scope.report(error('rubric/sequence', at.keyPlace, what, { todo: 'Add "within: 30d".' }));
    }
    return undefined;
  }
  if (last === undefined || areKnown.includes(false)) return undefined;
  return { signal: last, sequence: { signals: sequence.slice(0, -1), withinDays: within } };
}

/** What an act gives: points with a curve, or points for how many there are. */
function worthOf(
  name: string,
  written: ActText,
  cursor: Cursor,
  scope: Scope,
): Pick<ActRule, 'points' | 'decay' | 'byCount'> | undefined {
  const hasCounts = cursor.wasGiven('by_count');
  if (written.within !== undefined && !hasCounts && !cursor.wasGiven('sequence')) {
    scope.report(
      error('rubric/misplaced-key', cursor.at('within').keyPlace, '"within" belongs to "by_count:" or "sequence:".', {
        todo: `Write "decay: { until: ${written.within}d }" for points that end.`,
      }),
    );
  }
  const decay = resolveDecay(written.decay ?? 'none', cursor.at('decay'), scope);
  if (!hasCounts) {
    if (written.points !== undefined) return decay && { points: written.points, decay };
    if (!cursor.wasGiven('points')) {
      const what = `"points" is missing in "${name}".`;
      const todo = 'Add "points: 10", or "by_count: { 1: 5, 2..: 8 }".';
      scope.report(error('rubric/missing-key', cursor.keyPlace, what, { todo }));
    }
    return undefined;
  }
  const beside = (['points', 'decay', 'magnitude', 'sequence'] as const).filter((key) => cursor.wasGiven(key));
  for (const key of beside) {
    scope.report(
      error('rubric/by-count', cursor.at(key).keyPlace, `"${key}" cannot stand beside "by_count".`, {
        why: 'The number of acts gives the points, once, and each act none of its own.',
        todo: 'Keep one of them.',
      }),
    );
  }
  const isWindowed = written.cap !== undefined && !isDecimal(written.cap) && written.cap.per !== undefined;
  if (isWindowed) {
    const what = 'Points that a number of acts gives belong to no session and no day.';
    scope.report(error('rubric/by-count', cursor.at('cap').keyPlace, what, { todo: 'Take "per" away.' }));
  }
  const ranges = written.by_count && rangesOfCounts(written.by_count, cursor.at('by_count'), scope);
  if (ranges === undefined || beside.length > 0 || isWindowed) return undefined;
  const byCount = { ranges, ...(written.within !== undefined && { withinDays: written.within }) };
  return { points: Decimal.max(...ranges.map((range) => range.points)), decay: { kind: 'none' }, byCount };
}

function resetsOf(written: ActText, cursor: Cursor, scope: Scope): readonly string[] | undefined {
  const names = [...new Set(written.resets)];
  if (scope.actsOf === 'account' && names.length > 0) {
    scope.report(
      error('rubric/account-act', cursor.at('resets').keyPlace, 'A fact of an account resets no dimension.', {
        why: 'Dimensions are of people.',
        todo: 'Take "resets" away.',
      }),
    );
    return undefined;
  }
  const unknown = names.filter((name) => !scope.dimensions.includes(name));
  for (const name of unknown) {
    scope.report(
      error('rubric/unknown-dimension', cursor.at('resets').place, `There is no dimension "${name}".`, {
        todo: didYouMean(name, scope.dimensions),
      }),
    );
  }
  return unknown.length > 0 ? undefined : names;
}

function limitOf(written: ActText): Pick<ActRule, 'limit'> {
  if (written.limit === undefined) return {};
  const { times, per } = written.limit;
  return { limit: { times, per: typeof per === 'number' ? { days: per } : per } };
}

function capOf(cap: CapText): { cap?: NonNullable<ActRule['cap']> } {
  if (isDecimal(cap)) return { cap: { points: cap } };
  return { cap: { points: cap.points, ...(cap.per !== undefined && { per: cap.per }) } };
}
