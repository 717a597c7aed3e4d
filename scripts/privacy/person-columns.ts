/**
 * Which columns name a person, and what `forget` does by them. A table with a key is a table of people: each row is about
 * one, all of it, and goes with them. `plain-columns.ts` lists what says nothing of anybody by itself.
 */

/** How a column names somebody: the prefix makes of its value the identity that was hashed. */
export interface PersonColumn {
  /** key: the row is about the person, and goes. pointer: the row is about something else, and only the value goes. */
  readonly kind: 'key' | 'pointer';
  readonly prefix: '' | 'lead:' | 'email:' | 'hash:' | 'user:' | 'anon:';
}

const key = (prefix: PersonColumn['prefix']): PersonColumn => ({ kind: 'key', prefix });
const pointer = (prefix: PersonColumn['prefix']): PersonColumn => ({ kind: 'pointer', prefix });

/** The same name means the same in every table, but for the exceptions below. */
const personColumns: Readonly<Record<string, PersonColumn>> = {
  lead_id: key('lead:'),
  from_lead_id: key('lead:'),
  to_lead_id: key('lead:'),
  record_key: key(''),
  linked_key: key(''),
  subject: key(''),
  mailbox: key('email:'),
  email_hash: key('hash:'),
  user_id: key('user:'),
  anonymous_id: pointer('anon:'),
  best_lead_id: pointer('lead:'),
  previous_lead_id: pointer('lead:'),
  first_record_key: pointer(''),
  whole_first_record_key: pointer(''),
  merge_target_key: pointer(''),
};

/** Table, column and what it is there; undefined: it names no person. */
const exceptions: readonly (readonly [table: RegExp, column: string, is: PersonColumn | undefined])[] = [
  [/^int_account_records$/, 'record_key', undefined],
  [/^account_issues$/, 'subject', undefined],
  // A deal is the company's; only its contact goes.
  [/^int_opportunities$/, 'lead_id', pointer('lead:')],
];

/** What the column of a model or of a state table names; undefined where it names nobody. */
export function personColumn(table: string, column: string): PersonColumn | undefined {
  const exception = exceptions.find(([pattern, name]) => name === column && pattern.test(table));
  if (exception !== undefined) return exception[2];
  return Object.hasOwn(personColumns, column) ? personColumns[column] : undefined;
}

/** Columns that say who somebody is, or how to reach them. They may stand only in a table that has a key. */
export const identifyingColumns: ReadonlySet<string> = new Set([
  'email',
  'email_sha256',
  'first_name',
  'last_name',
  'title',
  'phone',
  'record_id',
  'merged_into_id',
  'converted_contact_id',
  'match_key',
  'session_id',
]);

/** Columns that name colleagues, who are not forgotten here. */
export const colleagueColumns: ReadonlySet<string> = new Set([
  'owner',
  'owner_id',
  'account_owner_id',
  'owner_rank',
  'forgotten_by',
]);

/** Ids of accounts in columns that mean a person elsewhere. */
export function isOfAccount(table: string, column: string): boolean {
  return (
    (table === 'int_account_records' &&
      (column === 'record_key' || column === 'record_id' || column === 'merged_into_id')) ||
    (table === 'account_issues' && column === 'subject')
  );
}
