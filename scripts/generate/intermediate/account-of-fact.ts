/** To which account a fact belongs that names a record or a domain. */
import type { Project } from '../../rubric/model.js';
import { sqlxPattern } from '../text/sqlx-text.js';

/** The company's own domains say nothing of a customer. */
export function notOurs({ internalDomains }: Project['standards']): string {
  if (internalDomains.length === 0) return '';
  const domains = internalDomains.map((domain) => domain.toLowerCase().replaceAll('.', '\\.'));
  return `\n    AND NOT REGEXP_CONTAINS(hosts.host, ${sqlxPattern(`(?:^|[.])(?:${domains.join('|')})$`)})`;
}

/**
 * CTEs `found` and `nearest`: (key, account_id, matched_by), for facts with an account.
 * @param key names the unique column of `once`, which also has source, account_record_id and host
 */
export function accountOfFactSteps(key: string, standards: Project['standards']): readonly string[] {
  return [
    `-- The record that is named, in the same source first; else the account of the domain.
found AS (
  SELECT once.${key}, records.account_id, 'crm_id' AS matched_by, IF(records.source = once.source, 1, 2) AS way, records.record_key AS tie
  FROM once
  INNER JOIN \${ref("int_account_records")} AS records ON records.record_id = once.account_record_id
  UNION ALL
  SELECT
    once.${key},
    CONCAT('a_', SUBSTR(TO_HEX(SHA256(CONCAT('domain:', hosts.registrable_domain))), 1, 16)) AS account_id,
    'domain' AS matched_by,
    3 AS way,
    hosts.host AS tie
  FROM once
  INNER JOIN \${ref("int_hosts")} AS hosts ON hosts.host = once.host
  LEFT JOIN \${ref("int_mailbox_domains")} AS free ON free.domain = hosts.registrable_domain
  WHERE free.domain IS NULL
    AND hosts.registrable_domain IS NOT NULL${notOurs(standards)}
)`,
    `nearest AS (
  SELECT ${key}, account_id, matched_by
  FROM found
  QUALIFY ROW_NUMBER() OVER (PARTITION BY ${key} ORDER BY way, tie) = 1
)`,
  ];
}
