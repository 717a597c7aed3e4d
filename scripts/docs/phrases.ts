/** Numbers and rules of a rubric in the words of the documents. */
import { Decimal } from 'decimal.js';
import type { Attainable } from '../rubric/attainable.js';
import { lookbackDays, pointsByAge } from '../rubric/curve.js';
import type { ActRule, DecayCurve, Range, Result } from '../rubric/model.js';
import { countWords, plainWords } from '../rubric/words.js';
import type { Curve } from './document.js';

export function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

/** `+` before what is above zero would only be noise here. */
export function points(value: Decimal): string {
  return `${value.toFixed()} ${value.abs().equals(1) ? 'point' : 'points'}`;
}

export function percent(share: Decimal): string {
  return `${share.times(100).toFixed()} %`;
}

/** "0 to 100", "0 or more", "any". */
export function rangeWords({ low, high }: Range): string | undefined {
  if (low === undefined && high === undefined) return undefined;
  if (low === undefined) return `at most ${high?.toFixed() ?? ''}`;
  return high === undefined ? `at least ${low.toFixed()}` : `${low.toFixed()} to ${high.toFixed()}`;
}

export function attainableWords({ low, high }: Attainable): string {
  if (low.isFinite() && high.isFinite()) return `${low.toFixed()} to ${high.toFixed()} points`;
  if (low.isFinite()) return `${points(low)} or more, without an upper end`;
  return high.isFinite() ? `${points(high)} or less, without a lower end` : 'any number of points';
}

export function decayWords(decay: DecayCurve): string {
  const from = decay.ageFrom === undefined ? '' : `; the days count from the latest ${plainWords(decay.ageFrom.named)}`;
  switch (decay.kind) {
    case 'none':
      return `does not fade${from}`;
    case 'until':
      return `in full for ${days(decay.days)}, then nothing${from}`;
    case 'linear':
      return `evenly down to nothing after ${days(decay.days)}${from}`;
    case 'half_life':
      return `halves every ${days(decay.days)}, nothing after ${days(decay.lookbackDays)}${from}`;
    case 'steps': {
      const steps = decay.steps.map(({ fromDay, share }) => {
        const what = share.isZero() ? 'nothing' : percent(share);
        return fromDay === 0 ? what : `${what} from day ${fromDay}`;
      });
      return `${steps.join(', ')}${from}`;
    }
  }
}

/** The curve of one act's points; nothing for a rule that counts acts instead of adding their points up. */
export function curveOf(rule: ActRule): Curve | undefined {
  if (rule.byCount !== undefined || rule.points.isZero()) return undefined;
  return { points: pointsByAge(rule), isEndless: lookbackDays(rule) === undefined };
}

/** What one act is worth after so many days, to one digit after the point. */
export function worthAfter(rule: ActRule, age: number): string {
  const curve = curveOf(rule);
  if (curve === undefined) return '';
  const last = curve.isEndless ? curve.points.at(-1) : undefined;
  return (curve.points[age] ?? last ?? new Decimal(0)).toDecimalPlaces(1).toFixed();
}

const windows = { session: 'visit', day: 'day', week: 'week', month: 'month' } as const;

/** What bounds the acts of a rule, in the order in which it is applied. */
export function boundsOf(rule: ActRule): readonly string[] {
  const { limit, cap, magnitude, resets = [], sequence } = rule;
  const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  const per = limit === undefined ? undefined : limit.per;
  return [
    ...(sequence === undefined
      ? []
      : [
          `only after ${sequence.signals.map(plainWords).join(', then ')}, each within ${days(sequence.withinDays)} of the next`,
        ]),
    ...(magnitude === undefined
      ? []
      : [
          `${magnitude.steps.map(({ from, share }) => `${percent(share)} from ${from.toFixed()} ${magnitude.of === 'minutes' ? 'minutes' : 'of depth'}`).join(', ')}${magnitude.steps[0]?.from.isZero() === true ? '' : ', nothing below or where it is unknown'}`,
        ]),
    ...(limit === undefined || per === undefined
      ? []
      : [
          per === 'lifetime'
            ? `counts at most ${times(limit.times)} ever`
            : `counts at most ${times(limit.times)} per ${typeof per === 'object' ? days(per.days) : windows[per]}`,
        ]),
    ...(rule.byCount === undefined
      ? []
      : [
          `${rule.byCount.ranges.map((range) => `${countWords(range.count)}: ${points(range.points)}`).join(', ')}${rule.byCount.withinDays === undefined ? '' : ` within ${days(rule.byCount.withinDays)}`}, once`,
        ]),
    ...(cap === undefined
      ? []
      : [`at most ${points(cap.points)} ${cap.per === undefined ? 'in all' : `per ${windows[cap.per]}`}`]),
    ...(resets.length === 0 ? [] : [`earlier acts no longer count in ${resets.map(plainWords).join(' and ')}`]),
  ];
}

export function resultWords(result: Result): string {
  switch (result.kind) {
    case 'dimension':
      return plainWords(result.dimension);
    case 'account':
      return 'account score';
    default:
      return result.kind;
  }
}

const units: Readonly<Record<string, string>> = { m: 'minute', min: 'minute', h: 'hour', d: 'day', w: 'week' };

/** `48h` -> `48 hours`; anything else as it is. */
export function durationWords(written: string): string {
  const [, count, unit] = /^(\d+) ?(m|min|h|d|w)$/.exec(written) ?? [];
  const word = unit === undefined ? undefined : units[unit];
  return count === undefined || word === undefined ? written : `${count} ${word}${count === '1' ? '' : 's'}`;
}

/** The first letter large: names and labels that begin a line. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
