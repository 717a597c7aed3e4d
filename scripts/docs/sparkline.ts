import { Decimal } from 'decimal.js';
import type { Curve } from './document.js';

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const WIDTH = 12;

/** Twelve bars from age 0 to the end of the curve, as high as the part of the greatest value; `→` where it never ends. */
export function sparkline({ points, isEndless }: Curve): string {
  const heights = points.map((value) => value.abs());
  const most = Decimal.max(0, ...heights);
  if (most.isZero()) return '';
  const shown = Array.from({ length: WIDTH }, (_, at) => {
    const value = heights[Math.floor((at * heights.length) / WIDTH)] ?? most;
    return value.isZero() ? ' ' : bars[Math.min(7, value.times(8).dividedToIntegerBy(most).toNumber())];
  });
  return `${shown.join('')}${isEndless ? '→' : ''}`;
}
