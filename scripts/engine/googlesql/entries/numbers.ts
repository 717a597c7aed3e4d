import { type Printed, Refused } from '../entry.js';
import { each, type Row, row, sig, typeOf } from './make.js';

/** A divisor that is a literal other than 0 needs no guard. */
const divided = (operator: string): Row['print'] => {
  return ([a, b]) => {
    const safe = b?.literal !== undefined && Number(b.literal) !== 0;
    return `(${a?.sql ?? ''} ${operator} ${safe ? b.sql : `gs_divisor(${b?.sql ?? ''})`})`;
  };
};

function roundedTo(args: readonly Printed[]): string {
  const [x, n] = args;
  const digits = Number(n?.literal);
  if (n?.literal === undefined || !Number.isInteger(digits) || Math.abs(digits) > 9) {
    throw new Refused(
      'The number of digits of ROUND must be a literal from -9 to 9.',
      'Write ROUND(x, 6), or another literal.',
    );
  }
  return `CAST(gs_round(${x?.sql ?? ''}, ${digits}) AS DECIMAL(38,9))`;
}

const same = (name: string): string => `cast_to_type(${name}($1), $1w)`;
const witness = { witness: typeOf(1) };

export const numbers: readonly Row[] = [
  row('function', 'ABS($1)', each(['INT64', 'NUMERIC', 'FLOAT64'], 1), 'abs($1)', witness),
  row('function', 'SIGN($1)', each(['INT64', 'NUMERIC', 'FLOAT64'], 1), same('sign'), witness),
  row('function', 'FLOOR($1)', each(['NUMERIC', 'FLOAT64'], 1), same('floor'), witness),
  row('function', 'CEIL($1)', each(['NUMERIC', 'FLOAT64'], 1), same('ceil'), witness),
  row('function', 'CEILING($1)', each(['NUMERIC', 'FLOAT64'], 1), same('ceil'), witness),
  row('function', 'TRUNC($1)', each(['NUMERIC', 'FLOAT64'], 1), same('trunc'), witness),
  row('function', 'ROUND($1)', each(['NUMERIC', 'FLOAT64'], 1), same('round'), { ...witness, key: 'ROUND#1' }),
  row('function', 'ROUND($1, $2)', [sig(['NUMERIC', 'INT64'], 'NUMERIC')], roundedTo, {
    name: 'ROUND(x, digits)',
    key: 'ROUND#2',
    constants: { 2: ['0', '2', '6', '9'] },
  }),
  row('function', 'MOD($1, $2)', each(['INT64', 'NUMERIC'], 2), divided('%'), {
    ...witness,
    limits: 'NULL by 0, and the smallest INT64 by -1, is an error',
  }),
  row('function', 'DIV($1, $2)', each(['INT64'], 2), divided('//'), {
    limits: 'NULL by 0, and the smallest INT64 by -1, is an error',
  }),
  row('function', 'SQRT($1)', each(['FLOAT64'], 1), 'sqrt($1)'),
  row(
    'function',
    'SAFE_DIVIDE($1, $2)',
    [...each(['FLOAT64'], 2), sig(['INT64', 'INT64'], 'FLOAT64')],
    'gs_safe_divide($1, $2)',
  ),
];
