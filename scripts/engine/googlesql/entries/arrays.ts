import { type Printed, Refused } from '../entry.js';
import { type Row, row, sig } from './make.js';

function joinedBy(args: readonly Printed[]): string {
  if (args[1]?.literal === undefined)
    throw new Refused('The separator of ARRAY_TO_STRING must be a literal.', "Write ARRAY_TO_STRING(array, ', ').");
  return `array_to_string(${args[0]?.sql ?? ''}, ${args[1].sql})`;
}

const many = 'more than 16,000 elements, an error on the reference implementation, are elements';

function series(args: readonly Printed[]): string {
  const step = args[2];
  if (step !== undefined && (step.literal === undefined || Number(step.literal) === 0)) {
    throw new Refused(
      'The step of GENERATE_ARRAY must be a literal other than zero.',
      'Write GENERATE_ARRAY(1, 10, 2).',
    );
  }
  return `generate_series(${args.map((arg) => arg.sql).join(', ')})`;
}

const element = [sig(['ARRAY<STRING>', 'INT64'], 'STRING'), sig(['ARRAY<INT64>', 'INT64'], 'INT64')];

export const arrays: readonly Row[] = [
  row('function', 'ARRAY_LENGTH($1)', [sig(['ARRAY<STRING>'], 'INT64'), sig(['ARRAY<INT64>'], 'INT64')], 'len($1)'),
  row('function', 'ARRAY_TO_STRING($1, $2)', [sig(['ARRAY<STRING>', 'STRING'], 'STRING')], joinedBy, {
    constants: { 2: ["','", "''"] },
  }),
  row('function', 'GENERATE_ARRAY($1, $2)', [sig(['INT64', 'INT64'], 'ARRAY<INT64>')], series, {
    key: 'GENERATE_ARRAY#2',
  }),
  row('function', 'GENERATE_ARRAY($1, $2, $3)', [sig(['INT64', 'INT64', 'INT64'], 'ARRAY<INT64>')], series, {
    name: 'GENERATE_ARRAY(from, to, step)',
    key: 'GENERATE_ARRAY#3',
    constants: { 3: ['1', '2', '-3'] },
    limits: many,
  }),
  row('operator', '$1[OFFSET($2)]', element, 'gs_at($1, $2)', { name: '[OFFSET]' }),
  row('operator', '$1[SAFE_OFFSET($2)]', element, safeAt, { name: '[SAFE_OFFSET]' }),
];

function safeAt(args: readonly Printed[]): string {
  const index = Number(args[1]?.literal ?? -1);
  const array = args[0]?.sql ?? '';
  return index >= 0 ? `(${array})[${index + 1}]` : `gs_safe_at(${array}, ${args[1]?.sql ?? ''})`;
}
