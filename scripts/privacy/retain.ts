/** Deletes what is older than retention.yaml allows. */
import type { Column, Engine } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { ProblemError } from '../problem.js';
import { ageWords, dayBefore } from '../rubric/age.js';
import type { Keeping } from '../rubric/model.js';
import { quoted } from './forgotten-table.js';
import { type Limit, olderThan } from './retention-limits.js';
import { addRetention, retentionRows } from './retention-table.js';

export interface RetainOptions {
  readonly limits: readonly Limit[];
  /** The moment from which ages are counted back. */
  readonly asOf: Date;
  readonly timeZone: string;
  /** When it is done, for the record. */
  readonly at: Date;
  readonly isDry: boolean;
}

export interface Retained {
  readonly table: string;
  readonly keep: Keeping;
  /** The first day of which rows are kept, YYYY-MM-DD. */
  readonly since: string;
  /** Older rows: deleted, or with `isDry` to be deleted. */
  readonly rows: number;
}

interface Work extends Retained {
  readonly limit: Limit;
  /** What names the rows; absent where the table, or what tells of it, is not there yet. */
  readonly those?: string;
  readonly isNew: boolean;
}

/**
 * One row per limit. The day from which on a table keeps rows never moves back, so that a run for an earlier moment brings
 * nothing back. It is written down before anything is deleted: a call that breaks off leaves rows which the next one
 * deletes, and int_events lets none of them in again meanwhile. Throws `retention/column`.
 */
export async function retain(
  graph: CompiledGraph,
  engine: Engine,
  options: RetainOptions,
): Promise<readonly Retained[]> {
  const before = await keptSince(graph, engine);
  const today = dayIn(options.timeZone, options.asOf);
  const work: Work[] = [];
  for (const limit of options.limits) work.push(await look(engine, limit, today, before, options.timeZone));
  const news = work.filter(({ isNew, rows }) => isNew || rows > 0);
  if (!options.isDry && news.length > 0) {
    await addRetention(
      graph,
      engine,
      news.map(({ table, since, rows }) => ({
        name: table,
        since,
        row_count: rows,
        changed_at: options.at.toISOString(),
      })),
    );
    for (const { limit, those, rows } of work) {
      if (those !== undefined && rows > 0) await engine.removeRows(limit.target, [limit.key], those);
    }
  }
  return work.map(({ table, keep, since, rows }) => ({ table, keep, since, rows }));
}

/** By table, the latest day that was ever taken; empty before the first deletion. */
async function keptSince(graph: CompiledGraph, engine: Engine): Promise<ReadonlyMap<string, string>> {
  const since = new Map<string, string>();
  for (const row of await retentionRows(graph, engine)) {
    const [name, day] = [String(row.name), String(row.since)];
    if (day > (since.get(name) ?? '')) since.set(name, day);
  }
  return since;
}

/** The day that it is there at the moment, YYYY-MM-DD. */
export function dayIn(timeZone: string, moment: Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(moment);
}

async function look(
  engine: Engine,
  limit: Limit,
  today: string,
  before: ReadonlyMap<string, string>,
  timeZone: string,
): Promise<Work> {
  const table = limit.target.name;
  const [day, last = ''] = [dayBefore(today, limit.keep), before.get(table)];
  const since = day > last ? day : last;
  const found = { table, keep: limit.keep, since, limit, isNew: since !== last };
  const relation = await engine.relation(limit.target);
  const told = limit.toldBy === undefined ? relation : await engine.relation(limit.toldBy);
  if (relation?.kind !== 'table' || told === undefined) return { ...found, rows: 0 };
  const those = olderThan(limit, since, columnOf(limit, told.columns), timeZone);
  const [row] = await engine.query(
    `SELECT COUNT(*) AS older FROM ${quoted(limit.target)} AS t INNER JOIN (${those}) AS those ON those.\`${limit.key}\` = t.\`${limit.key}\``,
  );
  return { ...found, those, rows: Number(row?.older ?? 0) };
}

function columnOf({ by, byAt, target, keep }: Limit, columns: readonly Column[]): Column {
  const column = columns.find(({ name }) => name === by);
  if (column?.type === 'DATE' || column?.type === 'TIMESTAMP') return column;
  throw new ProblemError({
    code: 'retention/column',
    severity: 'error',
    place: byAt ?? keep.at,
    what:
      column === undefined
        ? `The table ${target.name} has no column "${by}".`
        : `The column "${by}" of ${target.name} is a ${column.type}, and says no age.`,
    why: `Rows older than ${ageWords(keep)} cannot be told.`,
    todo: 'Name a column of the type DATE or TIMESTAMP.',
  });
}
