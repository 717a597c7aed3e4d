import { Decimal } from 'decimal.js';
import type { ActRule, DecayCurve } from '../model.js';
import { error } from '../report.js';
import type { ActText, CapText, DecayText } from '../schema/act.js';
import { isDecimal } from '../schema/condition.js';
import type { Cursor } from '../yaml/cursor.js';
import { isKnown, type Scope } from './scope.js';

/** After ten half-lives less than a thousandth of the points is left. */
const HALF_LIVES = 10;

/** The rule of one signal, or `undefined` when something in it is faulty, which is then reported. */
export function resolveAct(signal: string, written: ActText, cursor: Cursor, scope: Scope): ActRule | undefined {
  const at = cursor.keyPlace;
  const todo = 'Add it to rubrics/shared/signals.yaml.';
  // A sequence has a name of its own.
  if (cursor.wasGiven('sequence')) return undefined;
  const known = isKnown('signal', signal, scope.signals, new KeyCursor(cursor), scope.report, todo);
  const decay = resolveDecay(written.decay ?? 'none', cursor.at('decay'), scope);
  const cap = written.cap === undefined ? {} : capOf(written.cap);
  if (cap.cap !== undefined && (cap.cap.points.lte(0) || written.points.lt(0))) {
    scope.report(
      error('rubric/cap', cursor.at('cap').place, 'A cap is an upper bound for points that are above zero.', {
        todo: written.points.lt(0) ? 'Bound negative points by the range of the dimension.' : 'Write a number above 0.',
      }),
    );
    return undefined;
  }
  if (!known || decay === undefined) return undefined;
  return { name: signal, signal, points: written.points, decay, ...limitOf(written), ...cap, at };
}

/** A signal is named by the key itself, so that is what a problem points at. */
class KeyCursor {
  readonly place;
  constructor(cursor: Cursor) {
    this.place = cursor.keyPlace;
  }
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

function resolveDecay(written: DecayText, cursor: Cursor, scope: Scope): DecayCurve | undefined {
  if (written === 'none') return { kind: 'none' };
  const given = Object.keys(written).join(' ');
  const { half_life: halfLife, linear, until, steps } = written;
  if (given === 'linear' && linear !== undefined) return { kind: 'linear', days: linear };
  if (given === 'until' && until !== undefined) return { kind: 'until', days: until };
  if (given === 'half_life' && halfLife !== undefined) {
    return { kind: 'half_life', days: halfLife, lookbackDays: halfLife * HALF_LIVES };
  }
  if (halfLife !== undefined && until !== undefined && Object.keys(written).length === 2) {
    return { kind: 'half_life', days: halfLife, lookbackDays: until };
  }
  if (given === 'steps' && steps !== undefined) return resolveSteps(steps, cursor.at('steps'), scope);
  if (cursor.isWhole) {
    scope.report(
      error('rubric/decay', cursor.place, 'A decay is one of half_life, linear, until and steps.', {
        todo: 'Keep one; half_life may have "until" beside it, after which nothing counts.',
      }),
    );
  }
  return undefined;
}

function resolveSteps(steps: Readonly<Record<string, Decimal>>, cursor: Cursor, scope: Scope): DecayCurve | undefined {
  const written = Object.entries(steps).map(([day, share]) => ({ fromDay: Number(day.slice(0, -1)), share }));
  const fault =
    written[0]?.fromDay !== 0
      ? 'The first step must be at 0d.'
      : written.some((step, index) => step.fromDay <= (written[index - 1]?.fromDay ?? -1))
        ? 'The days of the steps must rise.'
        : written.some((step) => step.share.lt(0) || step.share.gt(1))
          ? 'A step is a share of the points, from 0 to 1.'
          : undefined;
  if (fault === undefined) return { kind: 'steps', steps: written };
  if (cursor.isWhole) {
    scope.report(error('rubric/decay', cursor.place, fault, { todo: 'Write it like { 0d: 1, 30d: 0.5, 60d: 0 }.' }));
  }
  return undefined;
}
