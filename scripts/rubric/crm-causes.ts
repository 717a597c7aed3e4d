/** Which changes make a record be written again. */
import { Decimal } from 'decimal.js';
import type { CrmCause, CrmSection } from './model.js';

/** Without `write_when`: any change of a field, or one by its `min_change`. At most one cause of each column. */
export function causesOf({ fields, writeWhen }: CrmSection): readonly CrmCause[] {
  if (writeWhen.length > 0) return writeWhen;
  const columns = [...new Set(fields.map(({ from }) => from))];
  return columns.map((column): CrmCause => {
    const changes = fields.filter(({ from }) => from === column).map(({ minChange }) => minChange);
    const known = changes.filter((change) => change !== undefined);
    return known.length < changes.length
      ? { kind: 'changed', column }
      : { kind: 'by', column, by: Decimal.min(...known) };
  });
}
