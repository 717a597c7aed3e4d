/** What a column of a model or a state table is, to whoever answers for personal data. */
import { colleagueColumns, identifyingColumns, isOfAccount, personColumn } from './person-columns.js';
import { isPlain } from './plain-columns.js';

/**
 * key and pointer: names a person, see `person-columns.ts`. identifying: says who somebody is. plain: nothing by itself.
 * unlisted: nobody has decided yet.
 */
export type Nature = 'key' | 'pointer' | 'identifying' | 'colleague' | 'plain' | 'unlisted';

/** Columns of a project's own: what its sources declare as attributes. */
export interface OwnColumns {
  readonly ofPeople: ReadonlySet<string>;
  readonly ofAccounts: ReadonlySet<string>;
}

export function natureOf(table: string, column: string, own: OwnColumns): Nature {
  const named = personColumn(table, column);
  if (named !== undefined) return named.kind;
  if (isOfAccount(table, column)) return 'plain';
  if (identifyingColumns.has(column)) return 'identifying';
  if (colleagueColumns.has(column)) return 'colleague';
  if (isPlain(column)) return 'plain';
  // Of a person, like everything that a form or a CRM asks; of a company, where the same name is read of both.
  if (own.ofAccounts.has(column) || own.ofAccounts.has(column.replace(/^account_/, ''))) return 'plain';
  return own.ofPeople.has(column) ? 'identifying' : 'unlisted';
}

/** What is wrong with the columns of one table: each as a sentence. Empty where all is well. */
export function unclassified(table: string, columns: readonly string[], own: OwnColumns): readonly string[] {
  const natures = columns.map((column) => ({ column, nature: natureOf(table, column, own) }));
  const hasKey = natures.some(({ nature }) => nature === 'key');
  return natures.flatMap(({ column, nature }) => {
    if (nature === 'unlisted')
      return [
        `${table}.${column}: is it personal? scripts/privacy/ does not say (person-columns.ts, plain-columns.ts)`,
      ];
    if (nature === 'identifying' && !hasKey)
      return [`${table}.${column}: says who somebody is, and no column of the table tells forget whose row it is`];
    return [];
  });
}
