/**
 * Macros for LOWER and UPPER beyond ASCII. DuckDB maps letter by letter; GoogleSQL also does what Unicode's
 * SpecialCasing says: `İ` becomes two characters, a last `Σ` becomes `ς`, `ß` becomes `SS`.
 */
import { quoted } from './literals.js';

/** Ranges that hold every letter whose upper case is more than one character. */
const manyForOne = [
  [0xdf, 0x587],
  [0x1e96, 0x1ffc],
  [0xfb00, 0xfb17],
] as const;

const expanding = manyForOne.flatMap(([from, to]) =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).filter(
    (letter) => Array.from(letter.toUpperCase()).length > 1,
  ),
);

/** Letters that got their other case in Unicode 14 or later: DuckDB knows it, GoogleSQL does not yet. */
const recent = String.raw`[\x{2C2F}\x{2C5F}\x{A7C0}\x{A7C1}\x{A7C7}-\x{A7CA}\x{A7D0}\x{A7D1}\x{A7D6}-\x{A7D9}\x{A7F5}\x{A7F6}\x{10570}-\x{105BC}]`;

/** Unicode's Cased and Case_Ignorable, as far as they decide whether a sigma is the last letter of its word. */
const ignorable = String.raw`\p{Mn}\p{Me}\p{Cf}\p{Lm}\p{Sk}'.:\x{B7}\x{387}\x{55F}\x{5F4}\x{2018}\x{2019}\x{2024}\x{2027}\x{FE13}\x{FE52}\x{FE55}\x{FF07}\x{FF0E}\x{FF1A}`;
const cased = String.raw`\p{Lu}\p{Ll}\p{Lt}\x{AA}\x{BA}\x{2160}-\x{217F}\x{24B6}-\x{24E9}`;
const lastSigma = `([${cased}][${ignorable}]*)Σ([${ignorable}]*)($|[^${cased}${ignorable}])`;

const upperCases = `MAP {${expanding.map((letter) => `${quoted(letter)}: ${quoted(letter.toUpperCase())}`).join(', ')}}`;
const isRecent = (value: string): string => `regexp_matches(${value}, ${quoted(recent)})`;
const refused = "error('not in the portable subset: LOWER or UPPER of a letter of Unicode 14 or later')";

export const letterMacros: readonly string[] = [
  `gs_lower(s) AS CASE
    WHEN strlen(s) = length(s) THEN lower(s)
    WHEN ${isRecent('s')} THEN ${refused}
    WHEN contains(s, 'İ') OR contains(s, 'Σ') THEN lower(regexp_replace(replace(s, 'İ', 'i' || chr(775)), ${quoted(lastSigma)}, '\\1ς\\2\\3', 'g'))
    ELSE lower(s)
  END`,
  `gs_upper(s) AS CASE
    WHEN strlen(s) = length(s) THEN upper(s)
    WHEN ${isRecent('s')} THEN ${refused}
    WHEN regexp_matches(s, ${quoted(`[${expanding.join('')}]`)})
      THEN array_to_string(list_transform(string_split(s, ''), lambda letter: coalesce(${upperCases}[letter], upper(letter))), '')
    ELSE upper(s)
  END`,
];
