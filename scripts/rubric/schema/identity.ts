import { z } from 'zod';
import { part } from './part.js';
import { list, name, text, whole } from './scalars.js';

const many = whole(1, 1_000_000);
const limit = part('the limit of a match key', {
  records: many.exactOptional(),
  emails: many.exactOptional(),
  companies: many.exactOptional(),
});

const matchKey = z.union(
  [name, part('a match key', { key: name, same: list(name).exactOptional(), at_most: limit.exactOptional() })],
  { error: () => 'the name of a match key, or { key: ..., same: [...], at_most: { ... } }' },
);
export type MatchKeyText = z.output<typeof matchKey>;

const accountKeyName = z.enum(['crm_id', 'domain', 'website', 'company_name']);
const accountKey = z.union(
  [accountKeyName, part('an account key', { key: accountKeyName, same: list(z.enum(['country'])).exactOptional() })],
  { error: () => 'crm_id, domain, website or company_name, or { key: company_name, same: [country] }' },
);
export type AccountKeyText = z.output<typeof accountKey>;

const texts = z.array(text, { error: () => 'a list of texts' });
const emailKind = z.enum(['business', 'free', 'disposable', 'role', 'test', 'internal', 'competitor']);

const way = z.enum(['newest', 'oldest', 'most_complete']);
const survivor = z.union([way, list(name)], {
  error: () => 'newest, oldest, most_complete or a list of sources',
});
export type SurvivorText = z.output<typeof survivor>;

/** rubrics/shared/identity.yaml: which records are one person, whose value of a column the person has, and whose people they are. */
export const identity = part('the identity', {
  match_keys: list(matchKey).exactOptional(),
  account_keys: list(accountKey).exactOptional(),
  never_match: part('what never matches', {
    email_kinds: z.array(emailKind, { error: () => 'a list of kinds of addresses' }).exactOptional(),
    addresses: texts.exactOptional(),
    values: texts.exactOptional(),
    companies: texts.exactOptional(),
    websites: texts.exactOptional(),
  }).exactOptional(),
  largest_person: part('the limit of a person', {
    records: many.exactOptional(),
    companies: many.exactOptional(),
  }).exactOptional(),
  shared_by: part('the limits of shared identities', {
    email: many.exactOptional(),
    user_id: many.exactOptional(),
    anonymous_id: many.exactOptional(),
  }).exactOptional(),
  survivorship: part('the survivorship', {
    default: survivor.exactOptional(),
    columns: z.record(name, survivor, { error: () => 'a map of columns' }).exactOptional(),
  }).exactOptional(),
});
export type IdentityText = z.output<typeof identity>;
