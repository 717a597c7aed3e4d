/** One CRM field: what it holds, as what, and when it is left alone. */
import type { ScalarType } from '../../generate/canonical.js';
import type { CrmField } from '../model.js';
import { packedReasons, usualScale } from '../public-columns.js';
import { error, type Report } from '../report.js';
import type { CrmFieldText } from '../schema/crm.js';
import type { Cursor } from '../yaml/cursor.js';

const types: Readonly<Record<ScalarType, CrmField['type'] | undefined>> = {
  STRING: 'text',
  INT64: 'number',
  NUMERIC: 'number',
  DATE: 'date',
  TIMESTAMP: 'datetime',
  BOOL: undefined,
};

/** @param columns what `crm_updates` has of this rubric; @param from one of them, by its full name */
export function resolveCrmField(
  field: string,
  from: string,
  written: CrmFieldText,
  at: Cursor,
  has: { readonly columns: ReadonlyMap<string, ScalarType>; readonly writeWhen: boolean },
  report: Report,
): CrmField | undefined {
  const column = has.columns.get(from);
  const type = column && types[column];
  if (type === undefined) return undefined;
  const faults = misuses(written, from, type, column === 'INT64', has.writeWhen);
  for (const { key, what, todo } of faults) report(error('rubric/crm', at.at(key).place, what, { todo }));
  if (faults.length > 0) return undefined;
  const { length, min_change: minChange } = written;
  return {
    field,
    from: from === 'top_reasons' && length !== undefined ? packedReasons(length) : from,
    type,
    ...(length !== undefined && { length }),
    ...(type === 'number' && { scale: written.scale ?? usualScale(from) }),
    whenNull: written.null ?? 'skip',
    write: written.write ?? 'always',
    ...(minChange !== undefined && { minChange }),
    objects: written.objects ?? ['lead', 'contact'],
    at: at.keyPlace,
  };
}

interface Misuse {
  readonly key: keyof CrmFieldText;
  readonly what: string;
  readonly todo: string;
}

function misuses(
  { type: named, length, scale, write, min_change: minChange }: CrmFieldText,
  from: string,
  type: CrmField['type'],
  isWhole: boolean,
  hasWriteWhen: boolean,
): readonly Misuse[] {
  const is = `"${from}" is ${type === 'text' ? 'a text' : `a ${type}`}`;
  const found: (Misuse | false)[] = [
    named !== undefined &&
      named !== type && {
        key: 'type',
        what: `${is}, not a ${named}.`,
        todo: `Leave "type" out, or take a column that is a ${named}.`,
      },
    length !== undefined &&
      type !== 'text' && { key: 'length', what: `${is} and has no length.`, todo: 'Leave "length" out.' },
    scale !== undefined &&
      type !== 'number' && { key: 'scale', what: `${is} and has no digits after a point.`, todo: 'Leave "scale" out.' },
    scale !== undefined &&
      scale > 0 &&
      isWhole && {
        key: 'scale',
        what: `"${from}" is a whole number and has no digits after the point.`,
        todo: 'Leave "scale" out.',
      },
    write === 'if_newer' &&
      type !== 'date' &&
      type !== 'datetime' && {
        key: 'write',
        what: `${is}: of two values none is the newer one.`,
        todo: 'Write always or if_empty; if_newer is for dates, such as last_act_on.',
      },
    minChange !== undefined &&
      type !== 'number' && {
        key: 'min_change',
        what: `${is} and cannot move by a number.`,
        todo: 'Leave "min_change" out.',
      },
    minChange !== undefined &&
      !minChange.gt(0) && {
        key: 'min_change',
        what: `The smallest change worth a write must be above 0, not ${minChange.toFixed()}.`,
        todo: 'Leave "min_change" out: then every change is written.',
      },
    minChange !== undefined &&
      hasWriteWhen && {
        key: 'min_change',
        what: '"write_when" says already which changes make a record be written.',
        todo: `Write { ${from}: ${minChange.toFixed()} } there, or leave "write_when" out.`,
      },
  ];
  const real = found.filter((each) => each !== false);
  return real.filter(({ key }, index) => real.findIndex((other) => other.key === key) === index);
}
