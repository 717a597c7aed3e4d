import type { Value } from '../../../scripts/engine/engine.js';
import { numericBytes, numericText } from './numeric.js';
import type { SqlType } from './types.js';

/** The local service's cell: one field set, or none for NULL. INT64 travels as text (see `client.ts`). */
export interface ValueProto {
  readonly int64_value?: string;
  readonly bool_value?: boolean;
  readonly double_value?: number;
  readonly string_value?: string;
  readonly bytes_value?: Uint8Array;
  readonly date_value?: number;
  readonly timestamp_value?: { readonly seconds?: string; readonly nanos?: number };
  readonly numeric_value?: Uint8Array;
  readonly json_value?: string;
  readonly array_value?: { readonly element?: readonly ValueProto[] };
  readonly struct_value?: { readonly field?: readonly ValueProto[] };
}

/** A cell in the project's own form (`Value` of engine.ts; FLOAT64's NaN and infinities as themselves) for the judge. */
export function valueToProto(value: Value, type: SqlType): ValueProto {
  if (value === null) return {};
  switch (type.kind) {
    case 'INT64':
      return { int64_value: String(value) };
    case 'BOOL':
      return { bool_value: value === true };
    case 'FLOAT64':
      return { double_value: Number(value) };
    case 'STRING':
      return { string_value: String(value) };
    case 'BYTES':
      return { bytes_value: Buffer.from(String(value), 'base64') };
    case 'DATE':
      return { date_value: Math.round(Date.parse(`${String(value)}T00:00:00Z`) / 86_400_000) };
    case 'TIMESTAMP':
      return { timestamp_value: timestampParts(String(value)) };
    case 'NUMERIC':
      return { numeric_value: numericBytes(String(value)) };
    case 'JSON':
      return { json_value: String(value) };
    case 'ARRAY':
      if (!Array.isArray(value)) break;
      return { array_value: { element: value.map((each: Value) => valueToProto(each, type.element)) } };
    case 'STRUCT': {
      if (typeof value !== 'object' || Array.isArray(value)) break;
      const fields = value as { readonly [field: string]: Value };
      return { struct_value: { field: type.fields.map((each) => valueToProto(fields[each.name] ?? null, each.type)) } };
    }
  }
  throw new Error(`no ${type.kind} for the judge: ${String(value)}`);
}

export function valueFromProto(proto: ValueProto, type: SqlType): Value {
  if (proto.string_value !== undefined) return proto.string_value;
  if (proto.int64_value !== undefined) return integer(proto.int64_value);
  if (proto.bool_value !== undefined) return proto.bool_value;
  if (proto.double_value !== undefined) return proto.double_value;
  if (proto.numeric_value !== undefined) return numericText(proto.numeric_value);
  if (proto.date_value !== undefined) return dateText(proto.date_value);
  if (proto.timestamp_value !== undefined) {
    const { seconds = '0', nanos = 0 } = proto.timestamp_value;
    return timestampText(BigInt(seconds) * 1_000_000n + BigInt(Math.trunc(nanos / 1000)));
  }
  if (proto.bytes_value !== undefined) return Buffer.from(proto.bytes_value).toString('base64');
  if (proto.json_value !== undefined) return proto.json_value;
  if (type.kind === 'ARRAY' && proto.array_value !== undefined) {
    return (proto.array_value.element ?? []).map((each) => valueFromProto(each, type.element));
  }
  if (type.kind === 'STRUCT' && proto.struct_value !== undefined) {
    const cells = proto.struct_value.field ?? [];
    return Object.fromEntries(
      type.fields.map((each, at) => [
        each.name === '' ? `_${at}` : each.name,
        valueFromProto(cells[at] ?? {}, each.type),
      ]),
    );
  }
  return null;
}

/** Whole numbers as `Value` has them: number while exact, bigint beyond. */
export function integer(text: string | bigint): number | bigint {
  const whole = BigInt(text);
  const small = Number(whole);
  return Number.isSafeInteger(small) ? small : whole;
}

/** Days since 1970-01-01 as 'YYYY-MM-DD'. */
export function dateText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** Microseconds since 1970-01-01 UTC as ISO 8601 in Z, with a fraction only where there is one. */
export function timestampText(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19);
  const digits = fraction === 0n ? '' : `.${fraction.toString().padStart(6, '0').replace(/0+$/, '')}`;
  return `${seconds}${digits}Z`;
}

function timestampParts(text: string): { seconds: string; nanos: number } {
  const parts = /^(.{19})(?:\.(\d{1,6}))?Z$/.exec(text);
  if (!parts) throw new Error(`not a TIMESTAMP: ${text}`);
  const seconds = Date.parse(`${parts[1] ?? ''}Z`) / 1000;
  return { seconds: String(seconds), nanos: Number((parts[2] ?? '').padEnd(9, '0')) };
}
