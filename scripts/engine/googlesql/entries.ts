/** The closed list: everything that may be written in an expression, apart from names and literals. */
import { aggregates } from './entries/aggregates.js';
import { arrays } from './entries/arrays.js';
import { casts } from './entries/casts.js';
import { conditionals } from './entries/conditionals.js';
import { dates } from './entries/dates.js';
import type { Row } from './entries/make.js';
import { numbers } from './entries/numbers.js';
import { operators } from './entries/operators.js';
import { regexps } from './entries/regexps.js';
import { strings } from './entries/strings.js';
import { timestamps } from './entries/timestamps.js';
import type { Entry } from './entry.js';

const rows: readonly Row[] = [
  ...operators,
  ...conditionals,
  ...casts,
  ...strings,
  ...regexps,
  ...numbers,
  ...dates,
  ...timestamps,
  ...arrays,
  ...aggregates,
];

/** Every entry, for the judge. Structure (SELECT, joins, CASE, literals) is not listed: see the README of this folder. */
export const entries: readonly Entry[] = rows;

/** How an entry is found: its key, or its name. */
export const byKey: ReadonlyMap<string, Row> = new Map(rows.map((each) => [each.key ?? each.name, each]));
