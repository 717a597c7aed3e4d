import { didYouMean } from '../../problem/closest.js';
import { countriesWith, foldCountry, isCountryCode } from '../countries.js';
import type { Standards } from '../model.js';
import { error, type Report } from '../report.js';
import type { StandardsText } from '../schema/standards.js';
import type { Cursor } from '../yaml/cursor.js';

/** A region lists countries in any spelling; each country is in one region at most. */
export function countriesAndRegions(
  written: StandardsText,
  cursor: Cursor,
  report: Report,
): Pick<Standards, 'countries' | 'regions'> {
  const countries = ownSpellings(written.countries, cursor.at('countries'), report);
  const codeOf = new Map(countries.flatMap(({ code, spellings }) => spellings.map((spelling) => [spelling, code])));
  const regionOf = new Map<string, string>();
  const regions = Object.entries(written.regions ?? {}).map(([region, names]) => ({
    region,
    countries: names.flatMap((name, index) => {
      const place = cursor.at('regions', region, index).place;
      const code = codeOf.get(foldCountry(name));
      if (code === undefined) {
        const guess = didYouMean(name, [...codeOf.keys()]);
        const todo = guess ?? 'Write its ISO 3166 code, or add this spelling under "countries:".';
        report(error('rubric/country', place, `There is no country "${name}".`, { todo }));
        return [];
      }
      const other = regionOf.get(code);
      if (other !== undefined) {
        const where = other === region ? `"${region}" twice` : `"${other}" and "${region}"`;
        const what = `The country "${name}" (${code}) stands in ${where}.`;
        report(error('rubric/region', place, what, { todo: 'Keep it in one.' }));
      }
      regionOf.set(code, region);
      return [code];
    }),
    at: cursor.at('regions', region).keyPlace,
  }));
  return { countries, regions };
}

function ownSpellings(written: StandardsText['countries'], cursor: Cursor, report: Report): Standards['countries'] {
  const seen = new Map<string, string>();
  for (const [code, spellings] of Object.entries(written ?? {})) {
    if (!isCountryCode(code)) {
      const todo = 'Write the two capitals of ISO 3166-1, such as GB for the United Kingdom.';
      report(
        error('rubric/country', cursor.at(code).keyPlace, `There is no country with the code "${code}".`, { todo }),
      );
    }
    for (const [index, spelling] of spellings.entries()) {
      const folded = foldCountry(spelling);
      const other = seen.get(folded);
      if (other !== undefined) {
        const what = `The spelling "${spelling}" stands for ${other === code ? `${code} twice` : `${other} and ${code}`}.`;
        report(error('rubric/country', cursor.at(code, index).place, what, { todo: 'Keep it in one.' }));
      }
      seen.set(folded, code);
    }
  }
  return countriesWith(new Map(Object.entries(written ?? {})));
}
