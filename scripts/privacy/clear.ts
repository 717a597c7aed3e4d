/** Takes people out of every stored table of a graph. */
import type { Engine, Target } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { distrust } from '../run/held-assertions.js';
import { dropLeft } from '../run/hot/run-hot.js';
import { incrementTarget } from '../run/increments.js';
import { quoted } from './forgotten-table.js';
import { type PersonColumn, personColumn } from './person-columns.js';

export interface Cleared {
  readonly table: string;
  /** Rows that were about them. */
  readonly rows: number;
  /** Values in rows about something else. */
  readonly cells: number;
}

export interface Clearing {
  readonly tables: readonly Cleared[];
  /** Own models, stored as tables, without a column by which people are found. */
  readonly unreached: readonly string[];
}

interface Found {
  readonly target: Target;
  readonly column: string;
  readonly is: PersonColumn;
}

/** `hashes`: SQL of (identity_hash, is_shared). With `isDry` nothing is written, and the counts are what would be. */
export async function clearPeople(
  graph: CompiledGraph,
  engine: Engine,
  hashes: string,
  { isDry }: { readonly isDry: boolean },
): Promise<Clearing> {
  const tables: Cleared[] = [];
  const unreached: string[] = [];
  // Copies of their rows that a hot run may have left are told by nothing else.
  if (!isDry) await dropLeft(graph, engine);
  const ofEvents = new Map<string, number>();
  for (const name of tablesOfEvents) ofEvents.set(name, await clearEvents(name, graph, engine, hashes, isDry));
  for (const action of graph.actions) {
    if (action.kind !== 'table' && action.kind !== 'incremental') continue;
    if (action.target.name === 'int_forgotten') continue;
    const relation = await engine.relation(action.target);
    if (relation?.kind !== 'table') continue;
    const found = relation.columns.flatMap(({ name: column, type }): Found[] => {
      const is = type === 'STRING' ? personColumn(action.target.name, column) : undefined;
      return is === undefined ? [] : [{ target: action.target, column, is }];
    });
    if (action.fileName.startsWith('definitions/custom/') && !found.some(({ is }) => is.kind === 'key'))
      unreached.push(nameIn(graph, action.target));
    // What a run that was killed has left is a copy of their rows.
    if (!isDry && action.kind === 'incremental') await engine.drop(incrementTarget(action));
    if (!isDry && found.some(({ is }) => is.kind === 'pointer')) await distrust(graph, engine, [action.key]);
    const cleared = isDry ? await count(engine, found, hashes) : await clear(engine, found, hashes);
    const rows = cleared.rows + (ofEvents.get(action.target.name) ?? 0);
    if (rows > 0 || cleared.cells > 0) tables.push({ table: nameIn(graph, action.target), rows, cells: cleared.cells });
  }
  return { tables: tables.toSorted((a, b) => (a.table < b.table ? -1 : 1)), unreached };
}

function nameIn({ defaultSchema }: CompiledGraph, { schema, name }: Target): string {
  return schema === defaultSchema ? name : `${schema}.${name}`;
}

/** An identity that several people have does not tell whose the row is, but for what was done under it alone. */
function values({ target, column, is: { prefix } }: Found, hashes: string): string {
  const identity = prefix === '' ? column : `CONCAT('${prefix}', ${column})`;
  const unshared = prefix === 'email:' || prefix === 'hash:' || prefix === 'user:' ? ' WHERE NOT hashes.is_shared' : '';
  return `SELECT DISTINCT those.${column}
FROM (SELECT DISTINCT ${column} FROM ${quoted(target)}) AS those
INNER JOIN (${hashes}) AS hashes ON hashes.identity_hash = TO_HEX(SHA256(${identity}))${unshared}`;
}

async function clear(
  engine: Engine,
  found: readonly Found[],
  hashes: string,
): Promise<{ readonly rows: number; readonly cells: number }> {
  let rows = 0;
  let cells = 0;
  for (const each of inOrder(found)) {
    const sql = values(each, hashes);
    if (each.is.kind === 'key') rows += (await engine.removeRows(each.target, [each.column], sql)).rows ?? 0;
    else cells += (await engine.clearCells(each.target, each.column, sql)).rows ?? 0;
  }
  return { rows, cells };
}

/** Rows first: a value in a row that goes anyway is not counted apart. */
function inOrder(found: readonly Found[]): readonly Found[] {
  return [...found.filter(({ is }) => is.kind === 'key'), ...found.filter(({ is }) => is.kind === 'pointer')];
}

async function count(
  engine: Engine,
  found: readonly Found[],
  hashes: string,
): Promise<{ readonly rows: number; readonly cells: number }> {
  const [first] = found;
  if (first === undefined) return { rows: 0, cells: 0 };
  const keys = found.filter(({ is }) => is.kind === 'key');
  const pointers = found.filter(({ is }) => is.kind === 'pointer');
  const joins = found.map(
    (each, index) => `LEFT JOIN (${values(each, hashes)}) AS v${index} ON v${index}.${each.column} = t.${each.column}`,
  );
  const isGone = (each: Found): string => `v${found.indexOf(each)}.${each.column} IS NOT NULL`;
  const goes = keys.length === 0 ? 'FALSE' : keys.map(isGone).join(' OR ');
  const cleared = pointers.map((each) => `COUNTIF(${isGone(each)} AND NOT (${goes}))`);
  const [row] = await engine.query(
    `SELECT COUNTIF(${goes}) AS gone_rows, ${cleared.length === 0 ? '0' : cleared.join(' + ')} AS gone_cells\nFROM ${quoted(first.target)} AS t\n${joins.join('\n')}`,
  );
  return { rows: Number(row?.gone_rows ?? 0), cells: Number(row?.gone_cells ?? 0) };
}

/** Their rows name only the event, so they have to go while the event still says whose it is. */
const tablesOfEvents = ['int_event_arrivals', 'int_sightings'] as const;

async function clearEvents(
  name: (typeof tablesOfEvents)[number],
  graph: CompiledGraph,
  engine: Engine,
  hashes: string,
  isDry: boolean,
): Promise<number> {
  const of = (name: string): Target => ({ database: graph.defaultDatabase, schema: graph.defaultSchema, name });
  const table = of(name);
  const events = of('int_events');
  if ((await engine.relation(table)) === undefined || (await engine.relation(events)) === undefined) return 0;
  const keys = ['record_key', 'mailbox', 'user_id'].flatMap((column): Found[] => {
    const is = personColumn(events.name, column);
    return is === undefined ? [] : [{ target: events, column, is }];
  });
  const those = keys
    .map(
      (each) => `SELECT e.stream, e.event_id FROM ${quoted(events)} AS e
INNER JOIN (${values(each, hashes)}) AS v ON v.${each.column} = e.${each.column}`,
    )
    .join('\nUNION ALL\n');
  if (!isDry) return (await engine.removeRows(table, ['stream', 'event_id'], those)).rows ?? 0;
  const [row] = await engine.query(
    `SELECT COUNT(*) AS gone_rows FROM ${quoted(table)} AS a INNER JOIN (SELECT DISTINCT stream, event_id FROM (${those})) AS t ON t.stream = a.stream AND t.event_id = a.event_id`,
  );
  return Number(row?.gone_rows ?? 0);
}
