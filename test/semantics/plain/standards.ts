/** The few mail domains, titles, countries and signals of the tested projects. `warehouse/project.ts` writes them as YAML. */
import type { FactRow } from './facts.js';
import { textIn } from './facts.js';
import type { EnrichmentRules } from './enrichment.js';
import type { SameActs } from './same-act.js';

export const regions: Readonly<Record<string, readonly string[]>> = {
  emea: ['Germany', 'France'],
  americas: ['US', 'Brazil'],
};

/** Label -> a word of the title. */
export const seniorities: readonly (readonly [string, string])[] = [
  ['executive', 'chief'],
  ['manager', 'manager'],
];

/** Role -> the seniority that has it. */
export const committeeRoles: Readonly<Record<string, string>> = { decision_maker: 'executive', champion: 'manager' };

export function committeeRoleOf(seniority: string | undefined): string | undefined {
  return Object.entries(committeeRoles).find(([, each]) => each === seniority)?.[0];
}

export const lists: Readonly<Record<string, readonly string[]>> = { good_plans: ['Gold', 'Platinum'], few: ['Basic'] };

export const domains = {
  internal: 'ours.com',
  competitor: 'rival.com',
  free: 'gmail.com',
  disposable: 'mailinator.com',
} as const;

const kindsWithAccount: readonly string[] = ['business', 'competitor'];

function folded(text: string): string {
  return text.trim().toLowerCase();
}

export function regionOf(country: string | undefined): string | undefined {
  if (country === undefined) return undefined;
  return Object.entries(regions).find(([, countries]) => countries.some((one) => folded(one) === folded(country)))?.[0];
}

export function seniorityOf(title: string | undefined): string | undefined {
  if (title === undefined) return undefined;
  return seniorities.find(([, word]) => title.toLowerCase().includes(word))?.[0] ?? 'other';
}

export function emailKindOf(email: string | undefined): string {
  if (email === undefined) return 'none';
  const domain = folded(email).split('@')[1];
  if (domain === undefined) return 'invalid';
  const special = Object.entries(domains).find(([, name]) => name === domain)?.[0];
  return special ?? 'business';
}

/** The domain by which somebody belongs to a company. */
export function companyDomainOf(email: string | undefined): string | undefined {
  return email !== undefined && kindsWithAccount.includes(emailKindOf(email)) ? folded(email).split('@')[1] : undefined;
}

/** Events are called like their signal. */
export const eventSignals = ['visit', 'pricing', 'blog', 'call', 'ebook', 'demo', 'gone', 'mail_open'] as const;

/** The e-mail open. */
export const emailOpen = 'mail_open';

/** Responses to campaigns are one signal. */
export const responseSignal = 'webinar';

export const signals: readonly string[] = [...eventSignals, responseSignal];

/** Signals whose acts are one where their content is the same. */
export const sameActs: SameActs = { pricing: 'lifetime', demo: 'week', ebook: '3d', call: 'day', webinar: 'month' };

/** Whose word about a company is taken: vendors before the CRM and after it, asked lately, and confirmed. */
export const enrichment: EnrichmentRules = {
  vendors: ['zoom', 'crm', 'clear'],
  max_age: '7d',
  needs_confirmation: true,
  fields: {
    industry: { needs_confirmation: false },
    employees: { vendors: ['clear', 'zoom', 'crm'], max_age: '3d', needs_confirmation: false },
  },
};

/** What the files that all rubrics share say, as far as a key of them is left out to see what it does. */
export interface SharedFiles {
  readonly sameActs: SameActs;
  readonly enrichment: EnrichmentRules;
}

export const sharedFiles: SharedFiles = { sameActs, enrichment };

/** As `contentOf` reads it; people write it in several ways. */
export const contents: readonly (string | null)[] = ['q3', ' Q3 ', 'q4', null];

export function contentOf(row: FactRow): string | undefined {
  const content = textIn(row['content_id']);
  return content === undefined ? undefined : folded(content);
}

/** What is known of a company without a person; events of companies are called so. */
export const accountSignals = ['surge', 'ad', 'company_visit'] as const;

export function signalOfAccountEvent(row: FactRow): string | undefined {
  const name = folded(textIn(row['event_name']) ?? '');
  return accountSignals.find((signal) => signal === name);
}

/** The company of a domain: nobody's mail provider, and not ourselves. */
export function companyOfDomain(domain: string | undefined): string | undefined {
  if (domain === undefined) return undefined;
  const name = folded(domain);
  return [domains.internal, domains.free, domains.disposable].some((one) => one === name) ? undefined : name;
}

export function signalOfEvent(row: FactRow): string | undefined {
  const name = folded(textIn(row['event_name']) ?? '');
  return eventSignals.find((signal) => signal === name);
}
