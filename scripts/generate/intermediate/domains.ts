/** Registrable domains and kinds of mailboxes. The lists come from well-kept packages, plus what standards.yaml adds or takes off. */
import type { Project } from '../../rubric/model.js';
import { wrapped } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { inputsOf } from './inputs.js';

/** What the packages say, passed in so that the generator itself stays pure. */
export interface DomainLists {
  /** Public suffixes of two and more labels; of one label every suffix is one. */
  readonly suffixes: readonly { readonly suffix: string; readonly kind: 'rule' | 'wildcard' | 'exception' }[];
  readonly freeMail: readonly string[];
  readonly disposable: readonly string[];
  /** Mailbox names that are not a person: info, sales, ... */
  readonly roleAddresses?: readonly string[];
}

/** Words as lines of many words, so that a list of thousands stays a page one can scroll through. */
function listed(column: string, list: readonly string[], more: string): string {
  const lines = list.length === 0 ? [sqlxText('')] : wrapped(list, ' ', 110).map(sqlxText);
  return `SELECT ${column}${more}
  FROM UNNEST([
    ${lines.join(',\n    ')}
  ]) AS line
  CROSS JOIN UNNEST(SPLIT(line, ' ')) AS ${column}`;
}

/** int_public_suffixes: names under which anyone can register a domain. Grain: suffix. */
export function publicSuffixesModel(lists: DomainLists): Model {
  const of = (kind: string): readonly string[] =>
    lists.suffixes
      .filter((suffix) => suffix.kind === kind)
      .map((suffix) => suffix.suffix)
      .toSorted();
  return {
    path: 'definitions/intermediate/int_public_suffixes.sqlx',
    madeFrom: ['the tldts package'],
    config: {
      type: 'table',
      description:
        'Public suffixes of two and more labels, private ones such as github.io included; every single label is one, too. Grain: one row per suffix and kind.',
      tags: ['intermediate', 'lists'],
      columns: {
        kind: 'rule; wildcard (every label below it is a suffix); exception (not a suffix though a wildcard says so)',
      },
      assertions: { uniqueKey: ['suffix', 'kind'], nonNull: ['suffix', 'kind'] },
    },
    sql: `
WITH listed AS (
  ${listed('suffix', of('rule'), ", 'rule' AS kind")}
  UNION ALL
  ${listed('suffix', of('wildcard'), ", 'wildcard' AS kind")}
  UNION ALL
  ${listed('suffix', of('exception'), ", 'exception' AS kind")}
)

SELECT
  suffix,
  kind
FROM listed
WHERE suffix != ''`,
  };
}

function withOverrides(
  packaged: readonly string[],
  overrides: { readonly add: readonly string[]; readonly allow: readonly string[] },
): readonly string[] {
  const allowed = new Set(overrides.allow.map((domain) => domain.toLowerCase()));
  return [...new Set([...packaged, ...overrides.add].map((domain) => domain.toLowerCase()))]
    .filter((domain) => !allowed.has(domain))
    .toSorted();
}

/** int_mailbox_domains: mail domains that are nobody's company. Grain: domain. */
export function mailboxDomainsModel(project: Project, lists: DomainLists): Model {
  const { standards } = project;
  const disposable = withOverrides(lists.disposable, standards.disposable);
  // The package of mail providers holds throw-away ones, too; what a team itself calls free mail stays free mail.
  const isDisposable = new Set(disposable);
  const isAdded = new Set(standards.freeMail.add.map((domain) => domain.toLowerCase()));
  const free = withOverrides(lists.freeMail, standards.freeMail).filter(
    (domain) => isAdded.has(domain) || !isDisposable.has(domain),
  );
  const isFree = new Set(free);
  return {
    path: 'definitions/intermediate/int_mailbox_domains.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml', 'the email-providers and disposable-email-domains-js packages'],
    config: {
      type: 'table',
      description:
        'Mail domains that say nothing about an employer: free mail and throw-away addresses. Grain: one row per domain.',
      tags: ['intermediate', 'lists'],
      assertions: { uniqueKey: ['domain'], nonNull: ['domain', 'kind'] },
    },
    sql: `
WITH listed AS (
  ${listed('domain', free, ", 'free' AS kind")}
  UNION ALL
  ${listed(
    'domain',
    disposable.filter((domain) => !isFree.has(domain)),
    ", 'disposable' AS kind",
  )}
)

SELECT
  domain,
  kind
FROM listed
WHERE domain != ''`,
  };
}

/** int_role_addresses: what stands before the @ of mailboxes that are not a person. Grain: name. */
export function roleAddressesModel({ standards }: Project, lists: DomainLists): Model {
  return {
    path: 'definitions/intermediate/int_role_addresses.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml', 'the role-based-email-addresses package'],
    config: {
      type: 'table',
      description:
        'Names of mailboxes that belong to a team or a machine, such as info and no-reply. Grain: one row per name.',
      tags: ['intermediate', 'lists'],
      columns: { name: 'What stands before the @, in small letters' },
      assertions: { uniqueKey: ['name'], nonNull: ['name'] },
    },
    sql: `
WITH listed AS (
  ${listed('name', withOverrides(lists.roleAddresses ?? [], standards.roleAddresses), '')}
)

SELECT name
FROM listed
WHERE name != ''`,
  };
}

/** The last n labels of a host name, NULL when it has fewer. */
function lastLabels(host: string, n: number): string {
  return `REGEXP_EXTRACT(${host}, r'(?:^|\\.)(${Array.from({ length: n }, () => '[^.]+').join('\\.')})$')`;
}

/** Labels of the longest suffix that some host below it can have. */
function mostLabels(lists: DomainLists): number {
  return Math.max(
    ...lists.suffixes.map(({ suffix, kind }) => suffix.split('.').length + (kind === 'wildcard' ? 1 : 0)),
  );
}

/** The host of an address or a website as written, as SQL; NULL where there is none in it. */
export function hostOf(column: string): string {
  return `REGEXP_EXTRACT(LOWER(TRIM(${column})), r'^(?:[a-z][a-z0-9+.-]*://)?(?:www\\.)?([^/:?#@\\s]+\\.[^/:?#@\\s.]+)\\.?(?:[/:?#].*)?$')`;
}

/** int_hosts: every host name seen in addresses and websites, with its registrable domain. Grain: host. */
export function hostsModel(project: Pick<Project, 'sources'>, lists: DomainLists): Model {
  const websites = (['accounts', 'account_events', 'enrichment'] as const).flatMap((entity) =>
    inputsOf(project, entity).map(
      (input) =>
        `  UNION ALL\n  SELECT ${entity === 'accounts' ? 'website' : 'domain'} AS text FROM \${ref("${input.model}")}`,
    ),
  );
  const counts = Array.from({ length: mostLabels(lists) }, (_, index) => index + 1);
  return {
    path: 'definitions/intermediate/int_hosts.sqlx',
    madeFrom: ['rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Every host name that occurs in an address or a website, with the domain its owner registered. Grain: one row per host.',
      tags: ['intermediate'],
      columns: {
        registrable_domain:
          'The public suffix and one label more; NULL where the host is a public suffix itself or has one label',
      },
      assertions: { uniqueKey: ['host'], nonNull: ['host'] },
    },
    sql: `
WITH written AS (
  SELECT email_domain AS text FROM \${ref("int_person_records")}
  UNION ALL
  SELECT website AS text FROM \${ref("int_person_records")}
${websites.join('\n')}
),

hosts AS (
  SELECT DISTINCT ${hostOf('text')} AS host
  FROM written
),

-- A suffix is looked up by each number of last labels, so that every lookup is a join on equality.
candidates AS (
${counts.map((n) => `  SELECT host, ${n} AS labels, ${lastLabels('host', n)} AS suffix FROM hosts WHERE host IS NOT NULL`).join('\n  UNION ALL\n')}
),

matched AS (
  SELECT
    c.host,
    CASE s.kind WHEN 'rule' THEN c.labels WHEN 'wildcard' THEN c.labels + 1 ELSE c.labels - 1 END AS suffix_labels,
    IF(s.kind = 'exception', 1, 0) AS is_exception
  FROM candidates AS c
  INNER JOIN \${ref("int_public_suffixes")} AS s ON s.suffix = c.suffix
),

-- An exception beats every rule, a longer suffix a shorter one; with none, the last label is the suffix.
longest AS (
  SELECT host, suffix_labels
  FROM matched
  QUALIFY ROW_NUMBER() OVER (PARTITION BY host ORDER BY is_exception DESC, suffix_labels DESC) = 1
),

counted AS (
  SELECT h.host, COALESCE(l.suffix_labels, 1) AS suffix_labels
  FROM hosts AS h
  LEFT JOIN longest AS l ON l.host = h.host
  WHERE h.host IS NOT NULL
)

SELECT
  host,
  CASE suffix_labels
${counts.map((n) => `    ${n === counts.length ? 'ELSE' : `WHEN ${n} THEN`} ${lastLabels('host', n + 1)}`).join('\n')}
  END AS registrable_domain
FROM counted`,
  };
}

/** int_mailboxes: what kind of address each mailbox is. Grain: mailbox. */
export function mailboxesModel(project: Project): Model {
  const { standards } = project;
  const whenListed = (expression: string, values: readonly string[], kind: string): readonly string[] =>
    values.length === 0
      ? []
      : [`WHEN ${expression} IN (${values.map((value) => sqlxText(value.toLowerCase())).join(', ')}) THEN '${kind}'`];
  const kinds = [
    ...whenListed('h.registrable_domain', standards.internalDomains, 'internal'),
    ...whenListed('h.registrable_domain', standards.competitorDomains, 'competitor'),
    "WHEN REGEXP_CONTAINS(r.email_domain, r'(^|\\.)(example\\.(com|net|org)|test|example|invalid|localhost)$') THEN 'test'",
    "WHEN d.kind = 'disposable' OR e.kind = 'disposable' THEN 'disposable'",
    "WHEN d.kind = 'free' OR e.kind = 'free' THEN 'free'",
    "WHEN roles.name IS NOT NULL THEN 'role'",
  ];
  return {
    path: 'definitions/intermediate/int_mailboxes.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml'],
    config: {
      type: 'table',
      description: 'What kind of address each mailbox is. Grain: one row per mailbox.',
      tags: ['intermediate'],
      columns: { email_kind: 'internal, competitor, test, disposable, free, role or business: the first that applies' },
      assertions: { uniqueKey: ['mailbox'], nonNull: ['mailbox', 'email_kind'] },
    },
    sql: `
WITH mailboxes AS (
  SELECT DISTINCT mailbox, email_domain
  FROM \${ref("int_person_records")}
  WHERE mailbox IS NOT NULL
)

SELECT
  r.mailbox,
  r.email_domain,
  h.registrable_domain,
  CASE
    ${kinds.join('\n    ')}
    ELSE 'business'
  END AS email_kind
FROM mailboxes AS r
LEFT JOIN \${ref("int_hosts")} AS h ON h.host = r.email_domain
LEFT JOIN \${ref("int_mailbox_domains")} AS d ON d.domain = r.email_domain
LEFT JOIN \${ref("int_mailbox_domains")} AS e ON e.domain = h.registrable_domain
LEFT JOIN \${ref("int_role_addresses")} AS roles ON roles.name = REGEXP_EXTRACT(r.mailbox, r'^([^@]+)@')`,
  };
}
