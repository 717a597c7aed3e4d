/**
 * What is wrong with the demo data, and how often. `describeTruth` prints these numbers and the tests measure them in
 * the written files; nothing else decides them.
 */
export const dirt = {
  /** Of people, each the kind of address they left. What remains are business addresses. */
  email: [
    ['free_mail', 0.11],
    ['role', 0.025],
    ['disposable', 0.02],
    ['student', 0.03],
    ['competitor', 0.01],
    ['internal', 0.01],
    ['test', 0.005],
    ['missing', 0.02],
  ],
  /** Of people with a lead and an address: a second lead record for the same person. */
  duplicateLead: 0.06,
  /** Of second lead records: how their address differs from the first. */
  variant: { case: 0.35, blanks: 0.25, plus_tag: 0.2, same: 0.2 },
  /** Of second lead records: merged in the CRM (deleted, `master_record_id` names the survivor). */
  merged: 0.4,
  /** Of people with a business, free-mail or role address, at companies that are no customers: converted before as_of. */
  convertedBefore: 0.04,
  /** Of companies with an account: a second account record for the same domain. */
  duplicateAccount: 0.05,
  /** Of second account records: merged. */
  mergedAccount: 0.3,
  /** Of companies: subsidiaries, their account naming a parent. */
  subsidiary: 0.08,
  /** Of lead cells of title, company, industry and country: how a value is missing. */
  missingText: { null: 0.05, empty: 0.015, na: 0.01, select: 0.01 },
  /** Of lead cells of number_of_employees and annual_revenue. */
  missingNumber: 0.15,
  /** Of people: an address opted out of e-mail. */
  optedOut: 0.04,
  /** Of leads: created only after as_of. */
  createdLater: 0.03,
  /** Of rows of marketing_events: received one to six days after they happened. */
  lateForm: 0.03,
  /** Of rows of marketing_events: sent twice, same event_id. */
  duplicateForm: 0.01,
  /** Of web visits: exported in a file one to three days later. */
  lateVisit: 0.02,
  /** Of GA4 rows: exported twice. */
  duplicateWeb: 0.005,
  /** Of anonymous visitors: machines; four of five say so in their browser. */
  bot: 0.005,
  declaredBot: 0.8,
  /** Of anonymous visitors: the company's own people testing on the staging host. */
  staging: 0.01,
  /** Of web visits: after as_of. */
  visitAfter: 0.04,
  /** Of people: a hostile name or company, beside one of each near the start. */
  hostile: 0.002,
} as const;

/** Of people with a business address, how much they want a product like ours just now. */
export const intentShares = [
  ['none', 34],
  ['low', 39],
  ['medium', 19],
  ['high', 8],
] as const;

export type Intent = (typeof intentShares)[number][0];

/**
 * The chance of an opportunity within 90 days after as_of is base x (0.15 + 1.35 x fit x fit), at most 0.9, fit in
 * 0..1; then x 0.1 for those who only look around. Students, competitors, colleagues, machines: 0.
 */
export const buying = {
  base: { none: 0.006, low: 0.02, medium: 0.11, high: 0.6 },
  /** Of high-intent people: they look as eager as buyers, and are not. */
  onlyLooking: 0.12,
  /** Of people with no or low intent: told to buy by somebody, so no visit announces it. */
  referred: 0.01,
  referredChance: 0.5,
  /** Of opportunities after as_of: where they stand 90 days later. */
  won: 0.38,
  lost: 0.27,
} as const;

/** The company whose data this is, its own domain and test domain. */
export const ownDomain = 'orvantalabs.com';
export const testDomain = 'orvanta-test.com';

/** Fixed, so that rubrics/shared/standards.yaml can name them. */
export const competitorDomains = [
  'pipevanta.com',
  'scorequill.io',
  'funnelroost.com',
  'dealtarn.com',
  'growhexa.io',
  'signalbrook.co',
  'revoquill.com',
  'tierlattice.com',
] as const;
export const competitorNames = [
  'Pipevanta',
  'ScoreQuill',
  'Funnelroost',
  'Dealtarn',
  'Growhexa',
  'Signalbrook',
  'Revoquill',
  'Tierlattice',
] as const;

export const demoAsOf = '2026-06-30T00:00:00Z';
/** Days of CRM history after as_of in the raw tables: what outcomes are counted over. */
export const horizonDays = 90;
