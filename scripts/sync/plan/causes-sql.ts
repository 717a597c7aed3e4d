/**
 * The values by which is judged whether a record is written again, as one text that stays until they are acknowledged:
 * a hash of what they are, a mark for each field that may be emptied (1: it holds something), then the values, each with
 * `=` before it or `0` for NULL. Pieces of portable GoogleSQL.
 */
import type { CrmCause } from '../../rubric/model.js';
import { canonicalSql, textLiteral } from '../mapping/canonical-sql.js';
import type { RecordMapping } from '../mapping/mapping.js';
import type { FieldType } from '../rows.js';
import { EMPTY, NAME_END, VALUE } from '../store/payload.js';
import type { ColumnTypes } from './payload-sql.js';

const END = NAME_END;
/** Hash and marks come first. */
const firstValue = 2;

export function causesSql({ causes, causesHash, fields }: RecordMapping, types: ColumnTypes, of: string): string {
  const emptied = fields
    .filter(({ whenNull }) => whenNull === 'clear')
    .map(
      (mapping) =>
        `IF(${canonicalSql(`${of}.${mapping.from}`, types.get(mapping.from) ?? '', mapping)} IS NULL, '0', '1')`,
    );
  const values = causes.map(({ column }) => `COALESCE(CONCAT('${VALUE}', ${valueSql(column, types, of)}), '${EMPTY}')`);
  const parts = values.map((value) => `${textLiteral(END)}, ${value}`);
  return `CONCAT(\n  ${[textLiteral(`${causesHash}${END}`), ...emptied, ...parts].join(',\n  ')}\n)`;
}

/** Whether the change from `before` to the record's values now is one after which it is written again. Both are texts of `causesSql`. */
export function firedSql({ causes }: RecordMapping, before: string, now: string): string {
  const tests = causes.map((cause, index) => {
    const [old, held] = [slot(before, firstValue + index), slot(now, firstValue + index)];
    return cause.kind === 'changed' ? `${old} != ${held}` : movedSql(cause, old, held);
  });
  // Kept by another mapping, or for other causes: whether one of these fired is not known.
  return [`${slot(before, 0)} != ${slot(now, 0)}`, ...tests].join('\n  OR ');
}

/** Whether a field that held something is emptied now. Where that is kept for other fields, whether one is emptied at all. */
export function emptiedSql({ fields }: RecordMapping, before: string, now: string): string {
  const marks = fields.filter(({ whenNull }) => whenNull === 'clear');
  if (marks.length === 0) return 'FALSE';
  const mark = (text: string, index: number): string => `SUBSTR(${slot(text, 1)}, ${index + 1}, 1)`;
  const tests = marks.map((_, index) => `(${mark(before, index)} = '1' AND ${mark(now, index)} = '0')`);
  return `CASE
    WHEN ${slot(before, 0)} != ${slot(now, 0)} THEN STRPOS(${slot(now, 1)}, '0') > 0
    ELSE ${tests.join(' OR ')}
  END`;
}

function slot(text: string, index: number): string {
  return `SPLIT(${text}, ${textLiteral(END)})[SAFE_OFFSET(${index})]`;
}

/** Became known or unknown, or moved by so much or more. */
function movedSql({ by }: Extract<CrmCause, { kind: 'by' }>, before: string, now: string): string {
  const number = (slot: string): string => `CAST(SUBSTR(${slot}, 2) AS NUMERIC)`;
  return `CASE
    WHEN ${before} = ${now} THEN FALSE
    WHEN ${before} = '${EMPTY}' OR ${now} = '${EMPTY}' THEN TRUE
    ELSE ABS(${number(now)} - ${number(before)}) >= NUMERIC '${by.toFixed()}'
  END`;
}

const fieldTypes: Readonly<Record<string, FieldType>> = {
  INT64: 'number',
  NUMERIC: 'number',
  BOOL: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'datetime',
};

function valueSql(column: string, types: ColumnTypes, of: string): string {
  const is = types.get(column) ?? '';
  return canonicalSql(`${of}.${column}`, is, { type: fieldTypes[is] ?? 'text' });
}
