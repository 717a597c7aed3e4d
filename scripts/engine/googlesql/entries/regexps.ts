import { type Printed, Refused } from '../entry.js';
import { readPattern } from '../regexp.js';
import { type Row, row, sig } from './make.js';

const text = 'STRING' as const;

function pattern(args: readonly Printed[], name: string): string {
  const found = args[1]?.literal;
  if (found === undefined || args[1]?.type !== 'STRING') {
    throw new Refused(`The pattern of ${name} must be a literal.`, `Write ${name}(text, r'...').`);
  }
  return found;
}

function contains(args: readonly Printed[]): string {
  readPattern(pattern(args, 'REGEXP_CONTAINS'));
  return `regexp_matches(${args[0]?.sql ?? ''}, ${args[1]?.sql ?? ''})`;
}

/** DuckDB answers '' where nothing matched; GoogleSQL NULL. */
function extract(args: readonly Printed[]): string {
  const { groups, nonEmpty, always } = readPattern(pattern(args, 'REGEXP_EXTRACT'));
  if (groups > 1) {
    throw new Refused('The pattern of REGEXP_EXTRACT has more than one group.', 'Write the other groups as (?:...).');
  }
  const call = `(${args[0]?.sql ?? ''}, ${args[1]?.sql ?? ''}`;
  const found = `regexp_extract${call}, ${groups})`;
  if (nonEmpty) return `nullif(${found}, '')`;
  if (!always) {
    throw new Refused(
      'The group of this REGEXP_EXTRACT may be empty, and may be left out of a match.',
      'Write a group that matches at least one character, or one that is in every match.',
    );
  }
  // Looked for once where the group is not empty, as a rule.
  return `(CASE WHEN ${found} <> '' THEN ${found} WHEN regexp_matches${call}) THEN '' END)`;
}

function replaced(args: readonly Printed[]): string {
  const { groups } = readPattern(pattern(args, 'REGEXP_REPLACE'));
  const by = args[2]?.literal;
  if (by === undefined || args[2]?.type !== 'STRING') {
    throw new Refused(
      'The replacement of REGEXP_REPLACE must be a literal.',
      "Write REGEXP_REPLACE(text, r'...', '...').",
    );
  }
  for (const [, reference] of by.matchAll(/\\([\s\S]?)/g)) {
    const known = reference === '\\' || (/^\d$/.test(reference ?? '') && Number(reference) <= groups);
    if (!known)
      throw new Refused(
        `The replacement refers to \\${reference ?? ''}, which the pattern does not have.`,
        'Refer to a group of the pattern, or write \\\\\\\\ for a backslash.',
      );
  }
  return `regexp_replace(${args[0]?.sql ?? ''}, ${args[1]?.sql ?? ''}, ${args[2]?.sql ?? ''}, 'g')`;
}

const patterns = ["r'[a-z]+'", "r'^a.*b$'", "r'(?i)b'", "r'\\d'", "''"];

export const regexps: readonly Row[] = [
  row('function', 'REGEXP_CONTAINS($1, $2)', [sig([text, text], 'BOOL')], contains, { constants: { 2: patterns } }),
  row('function', 'REGEXP_EXTRACT($1, $2)', [sig([text, text], text)], extract, {
    constants: { 2: ["r'@(.+)$'", "r'[a-z]+'", "r'^(a*)'", "r'(\\d+)?b'"] },
  }),
  row('function', 'REGEXP_REPLACE($1, $2, $3)', [sig([text, text, text], text)], replaced, {
    constants: { 2: ["r'([a-z])'", "r'(\\d+)'", "r'(x*)'"], 3: ["'-'", "r'<\\1>'", "''", "r'\\0\\0'"] },
  }),
];
