import { quoted } from './literals.js';
import { given, matches, parts } from './text-sql.js';

/** What GoogleSQL's number parsers skip around a number. */
export const blanks = String.raw`[ \t\n\v\f\r]*`;
const plain = String.raw`[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)`;
export const decimalText = `${blanks}${plain}(?:[eE][+-]?[0-9]+)?${blanks}`;
/** The power has no zeros in front. */
const scientific = String.raw`${blanks}([+-]?)([0-9]*)\.?([0-9]*)[eE]([+-]?)0*([0-9]+)${blanks}`;
const scientificParts = ['sign', 'whole', 'fraction', 'direction', 'power'];

/** A text without what GoogleSQL skips around a number. */
export function withoutBlanks(text: string): string {
  return `trim(${text}, ${quoted(' \t\n\v\f\r')})`;
}

/**
 * The NUMERIC that a text says, to nine digits, halves away from zero; NULL where it says none or one out of range. `text` is SQL
 * of type VARCHAR.
 */
export function numericOf(text: string): string {
  // DuckDB needs a hundred times as long to read text as a wide decimal than as a narrow one.
  return `CASE
    WHEN ${matches(text, String.raw`[+-]?[0-9]{1,9}(?:\.[0-9]{0,9})?`)} THEN CAST(CAST(${text} AS DECIMAL(18,9)) AS DECIMAL(38,9))
    WHEN ${matches(text, `${blanks}${plain}${blanks}`)} THEN TRY_CAST(${withoutBlanks(text)} AS DECIMAL(38,9))
    ELSE ${given('gs_part', parts(text, scientific, scientificParts), `CASE WHEN gs_part.power <> '' AND gs_part.whole || gs_part.fraction <> '' THEN ${ofScientific} END`)}
  END`;
}

/**
 * DuckDB rounds a decimal with an exponent wrongly ('5e-11' to 0.000000001): it is given the digits with the point in its place.
 * `place` is how many of them stand before the point, from the first on that is not zero.
 */
const ofScientific = given(
  'gs_number',
  `{
    digits: ltrim(gs_part.whole || gs_part.fraction, '0'),
    place: length(ltrim(gs_part.whole || gs_part.fraction, '0')) - length(gs_part.fraction)
      + CASE gs_part.direction WHEN '-' THEN -1 ELSE 1 END
      * CASE WHEN length(gs_part.power) > 9 THEN 1000000000 ELSE CAST(gs_part.power AS BIGINT) END
  }`,
  `TRY_CAST(gs_part.sign || CASE
    WHEN gs_number.digits = '' OR gs_number.place < -9 THEN '0'
    WHEN gs_number.place > 29 THEN 'out of range'
    WHEN gs_number.place <= 0 THEN '0.' || repeat('0', -gs_number.place) || gs_number.digits
    ELSE rpad(left(gs_number.digits, gs_number.place), CAST(gs_number.place AS INTEGER), '0') || '.' || substring(gs_number.digits, gs_number.place + 1)
  END AS DECIMAL(38,9))`,
);
