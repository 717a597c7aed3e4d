import { random } from './random.js';
import { competitorDomains, competitorNames, dirt } from './rates.js';
import { companyTrades, countries, domainEndings, legalForms, stemBeginnings, stemEndings } from './words.js';

/** A company of the demo world. */
export interface Company {
  readonly index: number;
  /** `outside`: universities and ourselves, never an account of the CRM. */
  readonly kind: 'prospect' | 'customer' | 'partner' | 'competitor' | 'outside';
  readonly name: string;
  readonly domain: string;
  readonly country: string;
  readonly industry: string;
  readonly employees: number;
  readonly revenue: number;
  /** Index of the company it belongs to. */
  readonly parent?: number;
  /** How many people there are known to us. */
  readonly people: number;
}

const industries = [
  ['Software', 20],
  ['Financial Services', 13],
  ['Retail', 11],
  ['Manufacturing', 13],
  ['Healthcare', 10],
  ['Logistics', 8],
  ['Media', 6],
  ['Education', 7],
  ['Consulting', 8],
  ['Government', 4],
] as const;

/** The first companies are the competitors. Every seventeenth company is a group: never a subsidiary, and the parent of subsidiaries. */
const groupEvery = 17;

export function isGroup(index: number): boolean {
  return index % groupEvery === groupEvery - 1;
}

/** The company of that index: a function of seed and index alone, so that none has to be kept in memory. */
export function company(seed: number, index: number): Company {
  const draw = random(seed, 1, index);
  const competitor = competitorDomains[index];
  const isParent = isGroup(index);
  const [country] = draw.weighted(countries);
  const industry = draw.weighted(industries);
  const size = draw.weighted([
    [[1, 10], 16],
    [[11, 50], 22],
    [[51, 200], 24],
    [[201, 1000], 22],
    [[1001, 5000], 11],
    [[5001, 60000], 5],
  ]);
  const employees = isParent ? draw.between(2000, 60000) : draw.between(size[0] ?? 1, size[1] ?? 10);
  const revenue = employees * draw.between(60, 320) * 1000;
  const kind = draw.next();
  const isSubsidiary = draw.chance(dirt.subsidiary) && !isParent && index > groupEvery;
  const parent = Math.floor(draw.next() * Math.floor(index / groupEvery)) * groupEvery + groupEvery - 1;
  const people = Math.max(1, Math.floor(draw.next() * draw.next() * (employees > 200 ? 13 : 6)));
  const name = inventedName(index);
  const ending = draw.pick(domainEndings[country] ?? ['com']);
  const form = draw.pick(legalForms[country] ?? ['']);
  const own = { index, country, employees, revenue, people };
  if (competitor !== undefined) {
    return {
      ...own,
      kind: 'competitor',
      name: competitorNames[index] ?? name,
      domain: competitor,
      industry: 'Software',
    };
  }
  return {
    ...own,
    kind: kind < 0.1 ? 'customer' : kind < 0.13 ? 'partner' : 'prospect',
    name: form === '' ? name : `${name} ${form}`,
    domain: `${name.toLowerCase().replaceAll(' ', '')}.${ending}`,
    industry,
    ...(isSubsidiary ? { parent } : {}),
  };
}

/** Different for every index: all combinations of the parts, in an order that looks mixed; then a number is added. */
function inventedName(index: number): string {
  const combinations = stemBeginnings.length * stemEndings.length * companyTrades.length;
  // 6,173 is prime and divides no number of parts, so every combination comes once.
  const place = (index * 6173) % combinations;
  const round = Math.floor(index / combinations);
  const beginning = stemBeginnings[place % stemBeginnings.length] ?? '';
  const rest = Math.floor(place / stemBeginnings.length);
  const stem = `${beginning}${stemEndings[rest % stemEndings.length] ?? ''}`;
  const name = `${stem} ${companyTrades[Math.floor(rest / stemEndings.length)] ?? ''}`;
  return round === 0 ? name : `${name} ${round + 1}`;
}
