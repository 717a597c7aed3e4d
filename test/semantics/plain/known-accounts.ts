/** Which accounts there are, to which of them a record or a fact belongs, and what is known of each. */
import { believed, type EnrichmentRules, type Reading } from './enrichment.js';
import { type FactRow, type Facts, textIn } from './facts.js';
import { accountFields, type Fields, isOpen } from './fields.js';
import { companyDomainOf, companyOfDomain } from './standards.js';

export interface Account {
  readonly key: string;
  /** Key of the account that owns it. */
  readonly parent?: string;
  readonly fields: Fields;
}

/** A company is its domain; without one it is its record. */
function accountKey(row: FactRow): string {
  const website = textIn(row['website']);
  return website === undefined ? `record:${textIn(row['record_id']) ?? ''}` : `domain:${website}`;
}

/** Of a person: the record that it names, else the domain of the address. */
export function accountOfRecord(row: FactRow, accounts: readonly FactRow[]): string | undefined {
  const named = textIn(row['account_id']);
  const record = accounts.find((each) => named !== undefined && each['record_id'] === named);
  if (record !== undefined) return accountKey(record);
  const domain = companyDomainOf(textIn(row['email']));
  return domain === undefined ? undefined : `domain:${domain}`;
}

/** Of what is said of a company: by the record that is named, else by the domain. */
export function accountOfFact(row: FactRow, accounts: readonly FactRow[]): string | undefined {
  const named = accounts.find((each) => each['record_id'] === row['account_record_id']);
  if (named !== undefined) return accountKey(named);
  const domain = companyOfDomain(textIn(row['domain']));
  return domain === undefined ? undefined : `domain:${domain}`;
}

/** By key: those that have a record, and those that are known by the domain of their people alone. */
export function accountsOf(
  facts: Facts,
  asOf: number,
  domains: ReadonlySet<string>,
  rules: EnrichmentRules,
  reading: Reading,
): ReadonlyMap<string, Account> {
  const answers = new Map<string | undefined, readonly FactRow[]>();
  for (const row of facts.enrichment) {
    const key = accountOfFact(row, facts.accounts);
    answers.set(key, [...(answers.get(key) ?? []), row]);
  }
  const told = (key: string, own?: FactRow): FactRow => believed(own, answers.get(key) ?? [], rules, reading);
  const ofDomains = [...domains].map((key): [string, Account] => [
    key,
    { key, fields: accountFields(undefined, told(key), false) },
  ]);
  const ofRecords = facts.accounts.map((row): [string, Account] => {
    const key = accountKey(row);
    const isTalking = facts.opportunities.some((deal) => deal['account_id'] === row['record_id'] && isOpen(deal, asOf));
    const owner = facts.accounts.find((each) => each['record_id'] === row['parent_id']);
    const parent = owner === undefined ? undefined : accountKey(owner);
    const hasParent = parent !== undefined && parent !== key;
    return [key, { key, fields: accountFields(row, told(key, row), isTalking), ...(hasParent && { parent }) }];
  });
  return new Map([...ofDomains, ...ofRecords]);
}
