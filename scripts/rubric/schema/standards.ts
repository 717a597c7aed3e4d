import { z } from 'zod';
import { enrichment } from './enrichment.js';
import { part } from './part.js';
import { list, name, named, oneOrMore, text, whole } from './scalars.js';

const texts = z.array(text, { error: () => 'a list of texts' });
const domains = part('a list of domains', { add: texts.exactOptional(), allow: texts.exactOptional() });
const mailboxes = part('a list of mailbox names', { add: texts.exactOptional(), allow: texts.exactOptional() });
/** A list, because the first label that fits wins: `- executive: ["(?i)\\bchief\\b"]`. */
const labels = list(z.record(z.string(), oneOrMore(text), { error: () => 'a map of one label to its patterns' }));

const size = part('a size', { from: whole(1, 100_000_000), written: oneOrMore(text).exactOptional() });
const sizes = list(z.record(z.string(), size, { error: () => 'a map of one size to what it is' }));

const names = oneOrMore(name).exactOptional();
/** Everything that is named must fit. */
const roleRule = part('a rule of a committee role', {
  title: oneOrMore(text).exactOptional(),
  seniority: names,
  function: names,
});
const roles = list(z.record(z.string(), list(roleRule), { error: () => 'a map of one role to its rules' }));

const countryCode = z.string().regex(/^[A-Z]{2}$/, { error: () => 'a country code of two capitals, as in ISO 3166' });

export const standards = part('the standards', {
  time_zone: text.exactOptional(),
  internal_domains: texts.exactOptional(),
  competitor_domains: texts.exactOptional(),
  free_mail: domains.exactOptional(),
  disposable: domains.exactOptional(),
  role_addresses: mailboxes.exactOptional(),
  seniority: labels.exactOptional(),
  functions: labels.exactOptional(),
  committee_roles: roles.exactOptional(),
  industries: labels.exactOptional(),
  company_sizes: sizes.exactOptional(),
  countries: z.record(countryCode, texts, { error: () => 'a map of country codes' }).exactOptional(),
  regions: named(list(text)).exactOptional(),
  enrichment: enrichment.exactOptional(),
  lists: named(list(text)).exactOptional(),
});
export type StandardsText = z.output<typeof standards>;
