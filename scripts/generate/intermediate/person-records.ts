import type { Attribute, Project } from '../../rubric/model.js';
import { hashAsHex, hashOfAddress } from '../text/address-hash.js';
import { mailboxOf, typedNull } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { hasHashes } from './address-hashes.js';
import { type Forgettable, forgottenJoins, forgottenSteps, remembered } from './forgotten.js';
import { type Input, inputsOf } from './inputs.js';

/** Columns that survive from the newest record that has a value. */
export const survivingPersonColumns = [
  ['email', 'STRING'],
  ['first_name', 'STRING'],
  ['last_name', 'STRING'],
  ['title', 'STRING'],
  ['phone', 'STRING'],
  ['country', 'STRING'],
  ['company', 'STRING'],
  ['industry', 'STRING'],
  ['employees', 'INT64'],
  ['annual_revenue', 'NUMERIC'],
  ['size_range', 'STRING'],
  ['website', 'STRING'],
  ['lead_source', 'STRING'],
  ['status', 'STRING'],
  ['owner_id', 'STRING'],
] as const;

/** Columns that only a lead record has; a contact brings a typed NULL. */
const leadOnly = new Map<string, 'STRING' | 'INT64' | 'NUMERIC' | 'TIMESTAMP'>([
  ['company', 'STRING'],
  ['industry', 'STRING'],
  ['employees', 'INT64'],
  ['annual_revenue', 'NUMERIC'],
  ['size_range', 'STRING'],
  ['website', 'STRING'],
  ['status', 'STRING'],
  ['converted_at', 'TIMESTAMP'],
  ['converted_contact_id', 'STRING'],
  ['converted_account_id', 'STRING'],
]);

/** Every attribute that any source declares on its leads or contacts, by name. */
export function leadAttributes(project: Project): readonly Attribute[] {
  return attributesOf([...inputsOf(project, 'leads'), ...inputsOf(project, 'contacts')]);
}

export function attributesOf(inputs: readonly Input[]): readonly Attribute[] {
  const byName = new Map<string, Attribute>();
  for (const { mapping } of inputs) {
    for (const attribute of mapping.attributes) {
      if (!byName.has(attribute.name)) byName.set(attribute.name, attribute);
    }
  }
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function branch(input: Input, object: 'lead' | 'contact', attributes: readonly Attribute[]): string {
  const source = sqlxText(input.source.name);
  const own = (column: string): string => {
    const absent = object === 'contact' ? leadOnly.get(column) : undefined;
    return absent === undefined ? column : `${typedNull(absent)} AS ${column}`;
  };
  const declared = new Set(input.mapping.attributes.map((attribute) => attribute.name));
  const lines = [
    `${source} AS source`,
    `'${object}' AS object`,
    'record_id',
    ...survivingPersonColumns.map(([column]) => own(column)),
    'email_sha256',
    'user_id',
    'anonymous_id',
    'do_not_contact',
    'last_recycled_at',
    'merged_into_id',
    'is_deleted',
    'created_at',
    'updated_at',
    'known_at',
    own('converted_at'),
    own('converted_contact_id'),
    object === 'contact' ? 'account_id' : 'converted_account_id AS account_id',
    ...attributes.map((attribute) =>
      declared.has(attribute.name) ? attribute.name : `${typedNull(attribute.type)} AS ${attribute.name}`,
    ),
  ];
  return `SELECT\n  ${lines.join(',\n  ')}\nFROM \${ref("${input.model}")}`;
}

/** By what a record is known again: its own id and the one it went into, its address, user and external ids. */
function identities(project: Project): readonly Forgettable[] {
  const { matchKeys } = project.identity;
  const external = [...new Set(matchKeys.flatMap(({ kind, name }) => (kind === 'attribute' ? [name] : [])))];
  return [
    { as: 'own', identity: 'keyed.record_key' },
    { as: 'target', identity: 'keyed.merge_target_key' },
    { as: 'address', identity: "CONCAT('email:', keyed.mailbox)", isUnsharedOnly: true },
    { as: 'hashed', identity: "CONCAT('hash:', keyed.email_hash)", isUnsharedOnly: true },
    ...(hasHashes(project)
      ? [
          {
            as: 'address_hash',
            identity: `CONCAT('hash:', ${hashOfAddress('keyed.mailbox')})`,
            isUnsharedOnly: true,
          } as const,
        ]
      : []),
    { as: 'member', identity: "CONCAT('user:', keyed.user_id)", isUnsharedOnly: true },
    ...external.map((name, index): Forgettable => ({
      as: `external_${index + 1}`,
      identity: `CONCAT('id:', ${sqlxText(name)}, ':', keyed.${name})`,
      isUnsharedOnly: true,
    })),
  ];
}

const device: Forgettable = { as: 'device', identity: "CONCAT('anon:', keyed.anonymous_id)" };

/** int_person_records: every lead and contact record of every source. Grain: (source, object, record_id). */
export function personRecordsModel(project: Project): Model {
  const attributes = leadAttributes(project);
  const forgettable = identities(project);
  const branches = [
    ...inputsOf(project, 'leads').map((input) => branch(input, 'lead', attributes)),
    ...inputsOf(project, 'contacts').map((input) => branch(input, 'contact', attributes)),
  ];
  const names = [
    'source',
    'object',
    'record_id',
    ...survivingPersonColumns.map(([column]) => column),
    'user_id',
    'anonymous_id',
    'do_not_contact',
    'last_recycled_at',
    'merged_into_id',
    'is_deleted',
    'created_at',
    'updated_at',
    'converted_at',
    'converted_contact_id',
    'account_id',
    ...attributes.map((attribute) => attribute.name),
  ];
  return {
    path: 'definitions/intermediate/int_person_records.sqlx',
    madeFrom: ['rubrics/sources/*.yaml', 'rubrics/shared/identity.yaml'],
    config: {
      type: 'table',
      dependOnDependencyAssertions: true,
      description:
        'Every lead and contact record of every source, but those of people who were forgotten, with the keys by which records are matched. Grain: one row per source record.',
      tags: ['intermediate'],
      columns: {
        record_key: 'Source and id of the record, unique over all sources',
        mailbox: 'E-mail address without case, blanks and plus tag; NULL where it is no address',
        email_domain: 'The part after the at sign',
        email_hash: 'SHA-256 of the address, where the source has only that, in small hexadecimal digits',
        first_known_at: 'When the record was first known; never NULL',
        merge_target_key: 'The record this one was merged into or converted to',
      },
      assertions: { uniqueKey: ['record_key'], nonNull: ['record_key', 'first_known_at'] },
    },
    sql: `
WITH records AS (
  ${branches.join('\n\nUNION ALL\n\n').replaceAll('\n', '\n  ')}
),

-- A source that holds one id twice has failed its own assertion; the newest row stands for it here.
newest AS (
  SELECT *
  FROM records
  WHERE record_id IS NOT NULL
  QUALIFY ROW_NUMBER() OVER (PARTITION BY source, record_id ORDER BY updated_at DESC, created_at DESC, object, email, title) = 1
),

keyed AS (
  SELECT
    *,
    ${hasHashes(project) ? hashAsHex('email_sha256') : typedNull('STRING')} AS email_hash,
    CONCAT('crm:', source, ':', record_id) AS record_key,
    ${mailboxOf('email')} AS mailbox,
    COALESCE(known_at, created_at, TIMESTAMP '1970-01-01 00:00:00+00') AS first_known_at,
    CASE
      WHEN merged_into_id IS NOT NULL THEN CONCAT('crm:', source, ':', merged_into_id)
      WHEN converted_contact_id IS NOT NULL THEN CONCAT('crm:', source, ':', converted_contact_id)
    END AS merge_target_key
  FROM newest
),

${forgottenSteps.join(',\n\n')},

-- A device by itself keeps nobody out: somebody else may have it now.
remembered AS (
  SELECT
    keyed.* EXCEPT (anonymous_id),
    IF(device.identity_hash IS NULL, keyed.anonymous_id, NULL) AS anonymous_id
  FROM keyed
  ${forgottenJoins([...forgettable, device]).replaceAll('\n', '\n  ')}
  WHERE ${remembered(forgettable)}
)

SELECT
  record_key,
  mailbox,
  REGEXP_EXTRACT(mailbox, r'@(.+)$') AS email_domain,
  email_hash,
  first_known_at,
  merge_target_key,
  ${names.join(',\n  ')}
FROM remembered`,
  };
}
