/** A mapping against what a CRM says of its own fields: the same for every CRM that describes them. */
import type { Problem } from '../../problem.js';
import { didYouMean } from '../../problem/closest.js';
import type { DescribedField } from '../destination.js';
import type { FieldMapping, FieldType, ObjectName } from '../rows.js';

/** What differs from one CRM to the next. */
export interface FieldWords {
  /** What the CRM calls our objects. */
  readonly objects: ReadonlyMap<ObjectName, string>;
  /** What to do about a field that is not there, where none has a name like it. */
  missing(mapping: FieldMapping): string;
  /** What to do about a field that we may not write. */
  readonly readOnly: string;
}

/** Every fault of every mapped field of an object that was described; of others nothing is said. */
export function fieldProblems(
  mapping: readonly FieldMapping[],
  described: ReadonlyMap<ObjectName, readonly DescribedField[]>,
  words: FieldWords,
): readonly Problem[] {
  return mapping.flatMap((mapped) => {
    const fields = described.get(mapped.object);
    if (fields === undefined) return [];
    const field = fields.find(({ name }) => name.toLowerCase() === mapped.field.toLowerCase());
    const object = words.objects.get(mapped.object) ?? mapped.object;
    if (field === undefined) return [missing(mapped, object, fields, words)];
    // Of a field that nobody lets us write it does not matter what it takes.
    const faults = field.isWritable ? [otherType, moreDigits, tooLong, otherValues] : [readOnly];
    return faults.flatMap((fault) => {
      const found = fault({ mapped, field, name: `${object}.${field.name}`, words });
      return found === undefined ? [] : [{ ...found, ...(mapped.at !== undefined && { place: mapped.at }) }];
    });
  });
}

interface Case {
  readonly mapped: FieldMapping;
  readonly field: DescribedField;
  /** `Lead.Lead_Score__c` */
  readonly name: string;
  readonly words: FieldWords;
}

function missing(mapped: FieldMapping, object: string, fields: readonly DescribedField[], words: FieldWords): Problem {
  const near = didYouMean(
    mapped.field,
    fields.filter(({ isWritable }) => isWritable).map(({ name }) => name),
  );
  return {
    code: 'sync/unknown-field',
    severity: 'error',
    ...(mapped.at !== undefined && { place: mapped.at }),
    what: `${object} has no field ${JSON.stringify(mapped.field)} that our user can see.`,
    // A list of all its fields is no advice.
    todo: near?.startsWith('Did you mean') === true ? near : words.missing(mapped),
  };
}

function readOnly({ name, words }: Case): Problem {
  return {
    code: 'sync/read-only-field',
    severity: 'error',
    what: `${name} cannot be written by our user.`,
    todo: words.readOnly,
  };
}

const says: Readonly<Record<DescribedField['type'], string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  datetime: 'a moment with date and time',
  choice: 'a choice among values',
  other: 'of a type that is not written here',
};
const takes: Readonly<Record<FieldType, readonly DescribedField['type'][]>> = {
  text: ['text', 'choice'],
  number: ['number'],
  boolean: ['boolean'],
  date: ['date'],
  datetime: ['datetime'],
};

function otherType({ mapped, field, name }: Case): Problem | undefined {
  if (takes[mapped.type].includes(field.type)) return undefined;
  return {
    code: 'sync/field-type',
    severity: 'error',
    what: `${name} is ${says[field.type]}, and "${mapped.from}" is ${says[mapped.type]}.`,
    todo: `Take a field that is ${says[mapped.type]}, or another column.`,
  };
}

function moreDigits({ mapped, field, name }: Case): Problem | undefined {
  if (field.scale === undefined || mapped.scale === undefined || mapped.scale <= field.scale) return undefined;
  return {
    code: 'sync/field-scale',
    severity: 'error',
    what: `${name} keeps ${digits(field.scale)} after the point, and "${mapped.from}" is written with ${mapped.scale}.`,
    why: 'What the CRM holds then would never be what was sent.',
    todo: `Write "scale: ${field.scale}" in the mapping, or give the field more digits.`,
  };
}

function digits(count: number): string {
  return count === 1 ? '1 digit' : `${count} digits`;
}

function tooLong({ mapped, field, name }: Case): Problem | undefined {
  if (field.length === undefined || mapped.type !== 'text') return undefined;
  const todo = `Write "length: ${field.length}" in the mapping, or give the field more.`;
  if (mapped.length !== undefined && mapped.length > field.length)
    return {
      code: 'sync/field-length',
      severity: 'error',
      what: `${name} takes ${field.length} characters, and "${mapped.from}" may have ${mapped.length}.`,
      why: 'Records with a longer text would be rejected.',
      todo,
    };
  // Reasons have no end of their own; other columns are words.
  if (mapped.length !== undefined || mapped.from !== 'top_reasons') return undefined;
  return {
    code: 'sync/field-length',
    severity: 'warning',
    what: `${name} takes ${field.length} characters, and "${mapped.from}" has no length.`,
    why: 'Records with a longer text are rejected.',
    todo,
  };
}

function otherValues({ mapped, field, name }: Case): Problem | undefined {
  const { choices = [], isRestricted } = field;
  const strange = (mapped.values ?? []).filter((value) => !choices.includes(value));
  if (field.type !== 'choice' || isRestricted !== true || strange.length === 0) return undefined;
  return {
    code: 'sync/field-values',
    severity: 'error',
    what: `${name} does not take ${strange.map((value) => JSON.stringify(value)).join(', ')}, which "${mapped.from}" may be.`,
    why: `It takes only: ${choices.join(', ')}.`,
    todo: 'Add the values to the field in the CRM, letter by letter as they are here.',
  };
}
