import type { Cell } from './csv-file.js';
import type { Random } from './random.js';
import { dirt } from './rates.js';
import { countries } from './words.js';

/** The value, or one of the ways in which CRM cells are missing. */
export function maybeMissing(draw: Random, value: string): string | null {
  let rest = draw.next();
  if ((rest -= dirt.missingText.null) < 0) return null;
  if ((rest -= dirt.missingText.empty) < 0) return '';
  if ((rest -= dirt.missingText.na) < 0) return 'n/a';
  if ((rest -= dirt.missingText.select) < 0) return 'Select';
  return value;
}

export function maybeUnknown(draw: Random, value: number): Cell {
  return draw.chance(dirt.missingNumber) ? null : value;
}

const industrySpellings: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Software: ['Internet Software & Services', 'SaaS', 'software'],
  'Financial Services': ['Banking', 'Fintech', 'financial services'],
  Retail: ['E-Commerce', 'Consumer Retail'],
  Manufacturing: ['Industrial Manufacturing', 'MANUFACTURING'],
  Healthcare: ['Health Care', 'Pharma & Life Sciences'],
  Logistics: ['Transportation & Logistics'],
  Consulting: ['Professional Services'],
};

export function industryAsWritten(draw: Random, industry: string): string {
  const spellings = industrySpellings[industry];
  const chosen = draw.next();
  return spellings === undefined || chosen > 0.25 ? industry : draw.pick(spellings);
}

const countrySpellings = new Map<string, readonly string[]>(
  countries.map(([[name, others]]) => [name, others] as const),
);

export function countryAsWritten(draw: Random, country: string): string {
  const others = countrySpellings.get(country) ?? [];
  const chosen = Math.floor(draw.next() * others.length * 4);
  return others[chosen] ?? country;
}

export function websiteAsWritten(draw: Random, domain: string): string {
  const chosen = draw.between(0, 4);
  return (
    [domain, `www.${domain}`, `https://www.${domain}/`, `http://${domain}/home?ref=crm`, domain.toUpperCase()][
      chosen
    ] ?? domain
  );
}

/** The address as a second record has it: in capitals, in blanks, with a tag, or the same. */
export function emailVariant(draw: Random, email: string): string {
  let rest = draw.next();
  if ((rest -= dirt.variant.case) < 0)
    return email.charAt(0).toUpperCase() + email.slice(1).replace(/@.*/, (d) => d.toUpperCase());
  if ((rest -= dirt.variant.blanks) < 0) return ` ${email} `;
  if ((rest -= dirt.variant.plus_tag) < 0) return email.replace('@', '+webinar@');
  return email;
}
