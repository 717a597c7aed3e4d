/** int_person_accounts: which account a person belongs to, and how that is known. */
import type { AccountKey, Identity, Project } from '../../rubric/model.js';
import { textList } from '../text/sql.js';
import type { Model } from '../sqlx.js';
import { notOurs } from './account-of-fact.js';
import { bareCompanyName, companyName, noCompanies, sharedSites } from './company-names.js';
import { hostOf } from './domains.js';
import { identityFile } from './match-keys.js';

/** So many people of an account have to write a name before it is one of the account's; a record's is, without them. */
const namesake = 2;

const accountOfDomain = (domain: string): string =>
  `CONCAT('a_', SUBSTR(TO_HEX(SHA256(CONCAT('domain:', ${domain}))), 1, 16))`;

const nameColumns = (key: AccountKey): string => (key.isOfSameCountry ? 'name, country_code' : 'name');

/** The people whose account one key tells: (lead_id, account_id, matched_domain). */
function byKey(key: AccountKey, { standards, identity }: Project): string {
  switch (key.key) {
    case 'crm_id':
      return `SELECT people.lead_id, records.account_id, CAST(NULL AS STRING) AS matched_domain
  FROM people
  INNER JOIN \${ref("int_account_records")} AS records ON records.record_key = people.crm_account_key`;
    case 'domain':
      return `SELECT lead_id, ${accountOfDomain('business_domain')} AS account_id, business_domain AS matched_domain
  FROM with_domain
  WHERE business_domain IS NOT NULL`;
    case 'website':
      return `SELECT people.lead_id, ${accountOfDomain('hosts.registrable_domain')} AS account_id, hosts.registrable_domain AS matched_domain
  FROM people
  INNER JOIN \${ref("int_hosts")} AS hosts ON hosts.host = ${hostOf('people.website')}
  LEFT JOIN \${ref("int_mailbox_domains")} AS free ON free.domain = hosts.registrable_domain
  WHERE people.can_tell
    AND free.domain IS NULL
    AND hosts.registrable_domain NOT IN ${textList([...new Set([...sharedSites, ...identity.neverMatch.websites])])}${notOurs(standards)}`;
    case 'company_name':
      return `SELECT named.lead_id, names.account_id, CAST(NULL AS STRING) AS matched_domain
  FROM named
  INNER JOIN names ON ${key.isOfSameCountry ? 'names.name = named.name AND names.country_code = named.country_code' : 'names.name = named.name'}
  WHERE named.can_tell`;
  }
}

/** CTEs up to `names`: the names by which exactly one account is known. */
function nameSteps(key: AccountKey, identity: Identity, surer: readonly string[]): readonly string[] {
  const never = [...new Set([...noCompanies, ...identity.neverMatch.companies.map(bareCompanyName)])];
  const columns = nameColumns(key);
  return [
    surer.length === 0
      ? `surer AS (
  SELECT lead_id, CAST(NULL AS STRING) AS account_id
  FROM people
  WHERE FALSE
)`
      : `surer AS (
  SELECT lead_id, account_id
  FROM (
    ${surer.map((cte, index) => `SELECT lead_id, account_id, ${index + 1} AS place FROM ${cte}`).join('\n    UNION ALL\n    ')}
  )
  QUALIFY ROW_NUMBER() OVER (PARTITION BY lead_id ORDER BY place) = 1
)`,
    `named AS (
  SELECT lead_id, ${companyName('company')} AS name, country_code, can_tell
  FROM people
)`,
    `-- Who knows an account by a name: its records, and people whose account is known by a surer key.
told AS (
  SELECT records.account_id, ${companyName('records.name')} AS name, countries.country_code, records.record_key AS teller, TRUE AS is_record
  FROM \${ref("int_account_records")} AS records
  LEFT JOIN \${ref("int_countries")} AS countries ON countries.spelling = LOWER(TRIM(records.country))
  UNION ALL
  SELECT surer.account_id, named.name, named.country_code, named.lead_id AS teller, FALSE AS is_record
  FROM surer
  INNER JOIN named ON named.lead_id = surer.lead_id
)`,
    `accounts_by_name AS (
  SELECT name, account_id, LOGICAL_OR(is_record) OR COUNT(DISTINCT teller) >= ${namesake} AS is_known
  FROM told
  WHERE name IS NOT NULL AND name NOT IN ${textList(never)}
  GROUP BY name, account_id
)`,
    `-- A name that another account has, too, were it only once, tells nothing.
single_names AS (
  SELECT name, MIN(account_id) AS account_id
  FROM accounts_by_name
  GROUP BY name
  HAVING COUNT(*) = 1 AND LOGICAL_OR(is_known)
)`,
    `names AS (
  SELECT DISTINCT ${columns
    .split(', ')
    .map((column) => `told.${column}`)
    .join(', ')}, told.account_id
  FROM told
  INNER JOIN single_names ON single_names.name = told.name AND single_names.account_id = told.account_id${key.isOfSameCountry ? '\n  WHERE told.country_code IS NOT NULL' : ''}
)`,
  ];
}

/** Grain: lead_id. */
export function personAccountsModel(project: Project): Model {
  const { identity } = project;
  const keys = identity.accountKeys;
  const byName = keys.find(({ key }) => key === 'company_name');
  const others = keys.filter(({ key }) => key !== 'company_name');
  const cteOf = ({ key }: AccountKey): string => `by_${key}`;
  const cte = (key: AccountKey): string =>
    `${key.at === undefined ? '' : `-- ${key.at.file}:${key.at.line}\n`}${cteOf(key)} AS (
  ${byKey(key, project)}
)`;
  const steps = [
    `people AS (
  SELECT
    lead_id,
    crm_account_key,
    IF(email_kind IN ('business', 'role', 'competitor'), registrable_domain, NULL) AS own_domain,
    website,
    company,
    country_code,
    email_kind NOT IN ('disposable', 'test', 'internal') AS can_tell
  FROM \${ref("int_people")}
)`,
    ...(keys.some(({ key }) => key === 'domain')
      ? [
          `-- Where the address of the person is of no company, that of another of the records may be.
other_domains AS (
  SELECT persons.lead_id, mailboxes.registrable_domain
  FROM \${ref("int_person_records")} AS records
  INNER JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = records.record_key
  INNER JOIN \${ref("int_mailboxes")} AS mailboxes ON mailboxes.mailbox = records.mailbox
  WHERE records.is_deleted IS NOT TRUE AND mailboxes.email_kind IN ('business', 'role', 'competitor')
  QUALIFY ROW_NUMBER() OVER (PARTITION BY persons.lead_id ORDER BY records.updated_at DESC, records.record_key) = 1
)`,
          `with_domain AS (
  SELECT people.lead_id, COALESCE(people.own_domain, IF(people.can_tell, other_domains.registrable_domain, NULL)) AS business_domain
  FROM people
  LEFT JOIN other_domains ON other_domains.lead_id = people.lead_id
)`,
        ]
      : []),
    ...others.map(cte),
    ...(byName === undefined ? [] : [...nameSteps(byName, identity, others.map(cteOf)), cte(byName)]),
    `found AS (
  ${keys.map((key, index) => `SELECT lead_id, account_id, matched_domain, '${key.key}' AS matched_by, ${index + 1} AS place FROM ${cteOf(key)}`).join('\n  UNION ALL\n  ')}
)`,
  ];
  return {
    path: 'definitions/intermediate/int_person_accounts.sqlx',
    madeFrom: [identityFile, 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'The account of each person, by the first of the account_keys of identity.yaml that tells one: the CRM record that is named, the registrable domain of a business address or of the website, or the name of the company. Test and internal addresses lead to no account but by the CRM. Grain: one row per person with an account.',
      tags: ['intermediate'],
      columns: {
        matched_by: 'crm_id, domain, website or company_name',
        matched_domain: 'The registrable domain that told it; NULL where none did',
      },
      assertions: { uniqueKey: ['lead_id'], nonNull: ['lead_id', 'account_id', 'matched_by'] },
    },
    sql: `
WITH ${steps.join(',\n\n')}

SELECT
  lead_id,
  account_id,
  matched_by,
  matched_domain
FROM found
WHERE account_id IS NOT NULL
QUALIFY ROW_NUMBER() OVER (PARTITION BY lead_id ORDER BY place) = 1`,
  };
}
