import type { Company } from './companies.js';
import { random } from './random.js';

/** What the CRM's own fields and an enrichment vendor say of a company; null is not known. */
export interface CompanyFacts {
  readonly accountTier: 'A' | 'B' | 'C' | null;
  readonly expectedDealSize: number | null;
  readonly isStrategicLogo: boolean;
  readonly expansionPotential: 'high' | 'medium' | 'low' | null;
  readonly technologies: string | null;
  readonly businessModel: 'B2B' | 'B2C' | null;
  readonly growthStage: 'growing' | 'mature' | 'startup' | null;
  readonly investments: string | null;
  /** Product usage against the quarter before, in percent; customers only. */
  readonly usageTrend: number | null;
}

const warehouses = ['BigQuery', 'Snowflake', 'Databricks'] as const;
const databases = ['Postgres', 'Redshift', 'Oracle', 'MySQL'] as const;
const programmes = ['webinars', 'paid media', 'content marketing', 'account-based marketing', 'print'] as const;

/** A function of seed and company alone, on a stream of its own. */
export function companyFacts(seed: number, employer: Company): CompanyFacts {
  const draw = random(seed, 8, employer.index);
  const size = employer.employees;
  const isRated = draw.chance(0.8);
  const rating = size >= 1000 || (size >= 200 && draw.chance(0.4)) ? 'A' : size >= 100 ? 'B' : 'C';
  const deal = Math.min(400, Math.max(6, Math.floor(size / 8))) * 1000;
  const isEstimated = draw.chance(0.7);
  const isStrategicLogo = size >= 5000 && draw.chance(0.5);
  const potential = draw.weighted([
    ['high', 25],
    ['medium', 40],
    ['low', 35],
  ] as const);
  const isPotentialKnown = draw.chance(0.75);
  const stack = [draw.chance(0.45) ? draw.pick(warehouses) : null, draw.pick(databases)].filter(
    (name) => name !== null,
  );
  const isStackKnown = draw.chance(0.6);
  const businessModel = employer.industry === 'Retail' || employer.industry === 'Media' ? 'B2C' : 'B2B';
  const stage = size < 50 ? 'startup' : draw.chance(0.5) ? 'growing' : 'mature';
  const isFirmKnown = draw.chance(0.7);
  const investments = [draw.pick(programmes), draw.pick(programmes)];
  const trend = draw.between(-60, 70);
  return {
    accountTier: isRated ? rating : null,
    expectedDealSize: isEstimated ? deal : null,
    isStrategicLogo,
    expansionPotential: isPotentialKnown ? potential : null,
    technologies: isStackKnown ? stack.join('; ') : null,
    businessModel: isFirmKnown ? businessModel : null,
    growthStage: isFirmKnown ? stage : null,
    investments: isFirmKnown ? [...new Set(investments)].join('; ') : null,
    usageTrend: employer.kind === 'customer' ? trend : null,
  };
}
