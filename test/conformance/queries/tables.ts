import type { Value } from '../../../scripts/engine/engine.js';
import type { Relation } from '../judge/judge.js';
import { parseType } from '../judge/types.js';

/** The small tables that the query cases read: NULLs in every column, repeated keys, keys without a partner. */
export const queryTables: Readonly<Record<string, Relation>> = {
  people: relation('id INT64, name STRING, country STRING, points NUMERIC, joined_on DATE, tags ARRAY<STRING>', [
    [1, 'Ann', 'DE', '1.5', '2024-02-29', ['a', 'b']],
    [2, 'Bob', 'DE', '2.5', '2024-03-01', []],
    [3, 'Çem', 'TR', null, null, ['b', 'b', 'c']],
    [4, null, null, '-0.25', '2023-12-31', ['z']],
    [5, 'ann', 'US', '0', '2024-01-01', ['a']],
    [6, 'Eve', 'US', '2.5', '2024-03-01', ['x', 'y']],
    [7, 'Bob', 'US', '99999.123456789', '1999-12-31', []],
  ]),
  acts: relation('act_id STRING, person_id INT64, kind STRING, points NUMERIC, happened_at TIMESTAMP, weight INT64', [
    ['a1', 1, 'view', '1', '2024-03-10T09:59:59Z', 1],
    ['a2', 1, 'view', '1', '2024-03-10T10:00:00Z', 2],
    ['a3', 1, 'demo', '30.5', '2024-02-29T23:59:59.999999Z', 3],
    ['a4', 2, 'view', '1', '2024-03-10T10:00:00Z', null],
    ['a5', 2, null, null, null, 5],
    ['a6', null, 'demo', '30.5', '2024-11-03T08:30:00Z', 6],
    ['a7', 9, 'view', '1', '1970-01-01T00:00:00Z', 7],
    ['a8', 6, 'open', '-2', '2024-03-01T00:00:00Z', -8],
    ['a9', 6, 'open', '-2', '2024-03-02T00:00:00Z', 9],
  ]),
  empty: relation('id INT64, name STRING, points NUMERIC', []),
};

/** `name TYPE, name TYPE` and rows. */
export function relation(columns: string, rows: readonly (readonly Value[])[]): Relation {
  const typed = columns.split(/, (?=\w+ [A-Z])/).map((each) => {
    const [name = '', ...type] = each.split(' ');
    return { name, type: parseType(type.join(' ')) };
  });
  return { columns: typed, rows };
}
