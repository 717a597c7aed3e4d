import { identityDirt } from './identity-dirt.js';
import { buying, competitorDomains, dirt, horizonDays, intentShares, ownDomain, testDomain } from './rates.js';

/** What is planted in the demo data, in words and numbers: for a reader who wants to check what scoring found. */
export function describeTruth(): string {
  const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
  const people = dirt.email.map(([kind, share]) => `${kind.replace('_', ' ')} ${percent(share)}`).join(', ');
  const intents = intentShares.map(([intent, share]) => `${intent} ${share}`).join(', ');
  const bases = Object.entries(buying.base)
    .map(([intent, base]) => `${intent} ${base}`)
    .join(', ');
  const { high } = identityDirt;
  return `What is true
  Every person has a fit (0 to 1: industry, size, function, seniority, region) and an intent (weights: ${intents};
  people who fit are a little more often medium). The chance of an opportunity within ${horizonDays} days after as_of is
  base x (0.15 + 1.35 x fit x fit), base by intent: ${bases}. ${percent(buying.onlyLooking)} of the high ones only look around (chance x 0.1);
  ${percent(buying.referred)} of those with no or low intent buy without having shown it (chance ${buying.referredChance}). Students, interns, competitors,
  colleagues, partners and disposable addresses never buy. Of the opportunities after as_of ${percent(buying.won)} are due to be won
  and ${percent(buying.lost)} to be lost, the rest stay open; so does any that would close after day ${horizonDays}.
  truth/truth_people.csv says which records, addresses and browsers are one person; truth/truth_outcomes.csv says fit,
  intent, chance, what happened and why. No model reads them.

What shows it
  High intent: 5 to 12 visits in the last 28 days, much of it pricing, product, docs and demo, often a demo request,
  a call to sales or a trial. Medium: 2 to 6 visits in 75 days, handbook and webinar. Low: the blog. None: next to nothing.
  Beside that: the keener people compare us with others (/compare), click in social media, ask for a consultation; leads of
  content syndication read something at a publisher; users at customers register products and write tickets (tools/);
  topics surge at companies where somebody is keen.

What is wrong with the data, on purpose
  Addresses of people: ${people}; the rest business.
  Second lead record of a person ${percent(dirt.duplicateLead)}: address in other case ${percent(dirt.variant.case)}, in blanks ${percent(dirt.variant.blanks)}, with a tag ${percent(dirt.variant.plus_tag)}, the same ${percent(dirt.variant.same)};
  merged in the CRM ${percent(dirt.merged)}. Converted before as_of ${percent(dirt.convertedBefore)}. Created only after as_of ${percent(dirt.createdLater)} of those without form or sign-up.
  Second account record ${percent(dirt.duplicateAccount)}, merged ${percent(dirt.mergedAccount)} of them. Subsidiaries ${percent(dirt.subsidiary)} of companies.
  Title, company, industry, country of a lead: NULL ${percent(dirt.missingText.null)}, '' ${percent(dirt.missingText.empty)}, n/a ${percent(dirt.missingText.na)}, Select ${percent(dirt.missingText.select)}; employees and revenue unknown ${percent(dirt.missingNumber)}.
  Opted out ${percent(dirt.optedOut)}. Forms and e-mails: ${percent(dirt.lateForm)} arrive one to six days late, ${percent(dirt.duplicateForm)} arrive twice.
  GA4: ${percent(dirt.lateVisit)} of visits are exported one to three days late, ${percent(dirt.duplicateWeb)} of rows twice, ${percent(dirt.visitAfter)} of visits lie after as_of;
  of unknown browsers ${percent(dirt.bot)} are machines (${percent(dirt.declaredBot)} of them say so), ${percent(dirt.staging)} colleagues on the staging host.
  --dirt none: no second lead records. --dirt high: second lead records ${percent(high.duplicateLead)}, merged ${percent(high.merged)}; of them ${percent(high.otherAddress)} with a private
  address and ${percent(high.misspelt)} with a misspelt one; ${percent(high.sharedDevice)} of people send their forms from one of a fair's devices, and ${percent(high.placeholderUser)} of those
  without the product have the user id 0.
  Names that break careless quoting: one of each among the first people, then ${percent(dirt.hostile)}.

Fixed names
  Own domain ${ownDomain}, test domain ${testDomain}.
  Competitors: ${competitorDomains.join(', ')}.
`;
}
