import { random } from './random.js';
import { competitorDomains, competitorNames, dirt } from './rates.js';
import { companyStems, companyTrades, countries, domainEndings, legalForms } from './words.js';

/** A company of the demo world; whether and how often the CRM knows it is in `accountIds`. */
export interface Company {
  readonly index: number;
  readonly kind: 'prospect' | 'customer' | 'partner' | 'competitor';
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

/** Every seventeenth company is a group: never a subsidiary, and the parent of subsidiaries. */
const groupEvery = 17;

/** The company of that index: a function of seed and index alone, so that none has to be kept in memory. */
export function company(seed: number, index: number): Company {
  const draw = random(seed, 1, index);
  const competitor = competitorDomains[index];
  const isGroup = index % groupEvery === groupEvery - 1;
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
  const employees = isGroup ? draw.between(2000, 60000) : draw.between(size[0] ?? 1, size[1] ?? 10);
  const revenue = employees * draw.between(60, 320) * 1000;
  const kind = draw.next();
  const isSubsidiary = draw.chance(dirt.subsidiary) && !isGroup && index > groupEvery;
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

/** Different for every index: stem and trade run through all pairs, then a number is added. */
function inventedName(index: number): string {
  const pairs = companyStems.length * companyTrades.length;
  const pair = (index * 617) % pairs;
  const round = Math.floor(index / pairs);
  const stem = companyStems[pair % companyStems.length] ?? '';
  const trade = companyTrades[Math.floor(pair / companyStems.length)] ?? '';
  return round === 0 ? `${stem} ${trade}` : `${stem} ${trade} ${round + 1}`;
}
