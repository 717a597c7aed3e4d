import { company, type Company } from './companies.js';
import { hostileTexts } from './hostile.js';
import { random, type Random } from './random.js';
import { buying, competitorDomains, dirt, intentShares, ownDomain, testDomain, type Intent } from './rates.js';
import { jobFunctions, jobTitle, seniorities, type JobFunction, type Seniority } from './titles.js';
import {
  countries,
  disposableDomains,
  firstNames,
  freeMailDomains,
  lastNames,
  roleNames,
  universityTowns,
} from './words.js';

export type EmailKind =
  'business' | 'free_mail' | 'role' | 'disposable' | 'student' | 'competitor' | 'internal' | 'test' | 'missing';

/** A person of the demo world with what only the truth tables tell: fit, intent, chance and reason to buy. */
export interface Person {
  /** Counts from 1. */
  readonly number: number;
  readonly company: Company;
  readonly first: string;
  readonly last: string;
  readonly companyName: string;
  readonly seniority: Seniority;
  readonly area: JobFunction;
  readonly title: string;
  readonly country: string;
  readonly emailKind: EmailKind;
  /** Lower case, without blanks; null where the address is missing. */
  readonly email: string | null;
  readonly isHostile: boolean;
  readonly fit: number;
  readonly intent: Intent;
  /** Chance of an opportunity within 90 days after as_of. */
  readonly chance: number;
  readonly why: string;
  readonly wouldBuy: boolean;
}

/** The person of that number: a function of seed, number and the company at hand. */
export function person(seed: number, number: number, neighbour: Company): Person {
  const draw = random(seed, 2, number);
  const first = draw.pick(firstNames);
  const last = draw.pick(lastNames);
  const emailKind = kindOfEmail(draw);
  const employer = employerOf(seed, draw, emailKind, neighbour);
  const seniority = emailKind === 'student' ? 'student' : draw.weighted(seniorities);
  const area = emailKind === 'student' ? 'none' : draw.weighted(jobFunctions);
  const country = draw.chance(0.9) ? employer.country : draw.weighted(countries)[0];
  const title = jobTitle(seniority, area, country, draw.next());
  const email = address(draw, emailKind, first, last, number, employer);
  const fit = fitOf(employer, seniority, area, country, emailKind);
  // People who fit look around a little more often than others.
  const intent = draw.chance(fit * 0.12) ? 'medium' : draw.weighted(intentShares);
  const { chance, why } = chanceToBuy(draw, fit, intent, emailKind, seniority, employer);
  const hostile = hostileText(number, draw);
  return {
    number,
    company: employer,
    first: hostile ?? first,
    last,
    companyName: hostile ?? employer.name,
    seniority,
    area,
    title,
    country,
    emailKind,
    email,
    isHostile: hostile !== undefined,
    fit,
    intent: emailKind === 'internal' || emailKind === 'test' ? 'none' : intent,
    chance,
    why,
    wouldBuy: draw.chance(chance),
  };
}

/** One of each near the start, so that the smallest demo has them all; a few more anywhere. */
function hostileText(number: number, draw: Random): string | undefined {
  const anywhere = draw.chance(dirt.hostile);
  const chosen = draw.pick(hostileTexts);
  if (number >= 5 && (number - 5) % 7 === 0) {
    const planned = hostileTexts[(number - 5) / 7];
    if (planned !== undefined) return planned;
  }
  return anywhere ? chosen : undefined;
}

function kindOfEmail(draw: Random): EmailKind {
  let rest = draw.next();
  for (const [kind, share] of dirt.email) {
    rest -= share;
    if (rest < 0) return kind;
  }
  return 'business';
}

/** Most people work at the company at hand; some kinds of address say otherwise. */
function employerOf(seed: number, draw: Random, kind: EmailKind, neighbour: Company): Company {
  if (kind === 'competitor') return company(seed, draw.between(0, competitorDomains.length - 1));
  if (kind === 'internal' || kind === 'test') {
    return {
      ...neighbour,
      kind: 'outside',
      name: 'Orvanta Labs',
      domain: ownDomain,
      industry: 'Software',
      employees: 180,
    };
  }
  if (kind === 'student') {
    const town = draw.pick(universityTowns);
    const domain = `uni-${town.toLowerCase()}.edu`;
    return {
      ...neighbour,
      kind: 'outside',
      name: `University of ${town}`,
      domain,
      industry: 'Education',
      employees: 4000,
    };
  }
  return neighbour;
}

function address(
  draw: Random,
  kind: EmailKind,
  first: string,
  last: string,
  number: number,
  employer: Company,
): string | null {
  const name = `${ascii(first)}.${ascii(last)}`;
  // Unique whatever the name: two people never share an address unless they share a mailbox.
  const unique = `${name}.${number.toString(36)}`;
  switch (kind) {
    case 'missing':
      return null;
    case 'free_mail':
      return `${unique}@${draw.pick(freeMailDomains)}`;
    case 'disposable':
      return `${unique}@${draw.pick(disposableDomains)}`;
    case 'student':
      return `${unique}@stud.${employer.domain}`;
    case 'internal':
      return `${unique}@${ownDomain}`;
    case 'test':
      return `test+${number}@${testDomain}`;
    case 'role':
      return `${draw.pick(roleNames)}@${employer.domain}`;
    default:
      return `${unique}@${employer.domain}`;
  }
}

function ascii(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ø', 'o')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z-]/g, '');
}

const industryPoints: Readonly<Record<string, number>> = {
  Software: 3,
  'Financial Services': 3,
  Retail: 2,
  Healthcare: 2,
  Logistics: 2,
  Media: 1,
  Manufacturing: 1,
  Consulting: 1,
};
const areaPoints: Readonly<Record<JobFunction, number>> = {
  data: 3,
  engineering: 3,
  it: 2,
  product: 2,
  operations: 1,
  marketing: 0,
  sales: 0,
  finance: 1,
  hr: 0,
  none: 0,
};
const seniorityPoints: Readonly<Record<Seniority, number>> = {
  executive: 3,
  vp: 3,
  director: 3,
  manager: 2,
  individual: 1,
  intern: 0,
  student: 0,
};
const regionPoints: Readonly<Record<string, number>> = { India: 0, Brazil: 0, Japan: 0 };

/** 0..1: industry, size, function, seniority and region, three points each, one for the region. */
function fitOf(employer: Company, seniority: Seniority, area: JobFunction, country: string, kind: EmailKind): number {
  if (kind === 'student' || kind === 'disposable') return 0;
  const size = employer.employees;
  const sizePoints = size < 20 ? 0 : size < 100 ? 1 : size < 200 ? 2 : size <= 10000 ? 3 : 2;
  const points =
    (industryPoints[employer.industry] ?? 0) +
    sizePoints +
    areaPoints[area] +
    seniorityPoints[seniority] +
    (regionPoints[country] ?? 1);
  return points / 13;
}

function chanceToBuy(
  draw: Random,
  fit: number,
  intent: Intent,
  kind: EmailKind,
  seniority: Seniority,
  employer: Company,
): { chance: number; why: string } {
  const isOnlyLooking = draw.chance(buying.onlyLooking);
  const isReferred = draw.chance(buying.referred);
  if (kind === 'competitor') return { chance: 0, why: 'works for a competitor and watches us' };
  if (kind === 'internal' || kind === 'test') return { chance: 0, why: 'one of our own' };
  if (kind === 'student' || seniority === 'intern') return { chance: 0, why: 'studies; has no budget' };
  if (kind === 'disposable') return { chance: 0, why: 'wants the download, not us' };
  if (employer.kind === 'partner') return { chance: 0, why: 'sells with us' };
  const chance = Math.min(0.9, buying.base[intent] * (0.15 + 1.35 * fit * fit));
  if (intent === 'high' && isOnlyLooking) return { chance: chance * 0.1, why: 'looks around for a report; no project' };
  if ((intent === 'none' || intent === 'low') && isReferred) {
    return { chance: buying.referredChance, why: 'told to buy by a new manager; does not look around first' };
  }
  const reasons = {
    high: 'has a project with a date and a budget',
    medium: 'knows the problem, has no date yet',
    low: 'reads along',
    none: 'is only in the list',
  };
  return { chance, why: reasons[intent] };
}
