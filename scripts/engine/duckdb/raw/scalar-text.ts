import { Decimal } from 'decimal.js';
import { numericOf } from '../../googlesql/number-text.js';
import type { ScalarName } from '../googlesql-type.js';

/** How a raw text becomes a value of one type, in SQL and, to explain a failure, in TypeScript. Both read the same `pattern` (RE2 and JavaScript alike). */
export interface ScalarText {
  readonly pattern: string;
  /** A text that fits the pattern, as a value; NULL where it is none after all. `text` is SQL. */
  readonly sql: (text: string) => string;
  /** Whether a text that fits the pattern is a value. */
  readonly isValue: (text: string) => boolean;
  /** How to write one. */
  readonly example: string;
}

const date = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}';
const time = '([01]?[0-9]|2[0-3]):[0-5][0-9]';
const seconds = ':[0-5][0-9]([.][0-9]{1,9})?';
const zone = '(Z| UTC|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)';
const decimal = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?';
/** GoogleSQL's NUMERIC has 29 digits before the point. */
const numericBound = new Decimal('1e29');

/**
 * What a CSV cell or a JSON text may hold. The words for BOOL are those that BigQuery's own CSV loader takes. A
 * TIMESTAMP or DATETIME may lack its time (midnight), a TIMESTAMP its zone (UTC). Absent: no raw file can hold one.
 */
export const scalarTexts: Readonly<Partial<Record<ScalarName, ScalarText>>> = {
  INT64: {
    pattern: '[+-]?[0-9]{1,40}',
    sql: (text) => `TRY_CAST(${text} AS BIGINT)`,
    isValue: (text) => BigInt.asIntN(64, BigInt(text.replace(/^[+]/, ''))) === BigInt(text.replace(/^[+]/, '')),
    example: '1200',
  },
  NUMERIC: {
    pattern: decimal,
    sql: numericOf,
    isValue: (text) =>
      new Decimal(text.replace(/^[+]/, '')).toDecimalPlaces(9, Decimal.ROUND_HALF_UP).abs().lt(numericBound),
    example: '1200.50',
  },
  FLOAT64: {
    pattern: decimal,
    sql: (text) => `CASE WHEN isfinite(TRY_CAST(${text} AS DOUBLE)) THEN TRY_CAST(${text} AS DOUBLE) END`,
    isValue: (text) => Number.isFinite(Number(text)),
    example: '1200.5',
  },
  BOOL: {
    pattern: '(?i:true|false|t|f|yes|no|y|n|1|0)',
    sql: (text) => `lower(${text}) IN ('true', 't', 'yes', 'y', '1')`,
    isValue: () => true,
    example: 'true',
  },
  DATE: {
    pattern: date,
    sql: (text) => `CASE WHEN ${text} NOT LIKE '0000%' THEN TRY_CAST(${text} AS DATE) END`,
    isValue: isDay,
    example: '2024-12-31',
  },
  DATETIME: {
    pattern: `${date}([T ]${time}(${seconds})?)?`,
    sql: (text) => `CASE WHEN ${text} NOT LIKE '0000%' THEN TRY_CAST(${text} AS TIMESTAMP) END`,
    isValue: isDay,
    example: '2024-12-31 23:59:59',
  },
  TIMESTAMP: {
    pattern: `${date}([T ]${time}(${seconds}${zone}?)?)?`,
    sql: (text) => `CASE WHEN ${text} NOT LIKE '0000%' THEN TRY_CAST(${text} AS TIMESTAMP WITH TIME ZONE) END`,
    isValue: isDay,
    example: '2024-12-31T23:59:59Z',
  },
  TIME: {
    pattern: `${time}${seconds}`,
    sql: (text) => `TRY_CAST(${text} AS TIME)`,
    isValue: () => true,
    example: '23:59:59',
  },
  BYTES: {
    pattern: '([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?',
    sql: (text) => `from_base64(${text})`,
    isValue: () => true,
    example: 'AP8= (base64)',
  },
  JSON: {
    // DuckDB's JSON also knows nan and inf.
    pattern: '(?s:(null|true|false)[ \\t\\r\\n]*|[[{"].*|-?[0-9].*)',
    sql: (text) => `TRY_CAST(${text} AS JSON)`,
    isValue: isJson,
    example: '{"a": 1}',
  },
};

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = (/^\d+-\d+-\d+/.exec(text)?.[0] ?? '').split('-').map(Number);
  const inYear = new Date(Date.UTC(2000, month - 1, day));
  inYear.setUTCFullYear(year, month - 1, day);
  return year > 0 && inYear.getUTCMonth() === month - 1 && inYear.getUTCDate() === day;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Blanks around a cell do not count; a cell of blanks alone is NULL in every type but STRING. */
export function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

const compiled = new Map<string, RegExp>();

/** Whether a raw text can be loaded as that type, by the same rule as the SQL of `strict-cast.ts`. */
export function fits(text: string, type: ScalarName): boolean {
  if (type === 'STRING') return true;
  const trimmed = trimBlanks(text);
  const scalar = scalarTexts[type];
  if (trimmed === '' || scalar === undefined) return scalar !== undefined;
  let pattern = compiled.get(type);
  if (pattern === undefined) {
    // Older JavaScript has no inline flags: (?i:...) and (?s:...) become flags of the whole.
    const flags = `${scalar.pattern.startsWith('(?i:') ? 'i' : ''}${scalar.pattern.startsWith('(?s:') ? 's' : ''}`;
    pattern = new RegExp(`^(?:${scalar.pattern.replace(/^\(\?[is]:/, '(?:')})$`, flags);
    compiled.set(type, pattern);
  }
  return pattern.test(trimmed) && scalar.isValue(trimmed);
}
