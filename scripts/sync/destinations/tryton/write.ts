/** Many records with values of their own in one call, which Tryton carries out whole or not at all. */
import type { CallAnswer, RowAnswer } from '../../destination.js';
import type { PlannedRow } from '../../rows.js';
import type { TrytonApi } from './api.js';
import type { TrytonField } from './describe.js';
import { isRecordId } from './ids.js';
import { valueJson } from './values.js';

/** Rows whose id no record can have are refused without being sent. */
export async function writeRows(
  api: TrytonApi,
  model: string,
  fields: readonly TrytonField[],
  rows: readonly PlannedRow[],
  signal: AbortSignal,
): Promise<CallAnswer> {
  const malformed = rows.filter(({ crmId }) => !isRecordId(crmId)).map(malformedId);
  const sendable = rows.filter(({ crmId }) => isRecordId(crmId));
  if (sendable.length === 0) return { came: 'rows', rows: malformed };
  const fieldTypes = new Map(fields.map(({ name, fieldType }) => [name, fieldType]));
  const answer = await api.call({
    method: `model.${model}.write`,
    params: sendable.flatMap((row) => [`[${row.crmId}]`, valuesJson(row, fieldTypes)]),
    signal,
    sent: valuesOf(sendable),
    names: new Set([model, ...sendable.flatMap((row) => [...row.fields.keys()])]),
  });
  if (answer.came !== 'result') return answer;
  return { came: 'rows', rows: [...sendable.map(({ seq }) => ({ seq, said: 'ok' as const })), ...malformed] };
}

function valuesJson({ fields, types }: PlannedRow, fieldTypes: ReadonlyMap<string, string>): string {
  const each = [...fields].map(
    ([field, value]) => `${JSON.stringify(field)}:${valueJson(value, types.get(field), fieldTypes.get(field))}`,
  );
  return `{${each.join(',')}}`;
}

function* valuesOf(rows: readonly PlannedRow[]): Generator<string> {
  for (const { fields } of rows) for (const value of fields.values()) if (value !== null) yield value;
}

function malformedId({ seq }: PlannedRow): RowAnswer {
  const message = 'The record id is no whole number above 0; it was not sent.';
  return { seq, said: 'refused', refusal: { code: 'MALFORMED_ID', message } };
}
