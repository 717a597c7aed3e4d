import { duckType, printType, type GoogleType, type ScalarName } from '../googlesql-type.js';
import { identifier, literal } from '../name.js';
import { scalarTexts } from './scalar-text.js';

/** What `error()` says when a raw text is no value of its type; the diagnosis then finds where. */
export const badValueMarker = 'leadscore: a raw value is not of its type';

/** Scalars that become another scalar without a look at the value: file's type -> types of the lock. */
const widenings: Readonly<Partial<Record<ScalarName, readonly ScalarName[]>>> = {
  INT64: ['NUMERIC', 'FLOAT64'],
  NUMERIC: ['FLOAT64'],
  FLOAT64: ['NUMERIC'],
  DATE: ['DATETIME', 'TIMESTAMP'],
  // A time without a zone is UTC, as in the raw text files.
  DATETIME: ['TIMESTAMP'],
};

/** A place inside a column where the file's type cannot become the lock's: `value.int_value`, with both types. */
export interface Mismatch {
  readonly path: string;
  readonly have: string;
  readonly want: string;
}

/**
 * SQL that turns `expression`, of type `have`, into `want`; a text is read strictly (`scalar-text.ts`), and one that
 * is no such value raises an error. Fields of a struct go by name; one that is missing is NULL. What cannot be
 * turned is put into `mismatches`.
 */
export function strictCast(
  expression: string,
  have: GoogleType,
  want: GoogleType,
  path: string,
  mismatches: Mismatch[],
  depth = 0,
): string {
  if (have.kind === 'scalar' && want.kind === 'scalar') {
    if (have.name === 'STRING' && want.name !== 'STRING') return textCast(expression, want.name);
    const isFit =
      have.name === want.name || want.name === 'STRING' || widenings[have.name]?.includes(want.name) === true;
    if (isFit) return `CAST(${expression} AS ${duckType(want)})`;
  }
  // Field by field costs several times as much, and is the same.
  if (have.kind !== 'scalar' && printType(have) === printType(want)) return `CAST(${expression} AS ${duckType(want)})`;
  if (have.kind === 'array' && want.kind === 'array') {
    const item = `item${depth}`;
    const cast = strictCast(item, have.element, want.element, path, mismatches, depth + 1);
    return `list_transform(${expression}, lambda ${item}: ${cast})`;
  }
  if (have.kind === 'struct' && want.kind === 'struct') {
    const fields = want.fields.map((field) => {
      const from = have.fields.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
      const value =
        from === undefined
          ? `CAST(NULL AS ${duckType(field.type)})`
          : strictCast(
              `${expression}.${identifier(from.name)}`,
              from.type,
              field.type,
              `${path}.${field.name}`,
              mismatches,
              depth,
            );
      return `${identifier(field.name)} := ${value}`;
    });
    return `CASE WHEN ${expression} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
  }
  mismatches.push({ path, have: printType(have), want: printType(want) });
  return `CAST(NULL AS ${duckType(want)})`;
}

function textCast(expression: string, type: ScalarName): string {
  const scalar = scalarTexts[type];
  const stored = duckType({ kind: 'scalar', name: type });
  const fail = `CAST(error(${literal(badValueMarker)}) AS ${stored})`;
  if (scalar === undefined) return fail;
  const text = `trim(${expression}, ' \t')`;
  return `CASE WHEN ${expression} IS NULL OR ${text} = '' THEN NULL WHEN regexp_full_match(${text}, ${literal(scalar.pattern)}) THEN COALESCE(${scalar.sql(text)}, ${fail}) ELSE ${fail} END`;
}

/** The same shape with every leaf a text: how JSON is read before its values are looked at. */
export function asTexts(type: GoogleType): GoogleType {
  switch (type.kind) {
    case 'scalar':
      return { kind: 'scalar', name: 'STRING' };
    case 'array':
      return { kind: 'array', element: asTexts(type.element) };
    case 'struct':
      return { kind: 'struct', fields: type.fields.map(({ name, type: inner }) => ({ name, type: asTexts(inner) })) };
  }
}
