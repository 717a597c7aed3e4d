/** Small lists of domains: the real ones are tried elsewhere, and here they would only cost time. */
import type { DomainLists } from '../../scripts/generate/intermediate/domains.js';

export const lists: DomainLists = {
  suffixes: [
    { suffix: 'co.uk', kind: 'rule' },
    { suffix: 'ck', kind: 'wildcard' },
    { suffix: 'www.ck', kind: 'exception' },
  ],
  freeMail: ['gmail.com'],
  disposable: ['mailinator.com'],
  roleAddresses: ['info'],
};
