/** The account at the top of a group of companies. */
import { accountId } from './identifiers.js';
import type { Account } from './known-accounts.js';

/** Where companies own each other in a circle, the one with the least id is the top. */
export function topOf(key: string, accounts: ReadonlyMap<string, Account>): string {
  const way = [key];
  for (let at = accounts.get(key)?.parent; at !== undefined; at = accounts.get(at)?.parent) {
    const seen = way.indexOf(at);
    if (seen >= 0) return way.slice(seen).toSorted((a, b) => (accountId(a) < accountId(b) ? -1 : 1))[0] ?? key;
    way.push(at);
  }
  return way.at(-1) ?? key;
}
