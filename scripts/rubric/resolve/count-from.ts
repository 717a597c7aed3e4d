import type { Dimension } from '../model.js';
import { error } from '../report.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveField, type Scope } from './scope.js';

/** `last_recycled_at` means `lead.last_recycled_at`. */
export function resolveCountFrom(written: string, cursor: Cursor, scope: Scope): Pick<Dimension, 'countFrom'> {
  const field = resolveField(written.includes('.') ? written : `lead.${written}`, cursor, scope);
  if (field === undefined) return {};
  if (field.type === 'TIMESTAMP') return { countFrom: field };
  scope.report(
    error('rubric/count-from', cursor.place, `"${written}" is ${field.type}, and acts are counted from a moment.`, {
      todo: 'Name a TIMESTAMP field, such as lead.last_recycled_at.',
    }),
  );
  return {};
}
