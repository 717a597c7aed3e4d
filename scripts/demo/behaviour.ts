import { day, minute } from './clock.js';
import type { Person } from './people.js';
import { random, type Random } from './random.js';
import { dirt, type Intent } from './rates.js';

/** A form that was sent, with the browser it was sent from. */
export interface FormSubmit {
  readonly formId: FormId;
  readonly at: number;
  readonly clientId: string;
}

export type FormId = keyof typeof forms;

/** Every form of the website and the page it stands on. */
export const forms = {
  demo_request: '/demo',
  contact_sales: '/contact-sales',
  pricing_quote: '/pricing',
  trial: '/signup',
  ebook: '/resources/data-quality-handbook',
  webinar: '/webinars/lineage-in-practice',
  newsletter: '/blog',
  consultation: '/contact-sales',
} as const;

export interface EmailAct {
  readonly name: 'email_open' | 'email_click' | 'email_unsubscribe';
  readonly campaign: string;
  readonly at: number;
  /** Only a click tells which browser it was. */
  readonly clientId: string | null;
}

export interface Membership {
  readonly campaign: number;
  readonly status: string;
  readonly at: number;
}

/** What a person does, all of it planned before anything is written. Times in seconds. */
export interface Behaviour {
  readonly clientIds: readonly [string, ...string[]];
  /** Id in the product, from the moment of sign-up. */
  readonly userId: string | null;
  readonly signedUpAt: number | null;
  readonly formSubmits: readonly FormSubmit[];
  readonly emailActs: readonly EmailAct[];
  readonly memberships: readonly Membership[];
  /** Visits to the website beside those in which a form is sent. */
  readonly visits: number;
  /** Visits to the product. */
  readonly productVisits: number;
  readonly isOptedOut: boolean;
}

interface FormHabit {
  readonly formId: FormId;
  readonly chance: number;
  /** Days before as_of. */
  readonly between: readonly [number, number];
}

const formHabits: Readonly<Record<Intent, readonly FormHabit[]>> = {
  none: [{ formId: 'ebook', chance: 0.1, between: [30, 175] }],
  low: [
    { formId: 'newsletter', chance: 0.25, between: [3, 170] },
    { formId: 'ebook', chance: 0.14, between: [10, 170] },
  ],
  medium: [
    { formId: 'ebook', chance: 0.45, between: [4, 90] },
    { formId: 'webinar', chance: 0.35, between: [7, 80] },
    { formId: 'trial', chance: 0.08, between: [15, 80] },
    { formId: 'demo_request', chance: 0.04, between: [40, 120] },
  ],
  high: [
    { formId: 'demo_request', chance: 0.45, between: [0, 18] },
    { formId: 'contact_sales', chance: 0.22, between: [0, 14] },
    { formId: 'pricing_quote', chance: 0.18, between: [0, 21] },
    { formId: 'trial', chance: 0.32, between: [1, 28] },
    { formId: 'ebook', chance: 0.5, between: [6, 60] },
    { formId: 'webinar', chance: 0.3, between: [5, 45] },
  ],
};

const visitHabits: Readonly<Record<Intent, readonly [number, number]>> = {
  none: [0, 1],
  low: [1, 3],
  medium: [2, 6],
  high: [5, 12],
};

/** Campaigns of the CRM: name, type, days before as_of. */
export const campaigns = [
  { name: 'Webinar: Lineage in Practice', type: 'Webinar', daysBefore: 20 },
  { name: 'Webinar: Data Contracts 101', type: 'Webinar', daysBefore: 62 },
  { name: 'Webinar: From Alert to Fix', type: 'Webinar', daysBefore: 118 },
  { name: 'Data Council Booth 2026', type: 'Trade Show', daysBefore: 45 },
  { name: 'CTO Dinner Berlin', type: 'Event', daysBefore: 33 },
  { name: 'Content Syndication Q2', type: 'Content', daysBefore: 70 },
  { name: 'Spring Product News', type: 'Email', daysBefore: 51 },
] as const;

/** A function of seed, person and as_of (seconds) alone. */
export function behaviour(seed: number, who: Person, asOf: number): Behaviour {
  const draw = random(seed, 3, who.number);
  const first = clientId(draw);
  const clientIds: [string, ...string[]] = draw.chance(0.3) ? [first, clientId(draw)] : [first];
  const formSubmits = formHabits[who.intent]
    .filter((habit) => draw.chance(habit.chance) && who.email !== null)
    .map((habit) => ({ formId: habit.formId, at: moment(draw, asOf, habit.between), clientId: draw.pick(clientIds) }));
  const trial = formSubmits.find((submit) => submit.formId === 'trial');
  const isUser = who.company.kind === 'customer' && draw.chance(0.5) && who.email !== null;
  const signedUpAt = trial?.at ?? (isUser ? asOf - draw.between(200, 700) * day : null);
  const [low, high] = visitHabits[who.intent];
  const isOptedOut = draw.chance(dirt.optedOut);
  return {
    clientIds,
    userId: signedUpAt === null ? null : `u_${(who.number * 7 + 100000).toString(36)}`,
    signedUpAt,
    formSubmits,
    emailActs: who.email === null ? [] : emailActs(draw, who.intent, asOf, isOptedOut, clientIds),
    memberships: memberships(draw, who.intent, asOf),
    visits: draw.between(low, high),
    productVisits: isUser ? draw.between(3, 20) : trial === undefined ? 0 : draw.between(1, 8),
    isOptedOut,
  };
}

/** Office hours of a day between so many days before as_of, always before it. */
function moment(draw: Random, asOf: number, [near, far]: readonly [number, number]): number {
  return asOf - draw.between(near, far) * day - draw.between(6 * 60, 17 * 60) * minute - draw.between(0, 59);
}

/** As GA4's cookie has it: a random number, a dot, the time of the first visit. */
function clientId(draw: Random): string {
  return `${draw.between(100000000, 2147483647)}.${1700000000 + draw.between(0, 60000000)}`;
}

function emailActs(
  draw: Random,
  intent: Intent,
  asOf: number,
  isOptedOut: boolean,
  clientIds: readonly [string, ...string[]],
): EmailAct[] {
  const openings = { none: 1, low: 2, medium: 4, high: 5 }[intent];
  const spread = { none: 170, low: 150, medium: 80, high: 35 }[intent];
  const acts: EmailAct[] = [];
  for (let opening = draw.between(0, openings); opening > 0; opening -= 1) {
    const campaign = draw.pick(['monthly-news', 'product-update', 'webinar-invitation', 'case-study']);
    const at = moment(draw, asOf, [1, spread]);
    acts.push({ name: 'email_open', campaign, at, clientId: null });
    if (draw.chance(0.25)) {
      acts.push({ name: 'email_click', campaign, at: at + draw.between(5, 600), clientId: draw.pick(clientIds) });
    }
  }
  if (isOptedOut && draw.chance(0.5)) {
    acts.push({ name: 'email_unsubscribe', campaign: 'monthly-news', at: moment(draw, asOf, [1, 60]), clientId: null });
  }
  return acts;
}

function memberships(draw: Random, intent: Intent, asOf: number): Membership[] {
  const chance = { none: 0.04, low: 0.06, medium: 0.12, high: 0.16 }[intent];
  return campaigns.flatMap((campaign, index) => {
    if (!draw.chance(chance)) return [];
    const at = asOf - campaign.daysBefore * day + draw.between(9 * 60, 16 * 60) * minute;
    const status =
      campaign.type === 'Webinar'
        ? draw.weighted([
            ['Attended', 50],
            ['Registered', 38],
            ['No Show', 12],
          ])
        : campaign.type === 'Email'
          ? draw.weighted([
              ['Sent', 70],
              ['Responded', 30],
            ])
          : draw.weighted([
              ['Attended', 60],
              ['Responded', 40],
            ]);
    return [{ campaign: index, status, at }];
  });
}
