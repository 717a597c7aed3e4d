/** What a range does to points. */
import type { Range } from '../../rubric/model.js';
import { numeric } from '../text/sql.js';

/** `expression` inside the range, as SQL; NULL-free for a NULL-free expression. */
export function insideRange(expression: string, range: Range): string {
  const low = range.low === undefined ? expression : `GREATEST(${expression}, ${numeric(range.low)})`;
  return range.high === undefined ? low : `LEAST(${low}, ${numeric(range.high)})`;
}

/** Whether it can do anything at all. */
export function isBounded(range: Range): boolean {
  return range.low !== undefined || range.high !== undefined;
}
