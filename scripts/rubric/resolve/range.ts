import type { Range } from '../model.js';
import { error } from '../report.js';
import type { RangeText } from '../schema/dimension.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

export function resolveRange(written: RangeText | undefined, cursor: Cursor, scope: Scope): Range {
  if (written === undefined || written === 'none') return {};
  const [low, high] = written;
  if (low !== 'none' && high !== 'none' && low.gte(high)) {
    scope.report(
      error('rubric/bounds', cursor.place, 'The lower end of the range is not below its upper end.', {
        todo: 'Write the lower value first.',
      }),
    );
  }
  return { ...(low !== 'none' && { low }), ...(high !== 'none' && { high }) };
}
