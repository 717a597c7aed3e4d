/** What a record is to hold, as one text: see `store/payload.ts`. Pieces of portable GoogleSQL. */
import { canonicalSql, textLiteral } from '../mapping/canonical-sql.js';
import type { RecordMapping } from '../mapping/mapping.js';
import { EMPTY, FIELD_END, NAME_END, VALUE } from '../store/payload.js';

/** Column of crm_updates -> its GoogleSQL type. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** An empty text where nothing is known and nothing to be emptied. `of`: the relation's alias. */
export function payloadSql({ fields }: RecordMapping, types: ColumnTypes, of: string): string {
  const parts = fields.map((mapping, index) => {
    const { field, from, whenNull } = mapping;
    const text = canonicalSql(`${of}.${from}`, types.get(from) ?? '', mapping);
    const start = `${FIELD_END}${field}${NAME_END}`;
    const unknown = whenNull === 'clear' ? textLiteral(`${start}${EMPTY}`) : "''";
    return `COALESCE(CONCAT(${textLiteral(`${start}${VALUE}`)}, ${text}), ${unknown})${index === fields.length - 1 ? '' : ','}`;
  });
  // Each field begins with the mark, so the first is cut off.
  return `SUBSTR(CONCAT(\n  '',\n  ${parts.join('\n  ')}\n), 2)`;
}

/** The first field whose text is longer than the CRM takes; NULL where all fit. */
export function tooLongSql({ fields }: RecordMapping, types: ColumnTypes, of: string): string {
  const tests = fields.flatMap((mapping) => {
    const { field, from, length, type } = mapping;
    if (type !== 'text' || length === undefined) return [];
    const text = canonicalSql(`${of}.${from}`, types.get(from) ?? '', mapping);
    return [`WHEN LENGTH(${text}) > ${length} THEN ${textLiteral(field)}`];
  });
  return tests.length === 0 ? 'CAST(NULL AS STRING)' : `CASE ${tests.join(' ')} END`;
}
