import { letterMacros } from './letters.js';
import { quoted } from './literals.js';
import { blanks, decimalText, numericOf, withoutBlanks } from './number-text.js';
import { given, group, matches, parts } from './text-sql.js';

/**
 * What the translation expects of a DuckDB connection: settings, and macros for meanings that no DuckDB function has.
 * `typeof` is folded when a query is bound, so a macro that asks for a type costs nothing per row.
 */

const settings = [
  "SET TimeZone = 'UTC'",
  "SET default_null_order = 'nulls_first_on_asc_last_on_desc'",
  'SET ieee_floating_point_ops = false',
  'SET integer_division = false',
  'SET scalar_subquery_error_on_multiple_rows = true',
];

const hour = '([01]?[0-9]|2[0-3])';
const sixty = '([0-5]?[0-9])';

/** A moment's text: a day, and after it a time that a zone may follow, or an offset from UTC alone. */
const momentText = `([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?:[ Tt](?:${hour}:${sixty}:(60|[0-5]?[0-9])(\\.[0-9]{1,6})?(.*)|([+-].*)))?`;
const momentParts = ['day', 'hour', 'minute', 'second', 'fraction', 'zone', 'offset'];
/** The common case, which DuckDB reads as GoogleSQL does, but for years at whose ends an offset leads out of the calendar. */
const plainMoment = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z| UTC|[+-](0[0-9]|1[0-3])(:?[0-5][0-9])?)?)?`;
const plainYears = "BETWEEN '0002' AND '9999'";
/** Minutes without a colon follow two digits of hours only. */
const offsetText = '([+-])(?:(1[0-4]|0[0-9])(?::?([0-5]?[0-9]))?|([0-9])(?::([0-5]?[0-9]))?)';
const offsetParts = ['sign', 'hours', 'minutes', 'hour', 'minute'];
/** Names of time zones that GoogleSQL reads after a time; other words make the text no timestamp. */
const zoneText =
  ' ([A-Z][A-Za-z_]+/[A-Za-z0-9_/+-]+|GMT|UCT|Zulu|Universal|Greenwich|EST|MST|HST|CET|EET|MET|WET|EST5EDT|CST6CDT|MST7MDT|PST8PDT|GMT0|GMT[+-]0|Cuba|Egypt|Eire|GB|GB-Eire|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|NZ|NZ-CHAT|Navajo|PRC|Poland|Portugal|ROC|ROK|Singapore|Turkey|W-SU)';

/** Unicode's White_Space, which TRIM removes. */
const whiteSpace = [
  0x9, 0xa, 0xb, 0xc, 0xd, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007,
  0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
]
  .map((code) => String.fromCodePoint(code))
  .join('');

/** A macro's strict twin: NULL where the text has no value becomes an error. */
const strict = (name: string, of: string, type: string): string =>
  `${name}(x) AS coalesce(${of}(x), CASE WHEN x IS NOT NULL THEN error('no ${type}: ' || CAST(x AS VARCHAR)) END)`;

/** A value of a type that the subset leaves out: an error when a row meets it. */
const notHere = (what: string): string => `error(${quoted(`not in the portable subset: ${what}`)})`;

const numbers = [
  // A zero divisor is an error in GoogleSQL, NULL in DuckDB.
  `gs_divisor(x) AS CASE WHEN x = 0 THEN error('division by zero') ELSE x END`,
  // Nested calls would grow exponentially.
  `gs_finite(x) AS ${given(
    'gs_x',
    'x',
    `CASE
    WHEN gs_x IS NULL OR typeof(gs_x) <> 'DOUBLE' OR isfinite(TRY_CAST(gs_x AS DOUBLE)) THEN gs_x
    ELSE error('FLOAT64 overflow')
  END`,
  )}`,
  // DuckDB's division by zero is NULL.
  `gs_safe_divide(x, y) AS ${given(
    'gs_xy',
    '{x: x, y: y}',
    `CASE
    WHEN starts_with(typeof(gs_xy.x), 'DECIMAL') OR starts_with(typeof(gs_xy.y), 'DECIMAL') THEN ${notHere('SAFE_DIVIDE of NUMERIC')}
    WHEN isfinite(CAST(gs_xy.x AS DOUBLE) / CAST(gs_xy.y AS DOUBLE)) THEN CAST(gs_xy.x AS DOUBLE) / CAST(gs_xy.y AS DOUBLE)
  END`,
  )}`,
  `gs_round(x, n) AS CASE WHEN typeof(x) = 'DOUBLE' THEN ${notHere('ROUND(FLOAT64, digits)')} ELSE round(CAST(x AS DECIMAL(38,9)), n) END`,
];

const start =
  'CASE WHEN p > 2147483647 THEN 2147483647 WHEN p > 0 THEN p WHEN p = 0 OR p < -length(s) THEN 1 ELSE length(s) + p + 1 END';

const texts = [
  // DuckDB builds the set of characters anew for each row; a text that begins and ends in a printable ASCII character
  // needs no look at it, and most do. To take a character out costs more than all else here: the last one stands first,
  // where DuckDB takes it out once for both comparisons, and the whole text is compared for the sake of its beginning.
  ...['trim', 'ltrim', 'rtrim'].map(
    (name) =>
      `gs_${name}(s) AS CASE WHEN s[-1] BETWEEN '!' AND '~' AND s BETWEEN '!' AND '~' THEN s ELSE ${name}(s, ${quoted(whiteSpace)}) END`,
  ),
  `gs_substr(s, p) AS substring(s, ${start})`,
  `gs_substr_of(s, p, n) AS substring(s, ${start}, CASE
    WHEN n < 0 THEN CASE WHEN s IS NOT NULL AND p IS NOT NULL THEN error('SUBSTR with a negative length') END
    WHEN n > 2147483647 THEN 2147483647
    ELSE n
  END)`,
];

const dates = [
  `gs_date(x) AS CASE WHEN x < DATE '0001-01-01' OR x > DATE '9999-12-31' THEN error('date out of range') ELSE x END`,
  `gs_moment(us) AS CASE WHEN us < -62135596800000000 OR us > 253402300799999999 THEN error('timestamp out of range') ELSE make_timestamptz(us) END`,
  `gs_monday(x) AS x - CAST(isodow(x) - 1 AS INTEGER)`,
  // Only in the calendar's first and last days can an offset lead out of it.
  `gs_date_in(zone, x) AS CASE WHEN epoch_us(x) NOT BETWEEN -62135400000000000 AND 253402200000000000 THEN gs_date(CAST(timezone(zone, x) AS DATE)) ELSE CAST(timezone(zone, x) AS DATE) END`,
  `gs_start_in(zone, x) AS CASE
    WHEN x <= DATE '0001-01-02' OR x >= DATE '9999-12-30' THEN gs_moment(epoch_us(timezone(zone, CAST(x AS TIMESTAMP))))
    ELSE timezone(zone, CAST(x AS TIMESTAMP))
  END`,
  // Whole units since 1970, towards the past.
  `gs_floor(n, unit) AS (CASE WHEN n < 0 THEN n - (unit - 1) ELSE n END) // unit`,
  `gs_parse_date(s, pattern, format) AS CASE
    WHEN s IS NULL THEN NULL
    WHEN regexp_full_match(s, pattern) THEN gs_date(CAST(strptime(s, format) AS DATE))
    ELSE error('no date of this format: ' || s)
  END`,
];

/** Text to value: the value, or NULL where GoogleSQL has none. */
const readers = [
  `gs_text_int64(x) AS CASE
    WHEN ${matches('x', `${blanks}[+-]?[0-9]+${blanks}`)} THEN TRY_CAST(${withoutBlanks('x')} AS BIGINT)
    WHEN ${matches('x', '0x[0-9a-fA-F]{1,15}')} THEN CAST(x AS BIGINT)
    WHEN ${matches('x', `${blanks}-0[xX]0*8000000000000000${blanks}`)} THEN CAST('-9223372036854775808' AS BIGINT)
    WHEN ${matches('x', `${blanks}[+-]?0[xX][0-9a-fA-F]+${blanks}`)} THEN
      CASE WHEN contains(x, '-') THEN -1 ELSE 1 END * TRY_CAST('0x' || ${group('x', `${blanks}[+-]?0[xX]0*([0-9a-fA-F]+)${blanks}`, 1)} AS BIGINT)
  END`,
  `gs_text_numeric(x) AS ${numericOf('x')}`,
  `gs_text_float64(x) AS CASE
    WHEN ${matches('x', decimalText)} THEN gs_finite(TRY_CAST(${withoutBlanks('x')} AS DOUBLE))
    WHEN ${matches('x', String.raw`(?i)${blanks}[+-]?(inf(inity)?|nan(\([a-z0-9_]*\))?|0x[0-9a-f]*\.?[0-9a-f]*(p[+-]?[0-9]+)?)${blanks}`)} THEN ${notHere('text for NaN, for infinity or for a hexadecimal FLOAT64')}
  END`,
  `gs_text_bool(x) AS CASE lower(x) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END`,
  `gs_text_date(x) AS CASE WHEN ${matches('x', '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}')} AND NOT starts_with(x, '0000') THEN TRY_CAST(x AS DATE) END`,
  `gs_offset_us(x) AS CASE
    WHEN x IN ('', ' UTC', 'Z', 'z') THEN 0
    WHEN ${matches('x', zoneText)} THEN ${notHere('text for a TIMESTAMP with the name of a time zone; write an offset')}
    ELSE ${given(
      'gs_shift',
      parts('x', offsetText, offsetParts),
      `CASE WHEN gs_shift.sign <> '' THEN
        CASE gs_shift.sign WHEN '-' THEN -60000000 ELSE 60000000 END
        * (CAST(gs_shift.hours || gs_shift.hour AS BIGINT) * 60 + CAST('0' || gs_shift.minutes || gs_shift.minute AS BIGINT))
      END`,
    )}
  END`,
  `gs_in_range(us) AS CASE WHEN us BETWEEN -62135596800000000 AND 253402300799999999 THEN make_timestamptz(us) END`,
  // A leap second is the second after; an offset beyond 14 hours is none. What is used more than once is an argument of
  // a lambda: a pattern that stands in a query nine times is made ready nine times.
  `gs_text_timestamp(x) AS CASE
    WHEN ${matches('x', plainMoment)} AND x ${plainYears} THEN TRY_CAST(x AS TIMESTAMPTZ)
    ELSE ${given(
      'gs_part',
      parts('x', momentText, momentParts),
      given(
        'gs_offset',
        'gs_offset_us(gs_part.zone || gs_part.offset)',
        `CASE
      WHEN abs(gs_offset) <= 50400000000 AND NOT starts_with(gs_part.day, '0000') THEN gs_in_range(
        epoch_us(TRY_CAST(gs_part.day AS TIMESTAMP))
        + coalesce(TRY_CAST(gs_part.hour AS BIGINT), 0) * 3600000000
        + coalesce(TRY_CAST(gs_part.minute AS BIGINT), 0) * 60000000
        + coalesce(TRY_CAST(gs_part.second AS BIGINT), 0) * 1000000
        + coalesce(TRY_CAST(rpad(substring(gs_part.fraction, 2), 6, '0') AS BIGINT), 0)
        - gs_offset)
      END`,
      ),
    )}
  END`,
];

const isText = "typeof(x) = 'VARCHAR'";
const isFloat = "typeof(x) = 'DOUBLE'";
/** For arms that only some types take: through text, because every arm must bind for every type. */
const asText = 'CAST(x AS VARCHAR)';

const casts = [
  `gs_float64_text(x) AS ${given(
    'gs_x',
    'x',
    `CASE WHEN gs_x = 0 THEN '0' WHEN isnan(gs_x) THEN 'nan' WHEN isinf(gs_x) THEN CASE WHEN gs_x > 0 THEN 'inf' ELSE '-inf' END
    WHEN CAST(printf('%.15g', gs_x) AS DOUBLE) = gs_x THEN printf('%.15g', gs_x) ELSE printf('%.17g', gs_x) END`,
  )}`,
  // Three or six digits of a second, or none.
  `gs_timestamp_text(x) AS ${given(
    'gs_us',
    'epoch_us(x)',
    `strftime(make_timestamp(gs_us), '%Y-%m-%d %H:%M:%S') || CASE
    WHEN gs_us % 1000000 = 0 THEN '+00'
    WHEN gs_us % 1000 = 0 THEN strftime(make_timestamp(gs_us), '.%g+00')
    ELSE strftime(make_timestamp(gs_us), '.%f+00')
  END`,
  )}`,
  // To trim costs more than to look whether there is something to trim.
  `gs_decimal_text(x) AS CASE WHEN suffix(x, '.000000000') THEN left(x, -10) WHEN suffix(x, '0') THEN rtrim(rtrim(x, '0'), '.') ELSE x END`,
  // A decimal of 64 bits is written seven times as fast as one of 128.
  `gs_to_string(x) AS CASE
    WHEN starts_with(typeof(x), 'DECIMAL') THEN gs_decimal_text(coalesce(CAST(TRY_CAST(x AS DECIMAL(18,9)) AS VARCHAR), ${asText}))
    WHEN ${isFloat} THEN gs_float64_text(TRY_CAST(${asText} AS DOUBLE))
    WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN gs_timestamp_text(TRY_CAST(${asText} AS TIMESTAMPTZ))
    ELSE ${asText}
  END`,
  `gs_safe_int64(x) AS CASE WHEN ${isText} THEN gs_text_int64(${asText}) WHEN ${isFloat} THEN TRY_CAST(round(TRY_CAST(x AS DOUBLE)) AS BIGINT) ELSE TRY_CAST(x AS BIGINT) END`,
  `gs_safe_numeric(x) AS CASE WHEN ${isText} THEN gs_text_numeric(${asText}) WHEN ${isFloat} THEN ${notHere('CAST(FLOAT64 AS NUMERIC)')} ELSE TRY_CAST(x AS DECIMAL(38,9)) END`,
  `gs_safe_float64(x) AS CASE WHEN ${isText} THEN gs_text_float64(${asText})
    WHEN starts_with(typeof(x), 'DECIMAL') THEN CASE WHEN abs(TRY_CAST(x AS DOUBLE)) < 9007199 THEN TRY_CAST(x AS DOUBLE) ELSE TRY_CAST(${asText} AS DOUBLE) END
    ELSE TRY_CAST(x AS DOUBLE) END`,
  `gs_safe_bool(x) AS CASE WHEN ${isText} THEN gs_text_bool(${asText}) ELSE TRY_CAST(x AS BOOLEAN) END`,
  `gs_safe_date(x) AS CASE WHEN ${isText} THEN gs_text_date(${asText}) ELSE TRY_CAST(x AS DATE) END`,
  `gs_safe_timestamp(x) AS CASE WHEN ${isText} THEN gs_text_timestamp(${asText}) ELSE TRY_CAST(x AS TIMESTAMPTZ) END`,
  strict('gs_to_int64', 'gs_safe_int64', 'INT64'),
  strict('gs_to_numeric', 'gs_safe_numeric', 'NUMERIC'),
  strict('gs_to_float64', 'gs_safe_float64', 'FLOAT64'),
  strict('gs_to_bool', 'gs_safe_bool', 'BOOL'),
  strict('gs_to_date', 'gs_safe_date', 'DATE'),
  strict('gs_to_timestamp', 'gs_safe_timestamp', 'TIMESTAMP'),
];

/** As strictly as the standard has it: groups of four, padding, and no bit set that says nothing. */
const base64Text = '([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?';
const hashes = [
  `gs_base64_hex(x) AS CASE WHEN x IS NULL THEN NULL WHEN ${matches('x', base64Text)} THEN lower(hex(from_base64(x))) ELSE error('no base64: ' || x) END`,
];

const arrays = [
  // The place is asked first and compared with the length then: both are always worked out, an error in one is one whatever the other is.
  `gs_at(list, i) AS CASE WHEN i < 0 THEN CASE WHEN list IS NULL THEN NULL ELSE error('array index out of bounds') END WHEN i >= len(list) THEN error('array index out of bounds') ELSE list_extract(list, CASE WHEN i = 9223372036854775807 THEN 0 ELSE i + 1 END) END`,
  // Both are arguments of a function, and so both are always asked: an error in one is one whatever the other is. No list has a place 0.
  `gs_safe_at(list, i) AS list_extract(list, CASE WHEN i < 0 OR i = 9223372036854775807 THEN 0 ELSE i + 1 END)`,
];

/** Statements that a DuckDB connection runs before it runs translated SQL. */
export const duckdbSetup: readonly string[] = [
  ...settings,
  ...[...numbers, ...letterMacros, ...texts, ...dates, ...readers, ...casts, ...hashes, ...arrays].map(
    (macro) => `CREATE OR REPLACE TEMP MACRO ${macro}`,
  ),
];
