import { type Printed, Refused } from '../entry.js';
import { quoted } from '../literals.js';
import { zone, zones } from './dates.js';
import { type Row, row, sig } from './make.js';

const moment = 'TIMESTAMP' as const;
const count = 'INT64' as const;

const units = { SECOND: '1000000', MINUTE: '60000000', HOUR: '3600000000', DAY: '86400000000' } as const;
type Unit = keyof typeof units;
const unitNames: readonly Unit[] = ['SECOND', 'MINUTE', 'HOUR', 'DAY'];

const moved =
  (name: string, sign: string) =>
  (unit: Unit): Row =>
    row(
      'function',
      `${name}($1, INTERVAL $2 ${unit})`,
      [sig([moment, count], moment)],
      `gs_moment(epoch_us($1) ${sign} $2 * ${units[unit]})`,
      {
        name: `${name}(${unit})`,
        limits: 'a count of more than 2^63 microseconds is an error, for an unknown moment too',
      },
    );

const startOfDay = (args: readonly Printed[]): string => {
  const name = zone(args[1]);
  const day = args[0]?.sql ?? '';
  return name === 'UTC'
    ? `make_timestamptz(epoch_us(CAST(${day} AS TIMESTAMP)))`
    : `gs_start_in(${quoted(name)}, ${day})`;
};

const formats = ['%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d %H:%M:%S'];

function formatted(args: readonly Printed[]): string {
  if (!formats.includes(args[0]?.literal ?? '')) {
    throw new Refused(
      'FORMAT_TIMESTAMP with this format has no translation.',
      `Write one of ${formats.map(quoted).join(', ')}.`,
    );
  }
  return `ltrim(strftime(make_timestamp(epoch_us(${args[1]?.sql ?? ''})), ${args[0]?.sql ?? ''}), '0')`;
}

export const timestamps: readonly Row[] = [
  row('function', 'TIMESTAMP($1)', [sig(['STRING'], moment), sig(['DATE'], moment)], 'gs_to_timestamp($1)', {
    key: 'TIMESTAMP#1',
    limits: 'text with the name of a time zone is an error',
  }),
  row('function', 'TIMESTAMP($1, $2)', [sig(['DATE', 'STRING'], moment)], startOfDay, {
    name: 'TIMESTAMP(date, zone)',
    key: 'TIMESTAMP#2',
    constants: zones,
  }),
  ...unitNames.map(moved('TIMESTAMP_ADD', '+')),
  ...unitNames.map(moved('TIMESTAMP_SUB', '-')),
  ...unitNames.map((unit) =>
    row(
      'function',
      `TIMESTAMP_DIFF($1, $2, ${unit})`,
      [sig([moment, moment], count)],
      `((epoch_us($1) - epoch_us($2)) // ${units[unit]})`,
      {
        name: `TIMESTAMP_DIFF(${unit})`,
      },
    ),
  ),
  ...(['DAY', 'HOUR'] as const).map((unit) =>
    row(
      'function',
      `TIMESTAMP_TRUNC($1, ${unit})`,
      [sig([moment], moment)],
      `make_timestamptz(epoch_us(date_trunc('${unit.toLowerCase()}', make_timestamp(epoch_us($1)))))`,
      {
        name: `TIMESTAMP_TRUNC(${unit})`,
      },
    ),
  ),
  row('function', 'TIMESTAMP_MICROS($1)', [sig([count], moment)], 'gs_moment($1)'),
  // DuckDB filters while it scans only where the filter cannot fail, so a source's clock had better be read by this one.
  row('function', 'SAFE.TIMESTAMP_MICROS($1)', [sig([count], moment)], 'gs_in_range($1)', {
    name: 'SAFE.TIMESTAMP_MICROS',
  }),
  row('function', 'TIMESTAMP_MILLIS($1)', [sig([count], moment)], 'gs_moment($1 * 1000)'),
  row('function', 'TIMESTAMP_SECONDS($1)', [sig([count], moment)], 'gs_moment($1 * 1000000)'),
  row('function', 'UNIX_MICROS($1)', [sig([moment], count)], 'epoch_us($1)'),
  row('function', 'UNIX_MILLIS($1)', [sig([moment], count)], 'gs_floor(epoch_us($1), 1000)'),
  row('function', 'UNIX_SECONDS($1)', [sig([moment], count)], 'gs_floor(epoch_us($1), 1000000)'),
  row('function', 'FORMAT_TIMESTAMP($1, $2)', [sig(['STRING', moment], 'STRING')], formatted, {
    constants: { 1: formats.map(quoted) },
  }),
  row('function', 'CURRENT_TIMESTAMP()', [], 'now()'),
];
