/** Countries by ISO 3166-1 alpha-2 code, with the ways in which people write them. */
import names from 'i18n-iso-countries';

export interface Country {
  /** ISO 3166-1 alpha-2, in capitals. */
  readonly code: string;
  /** In small letters, the code among them; no spelling stands for two countries. */
  readonly spellings: readonly string[];
}

/** In the order in which they are asked: a spelling that two countries share goes to the first that has it. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'] as const;

/** As spellings are compared. */
export function foldCountry(written: string): string {
  return written.trim().toLowerCase();
}

/** Two capitals that ISO 3166-1 gives to a country. */
export function isCountryCode(code: string): boolean {
  return Object.hasOwn(names.getAlpha2Codes(), code);
}

/**
 * Every country by code: its two codes, its names in seven languages from the i18n-iso-countries package, and
 * `added` (code -> spellings), which goes before what the package says.
 */
export function countriesWith(added: ReadonlyMap<string, readonly string[]>): readonly Country[] {
  const codeOf = new Map<string, string>();
  const say = (spelling: string, code: string): void => {
    const folded = foldCountry(spelling);
    if (folded !== '' && !codeOf.has(folded)) codeOf.set(folded, code);
  };
  for (const [code, spellings] of added) for (const spelling of spellings) say(spelling, code);
  const alpha3 = Object.entries(names.getAlpha2Codes());
  for (const [code] of alpha3) say(code, code);
  for (const [code, long] of alpha3) say(long, code);
  for (const language of languages) {
    for (const [code, all] of Object.entries(names.getNames(language, { select: 'all' }))) {
      for (const spelling of all) say(spelling, code);
    }
  }
  const spellings = new Map<string, string[]>();
  for (const [spelling, code] of codeOf) spellings.set(code, [...(spellings.get(code) ?? []), spelling]);
  return [...spellings]
    .map(([code, all]): Country => ({ code, spellings: all.toSorted() }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
}
