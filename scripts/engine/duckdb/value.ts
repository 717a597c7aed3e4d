import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimeValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Value } from '../engine.js';

/** A DuckDB cell as `engine.ts` promises it, exactly: no decimal or 64-bit integer passes through a double. */
export function toValue(value: DuckDBValue): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'bigint') return integer(value);
  if (value instanceof DuckDBDecimalValue) return decimalText(value.value, value.scale);
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampTZValue) return `${moment(value.micros)}Z`;
  if (value instanceof DuckDBTimestampValue) return moment(value.micros);
  if (value instanceof DuckDBTimestampMillisecondsValue) return moment(value.millis * 1000n);
  if (value instanceof DuckDBTimestampSecondsValue) return moment(value.seconds * 1_000_000n);
  if (value instanceof DuckDBTimestampNanosecondsValue) return moment(value.nanos / 1000n);
  if (value instanceof DuckDBTimeValue) return timeOfDay(value.micros);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toValue);
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, toValue(entry)]));
  return value.toString();
}

function integer(value: bigint): number | bigint {
  const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isSafe ? Number(value) : value;
}

/** `unscaled` / 10^scale as decimal text without trailing zeros: '1.5', '-0.25', '3'. */
export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${unscaled < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

const microsPerDay = 86_400_000_000n;

/** Microseconds since 1970 as `YYYY-MM-DDTHH:MM:SS[.ffffff]`. */
function moment(micros: bigint): string {
  const timeMicros = ((micros % microsPerDay) + microsPerDay) % microsPerDay;
  const days = (micros - timeMicros) / microsPerDay;
  return `${new DuckDBDateValue(Number(days)).toString()}T${timeOfDay(timeMicros)}`;
}

function timeOfDay(micros: bigint): string {
  const seconds = Number(micros / 1_000_000n);
  const two = (part: number): string => part.toString().padStart(2, '0');
  const fraction = (micros % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
