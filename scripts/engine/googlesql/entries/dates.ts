import { type Printed, Refused } from '../entry.js';
import { quoted } from '../literals.js';
import { type Row, row, sig } from './make.js';

const date = 'DATE' as const;
const count = 'INT64' as const;

/** IANA names only: what else a zone may be called differs between the engines. */
export function zone(arg: Printed | undefined): string {
  const name = arg?.literal;
  if (name === undefined || !(name === 'UTC' || /^[A-Z][A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(name))) {
    throw new Refused('The time zone must be a literal name.', "Write 'UTC', or a name such as 'Europe/Berlin'.");
  }
  return name;
}

export const zones = { 2: ["'UTC'", "'America/Los_Angeles'", "'Europe/Berlin'", "'Asia/Kolkata'"] };

const utcDate = (sql: string): string => `CAST(make_timestamp(epoch_us(${sql})) AS DATE)`;

/** Not by way of the session's time zone, whose arithmetic is slow. */
function dateIn(args: readonly Printed[]): string {
  const name = zone(args[1]);
  const sql = args[0]?.sql ?? '';
  return name === 'UTC' ? utcDate(sql) : `gs_date_in(${quoted(name)}, ${sql})`;
}

const parsable: { readonly [format: string]: string } = {
  '%Y%m%d': '[0-9]{8}',
  '%Y-%m-%d': '[0-9]{4}-[0-9]{2}-[0-9]{2}',
};

function parsed(args: readonly Printed[]): string {
  const pattern = parsable[args[0]?.literal ?? ''];
  if (pattern === undefined)
    throw new Refused('PARSE_DATE with this format has no translation.', "Write '%Y%m%d' or '%Y-%m-%d'.");
  return `gs_parse_date(${args[1]?.sql ?? ''}, ${quoted(pattern)}, ${args[0]?.sql ?? ''})`;
}

const formats = ['%Y-%m-%d', '%Y%m%d', '%Y-%m', '%Y'];

/** GoogleSQL's %Y has no leading zeros. */
function formatted(args: readonly Printed[]): string {
  if (!formats.includes(args[0]?.literal ?? '')) {
    throw new Refused(
      'FORMAT_DATE with this format has no translation.',
      `Write one of ${formats.map(quoted).join(', ')}.`,
    );
  }
  return `ltrim(strftime(${args[1]?.sql ?? ''}, ${args[0]?.sql ?? ''}), '0')`;
}

const many = 'more than 16,000 elements, an error on the reference implementation, are elements';

function days(args: readonly Printed[]): string {
  const [from, to, step] = args;
  if (step !== undefined && !(Number(step.literal) > 0)) {
    throw new Refused('The step of GENERATE_DATE_ARRAY must be a literal above zero.', 'Write INTERVAL 1 DAY.');
  }
  const ends = [from, to].map((end) => `CAST(${end?.sql ?? ''} AS TIMESTAMP)`).join(', ');
  return `CAST(generate_series(${ends}, to_days(${step?.literal ?? '1'})) AS DATE[])`;
}

const moved = (name: string, part: string, sql: string): Row =>
  row('function', `${name}($1, INTERVAL $2 ${part})`, [sig([date, count], date)], sql, {
    name: `${name}(${part})`,
    limits: 'a count beyond 2^31 is an error, for an unknown date too',
  });

const difference = (part: string, sql: string): Row =>
  row('function', `DATE_DIFF($1, $2, ${part})`, [sig([date, date], count)], sql, { name: `DATE_DIFF(${part})` });

const truncated = (part: string, sql: string): Row =>
  row('function', `DATE_TRUNC($1, ${part})`, [sig([date], date)], sql, { name: `DATE_TRUNC(${part})` });

const monday = 'gs_monday($1)';

export const dates: readonly Row[] = [
  row('function', 'DATE($1)', [sig(['TIMESTAMP'], date)], utcDate('$1'), { name: 'DATE(timestamp)', key: 'DATE#1' }),
  row('function', 'DATE($1, $2)', [sig(['TIMESTAMP', 'STRING'], date)], dateIn, {
    name: 'DATE(timestamp, zone)',
    key: 'DATE#2',
    constants: zones,
  }),
  row('function', 'DATE($1, $2, $3)', [sig([count, count, count], date)], 'gs_date(make_date($1, $2, $3))', {
    name: 'DATE(year, month, day)',
    key: 'DATE#3',
    limits: 'a number beyond 2^31, of which the reference implementation takes the lower 32 bits, is an error',
  }),
  difference('DAY', '($1 - $2)'),
  difference('WEEK(MONDAY)', '((gs_monday($1) - gs_monday($2)) // 7)'),
  difference('ISOWEEK', '((gs_monday($1) - gs_monday($2)) // 7)'),
  difference('MONTH', "date_diff('month', $2, $1)"),
  moved('DATE_ADD', 'DAY', 'gs_date($1 + CAST($2 AS INTEGER))'),
  moved('DATE_SUB', 'DAY', 'gs_date($1 - CAST($2 AS INTEGER))'),
  moved('DATE_ADD', 'MONTH', 'gs_date(CAST($1 + to_months(CAST($2 AS INTEGER)) AS DATE))'),
  moved('DATE_SUB', 'MONTH', 'gs_date(CAST($1 - to_months(CAST($2 AS INTEGER)) AS DATE))'),
  truncated('DAY', '$1'),
  truncated('WEEK(MONDAY)', monday),
  truncated('ISOWEEK', monday),
  truncated('MONTH', "CAST(date_trunc('month', $1) AS DATE)"),
  row('function', 'UNIX_DATE($1)', [sig([date], count)], "($1 - DATE '1970-01-01')"),
  ...(['YEAR', 'MONTH', 'DAY'] as const).map((part) =>
    row('function', `EXTRACT(${part} FROM $1)`, [sig([date], count)], `${part.toLowerCase()}($1)`, {
      name: `EXTRACT(${part})`,
    }),
  ),
  row('function', 'EXTRACT(DAYOFWEEK FROM $1)', [sig([date], count)], '(dayofweek($1) + 1)', {
    name: 'EXTRACT(DAYOFWEEK)',
  }),
  row('function', 'PARSE_DATE($1, $2)', [sig(['STRING', 'STRING'], date)], parsed, {
    constants: { 1: ["'%Y%m%d'", "'%Y-%m-%d'"] },
    limits: 'text that is not written with every digit is an error',
  }),
  row('function', 'FORMAT_DATE($1, $2)', [sig(['STRING', date], 'STRING')], formatted, {
    constants: { 1: formats.map(quoted) },
  }),
  row('function', 'GENERATE_DATE_ARRAY($1, $2)', [sig([date, date], 'ARRAY<DATE>')], days, {
    key: 'GENERATE_DATE_ARRAY#2',
  }),
  row('function', 'GENERATE_DATE_ARRAY($1, $2, INTERVAL $3 DAY)', [sig([date, date, count], 'ARRAY<DATE>')], days, {
    name: 'GENERATE_DATE_ARRAY(DAY)',
    constants: { 3: ['1', '7'] },
    limits: many,
  }),
  row('function', 'CURRENT_DATE()', [], 'current_date'),
];
