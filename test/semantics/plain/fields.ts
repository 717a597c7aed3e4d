/**
 * What a rubric may ask of a person and of an account, from the raw rows. One record per person, so nothing survives or
 * merges here; the mail domains, titles and countries are the few of `standards.ts`.
 */
import { Decimal } from 'decimal.js';
import type { Cell, FactRow } from './facts.js';
import { momentIn, textIn } from './facts.js';
import { dayOfDate } from './days.js';
import { committeeRoleOf, regionOf, seniorityOf } from './standards.js';

/** `undefined` is unknown. A TIMESTAMP is its moment, a DATE its day. */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: Decimal }
  | { readonly kind: 'truth'; readonly truth: boolean }
  | { readonly kind: 'day'; readonly day: number }
  | { readonly kind: 'moment'; readonly moment: number };

export type FieldType = 'STRING' | 'INT64' | 'NUMERIC' | 'BOOL' | 'DATE' | 'TIMESTAMP';

/** The project's own columns, on leads and contacts. */
export const leadAttributes = {
  plan: 'STRING',
  old_plan: 'STRING',
  seats: 'INT64',
  budget: 'NUMERIC',
  old_budget: 'NUMERIC',
  is_partner: 'BOOL',
  renewal_on: 'DATE',
  last_recycled_at: 'TIMESTAMP',
} as const satisfies Readonly<Record<string, FieldType>>;

/** The project's own columns, on accounts. */
export const accountAttributes = {
  segment: 'STRING',
  spend: 'NUMERIC',
} as const satisfies Readonly<Record<string, FieldType>>;

const leadColumns = {
  title: 'STRING',
  country: 'STRING',
  do_not_contact: 'BOOL',
  created_at: 'TIMESTAMP',
  ...leadAttributes,
} as const satisfies Readonly<Record<string, FieldType>>;

const accountColumns = {
  industry: 'STRING',
  employees: 'INT64',
  country: 'STRING',
  is_customer: 'BOOL',
  ...accountAttributes,
} as const satisfies Readonly<Record<string, FieldType>>;

/** Every field that is asked about, by its name in the language. */
export const fieldTypes: Readonly<Record<string, FieldType>> = {
  ...Object.fromEntries(Object.entries(leadColumns).map(([name, type]) => [`lead.${name}`, type])),
  'lead.seniority': 'STRING',
  'lead.region': 'STRING',
  'lead.email_kind': 'STRING',
  'lead.has_account': 'BOOL',
  ...Object.fromEntries(Object.entries(accountColumns).map(([name, type]) => [`account.${name}`, type])),
  'account.region': 'STRING',
  'account.has_open_opportunity': 'BOOL',
};

export type Fields = ReadonlyMap<string, FieldValue>;

function valueOf(cell: Cell | undefined, type: FieldType): FieldValue | undefined {
  if (cell === undefined || cell === null) return undefined;
  if (typeof cell === 'boolean') return { kind: 'truth', truth: cell };
  switch (type) {
    case 'STRING':
      return { kind: 'text', text: cell };
    case 'INT64':
    case 'NUMERIC':
      return { kind: 'number', number: new Decimal(cell) };
    case 'BOOL':
      return { kind: 'truth', truth: cell === 'true' };
    case 'DATE':
      return { kind: 'day', day: dayOfDate(cell) };
    case 'TIMESTAMP':
      return { kind: 'moment', moment: Date.parse(cell) };
  }
}

function columnsOf(entity: string, row: FactRow, types: Readonly<Record<string, FieldType>>): [string, FieldValue][] {
  return Object.entries(types).flatMap(([name, type]): [string, FieldValue][] => {
    const value = valueOf(row[name], type);
    return value === undefined ? [] : [[`${entity}.${name}`, value]];
  });
}

const text = (word: string | undefined): FieldValue | undefined =>
  word === undefined ? undefined : { kind: 'text', text: word };
const truth = (holds: boolean): FieldValue => ({ kind: 'truth', truth: holds });

function known(entries: readonly (readonly [string, FieldValue | undefined])[]): [string, FieldValue][] {
  return entries.flatMap(([name, value]): [string, FieldValue][] => (value === undefined ? [] : [[name, value]]));
}

export function leadFields(row: FactRow, emailKind: string, hasAccount: boolean, asOf: number): Fields {
  const columns = columnsOf('lead', row, leadColumns).filter(
    // Nobody can know yet of a recycling to come.
    ([name, value]) => name !== 'lead.last_recycled_at' || (value.kind === 'moment' && value.moment <= asOf),
  );
  return new Map([
    ...columns,
    ...known([
      // A box that nobody ticked is not ticked.
      ['lead.do_not_contact', truth(row['do_not_contact'] === true)],
      ['lead.seniority', text(seniorityOf(textIn(row['title'])))],
      ['lead.committee_role', text(committeeRoleOf(seniorityOf(textIn(row['title']))))],
      ['lead.region', text(regionOf(textIn(row['country'])))],
      ['lead.email_kind', text(emailKind)],
      ['lead.has_account', truth(hasAccount)],
    ]),
  ]);
}

/**
 * @param row of the CRM, if it has one; a company may be known by the mail domain of its people alone
 * @param told the fields in which vendors have a say, as they are believed
 */
export function accountFields(row: FactRow | undefined, told: FactRow, hasOpenOpportunity: boolean): Fields {
  return new Map([
    ...columnsOf('account', { ...row, ...told }, accountColumns),
    ...known([
      ['account.is_customer', row === undefined ? undefined : truth(row['is_customer'] === true)],
      ['account.region', text(regionOf(textIn(told['country'])))],
      ['account.has_open_opportunity', truth(hasOpenOpportunity)],
    ]),
  ]);
}

/** An opportunity that was there and neither won nor lost at the moment. */
export function isOpen(row: FactRow, asOf: number): boolean {
  const created = momentIn(row['created_at']) ?? Infinity;
  const closed = row['is_closed'] === true ? (momentIn(row['closed_at']) ?? -Infinity) : Infinity;
  return created < asOf && (momentIn(row['known_at']) ?? created) <= asOf && closed > asOf;
}
