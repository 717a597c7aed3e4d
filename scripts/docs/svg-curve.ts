import { Decimal } from 'decimal.js';
import type { Curve } from './document.js';

const WIDTH = 120;
const HEIGHT = 28;
/** Room for a line's own width at the edges. */
const EDGE = 2;

/**
 * A decay curve as an inline SVG, from age 0 at the left to the day of its end at the right, filled down to zero, with
 * words for those who cannot see it. Numbers only: no text of a rubric comes in here.
 */
export function svgCurve({ points, isEndless }: Curve): string {
  const most = Decimal.max(0, ...points.map((value) => value.abs()));
  if (most.isZero()) return '';
  const days = points.length;
  const x = (day: number): number => round(EDGE + (day / days) * (WIDTH - 2 * EDGE));
  const y = (value: Decimal): number =>
    round(HEIGHT - EDGE - value.abs().dividedBy(most).toNumber() * (HEIGHT - 2 * EDGE));
  const corners = points.flatMap((value, day) => [`${x(day)} ${y(value)}`, `${x(day + 1)} ${y(value)}`]);
  const last = points.at(-1) ?? most;
  const end = isEndless ? [] : [`${x(days)} ${y(new Decimal(0))}`];
  const line = [...withoutRepeats(corners), ...end].join('L');
  const floor = y(new Decimal(0));
  const label = isEndless
    ? `${amount(points[0])} points, ${amount(last)} for ever`
    : `${amount(points[0])} points at first, none from day ${days} on`;
  return (
    `<span class="curve${(points[0] ?? most).isNegative() ? ' negative' : ''}"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${label}">` +
    `<path class="area" d="M${EDGE} ${floor}L${line}L${x(days)} ${floor}Z"/><path class="edge" d="M${line}"/></svg>` +
    `<span class="days"><span>0</span><span>${isEndless ? '∞' : `${days} d`}</span></span></span>`
  );
}

function amount(value: Decimal | undefined): string {
  return (value ?? new Decimal(0)).toDecimalPlaces(1).toString();
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function withoutRepeats(corners: readonly string[]): readonly string[] {
  return corners.filter((corner, at) => corner !== corners[at - 1]);
}
