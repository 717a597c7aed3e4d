import { type Printed, Refused } from '../entry.js';
import { quoted } from '../literals.js';
import { isNeverNull } from '../printed.js';
import { each, nullWhere, type Row, row, sig } from './make.js';

const text = 'STRING' as const;

/** From so many parts on it is worth looking for a NULL among them first. */
const MANY_PARTS = 4;

/** DuckDB's concat takes NULL for an empty text; where there is none, it writes once what || copies at every step. */
function concatenated(args: readonly Printed[]): string {
  const parts = args.map((arg) => arg.sql);
  const once = `concat(${parts.join(', ')})`;
  if (args.length > 2 && args.every(isNeverNull)) return once;
  const where = args.map(nullWhere);
  if (args.length < MANY_PARTS || !where.every((each) => each !== undefined)) return `(${parts.join(' || ')})`;
  const isNull = [...new Set(where.flat())];
  return isNull.length === 0 ? once : `(CASE WHEN ${isNull.join(' OR ')} THEN NULL ELSE ${once} END)`;
}

const isPositive = (arg: Printed | undefined): boolean =>
  arg?.type === 'INT64' && Number(arg.literal) > 0 && Number(arg.literal) < 2 ** 31;
const isCount = (arg: Printed | undefined): boolean =>
  arg?.type === 'INT64' && Number(arg.literal) >= 0 && Number(arg.literal) < 2 ** 31;

/** DuckDB's own function where position and length are literals for which it means the same. */
function substring(args: readonly Printed[]): string {
  const [s, from, count] = args.map((arg) => arg.sql);
  if (count === undefined) return isPositive(args[1]) ? `substring(${s}, ${from})` : `gs_substr(${s}, ${from})`;
  const plain = isPositive(args[1]) && isCount(args[2]);
  return plain ? `substring(${s}, ${from}, ${count})` : `gs_substr_of(${s}, ${from}, ${count})`;
}

function split(args: readonly Printed[]): string {
  const separator = args[1] === undefined ? ',' : args[1].literal;
  if (separator === undefined || separator === '') {
    throw new Refused(
      'The separator of SPLIT must be a literal that is not empty.',
      "Write SPLIT(text, ','), or another literal.",
    );
  }
  return `string_split(${args[0]?.sql ?? ''}, ${quoted(separator)})`;
}

export const strings: readonly Row[] = [
  row('function', 'LOWER($1)', each([text], 1), 'gs_lower($1)'),
  row('function', 'UPPER($1)', each([text], 1), 'gs_upper($1)'),
  row('function', 'TRIM($1)', each([text], 1), 'gs_trim($1)'),
  row('function', 'LTRIM($1)', each([text], 1), 'gs_ltrim($1)'),
  row('function', 'RTRIM($1)', each([text], 1), 'gs_rtrim($1)'),
  row('function', 'CONCAT($1, $2)', each([text], 2), concatenated, {
    variadic: true,
    isNeverNull: (args) => args.every(isNeverNull),
  }),
  row('function', 'SUBSTR($1, $2)', [sig([text, 'INT64'], text)], substring, {
    name: 'SUBSTR(text, from)',
    key: 'SUBSTR#2',
  }),
  row('function', 'SUBSTR($1, $2, $3)', [sig([text, 'INT64', 'INT64'], text)], substring, {
    name: 'SUBSTR(text, from, length)',
    key: 'SUBSTR#3',
  }),
  row('function', 'LENGTH($1)', [sig([text], 'INT64')], 'length($1)'),
  row('function', 'STRPOS($1, $2)', [sig([text, text], 'INT64')], 'strpos($1, $2)'),
  row('function', 'STARTS_WITH($1, $2)', [sig([text, text], 'BOOL')], 'starts_with($1, $2)'),
  row('function', 'ENDS_WITH($1, $2)', [sig([text, text], 'BOOL')], 'ends_with($1, $2)'),
  row('function', 'REPLACE($1, $2, $3)', [sig([text, text, text], text)], 'replace($1, $2, $3)'),
  row('function', 'SPLIT($1)', [sig([text], 'ARRAY<STRING>')], split, { key: 'SPLIT#1' }),
  row('function', 'SPLIT($1, $2)', [sig([text, text], 'ARRAY<STRING>')], split, {
    name: 'SPLIT(text, separator)',
    key: 'SPLIT#2',
    constants: { 2: ["' '", "','", "'ab'"] },
  }),
  row('function', 'TO_HEX(SHA256($1))', [sig([text], text)], 'sha256($1)', { name: 'TO_HEX(SHA256)' }),
  row('function', 'TO_HEX(FROM_BASE64($1))', [sig([text], text)], 'gs_base64_hex($1)', {
    name: 'TO_HEX(FROM_BASE64)',
    limits: 'text with blanks, without its padding, or with bits that say nothing at its end',
  }),
  row('function', 'TO_HEX(MD5($1))', [sig([text], text)], 'md5($1)', { name: 'TO_HEX(MD5)' }),
];
