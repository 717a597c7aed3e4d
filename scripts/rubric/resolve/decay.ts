import type { Decimal } from 'decimal.js';
import type { DecayCurve, DecayShape } from '../model.js';
import { error } from '../report.js';
import type { DecayText } from '../schema/act.js';
import type { Cursor } from '../yaml/cursor.js';
import { signalOrFamily } from './behaviour.js';
import type { Scope } from './scope.js';

/** After ten half-lives less than a thousandth of the points is left. */
const HALF_LIVES = 10;

/** The curve, or `undefined` when something in it is faulty, which is then reported. */
export function resolveDecay(written: DecayText, cursor: Cursor, scope: Scope): DecayCurve | undefined {
  if (written === 'none') return { kind: 'none' };
  const { age_from: named, ...shape } = written;
  const decay = resolveShape(shape, cursor, scope);
  if (named === undefined || decay === undefined) return decay;
  const ageFrom = signalOrFamily(named, cursor.at('age_from'), scope);
  return ageFrom && { ...decay, ageFrom };
}

function resolveShape(
  written: Omit<Exclude<DecayText, 'none'>, 'age_from'>,
  cursor: Cursor,
  scope: Scope,
): DecayShape | undefined {
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

function resolveSteps(steps: Readonly<Record<string, Decimal>>, cursor: Cursor, scope: Scope): DecayShape | undefined {
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
