/** The tables of a hot run: what scoring reads is brought to the hot leads, and what it made goes into the team's tables. */
import type { Column, Engine, Replacement, Target } from '../../engine/engine.js';
import { ProblemError } from '../../problem.js';
import { quoted } from '../narrowed-check.js';
import type { HotPlaces, TableName } from './leads.js';
import type { Cut, HotInput, HotOutput, HotPlan, HotState } from './plan.js';

/** Columns of an append-only table that hold the moment of the run which added the row. */
const added = ['as_of', 'drawn_at'] as const;

/** What the whole population is compared for stays unknown until it is compared again. */
const ofEverybody: ReadonlySet<string> = new Set(['predictive_rank']);

export interface HotTables {
  readonly engine: Engine;
  readonly places: HotPlaces;
  readonly table: TableName;
  /** ISO 8601: of the last run that scored. */
  readonly since: string;
}

/** Views of what scoring reads, and copies of the rows that it goes on from. */
export async function putInputs(tables: HotTables, { inputs, states }: HotPlan): Promise<void> {
  const { engine } = tables;
  for (const input of inputs) await engine.writeView(input.to, await inputSql(tables, input));
  for (const { action, from } of states) {
    const columns = await columnsOf(engine, from);
    await engine.writeTable(action.target, `SELECT * FROM ${quoted(from)} AS t${kept(tables, columns)}`);
  }
}

async function inputSql({ engine, places, table }: HotTables, { from, cut, isOlder }: HotInput): Promise<string> {
  const where = cut === undefined ? '' : `\nWHERE ${cutColumn(cut)} IN (${cutSql(cut, places)})`;
  const columns = isOlder ? (await columnsOf(engine, from)).map(({ name }) => name) : [];
  if (!columns.includes('as_of')) return `SELECT * FROM ${quoted(from)}${where}`;
  const list = columns.map((name) => (name === 'as_of' ? 'run.as_of' : `t.\`${name}\``)).join(', ');
  return `SELECT ${list}
FROM ${quoted(from)} AS t
CROSS JOIN ${table('int_as_of')} AS run
WHERE t.as_of = (SELECT MAX(as_of) FROM ${quoted(from)})`;
}

function kept({ places, table }: HotTables, columns: readonly Column[]): string {
  const names = columns.map(({ name }) => name);
  if (names.includes('lead_id')) return `\nWHERE t.lead_id IS NULL OR t.lead_id IN (${cutSql('lead', places)})`;
  if (!names.includes('record_key')) return '';
  return `\nWHERE t.record_key IN (
  SELECT persons.record_key
  FROM ${table('int_record_persons')} AS persons
  WHERE persons.lead_id IN (${cutSql('lead', places)})
)`;
}

/** Everything that was scored goes in at once, or nothing does. Throws `hot/other-columns` where a table has to be made anew. */
export async function publish(tables: HotTables, { outputs, states }: HotPlan): Promise<void> {
  const replacements = [
    ...(await Promise.all(states.map((state) => stateRows(tables, state)))),
    ...(await Promise.all(outputs.map((output) => outputRows(tables, output)))),
  ];
  await tables.engine.replaceRows(replacements);
}

async function outputRows({ engine, places }: HotTables, { from, to, cut }: HotOutput): Promise<Replacement> {
  const columns = await sameColumns(engine, from, to);
  const list = columns.map(({ name, type }) =>
    ofEverybody.has(name) ? `CAST(NULL AS ${type}) AS ${name}` : `t.\`${name}\``,
  );
  return {
    target: to,
    columns: columns.map(({ name }) => name),
    without: { column: cutColumn(cut), sql: cutSql(cut, places) },
    sql: `SELECT ${list.join(', ')} FROM ${quoted(from)} AS t`,
  };
}

async function stateRows({ engine, places, since }: HotTables, { action, from }: HotState): Promise<Replacement> {
  const columns = (await sameColumns(engine, action.target, from)).map(({ name }) => name);
  const list = columns.map((name) => `t.\`${name}\``).join(', ');
  const all = { target: from, columns, sql: `SELECT ${list} FROM ${quoted(action.target)} AS t` };
  if (action.uniqueKey.length > 0 && columns.includes('lead_id'))
    return { ...all, without: { column: 'lead_id', sql: cutSql('lead', places) } };
  const moment = added.find((name) => columns.includes(name));
  if (moment === undefined || action.uniqueKey.length > 0)
    throw new ProblemError({
      code: 'hot/unknown-state',
      severity: 'error',
      place: { file: action.fileName, line: 1, column: 1 },
      what: `A hot run cannot tell which rows it added to ${action.target.name}.`,
      why: `It looks for them by lead_id, where the table is merged, else by ${added.join(' or ')}.`,
      todo: 'Give the table such a column, or run without --hot.',
    });
  return { ...all, sql: `${all.sql} WHERE t.${moment} > TIMESTAMP '${since.replace('T', ' ').replace('Z', '+00')}'` };
}

function cutColumn(cut: Cut): string {
  return cut === 'lead' ? 'lead_id' : 'account_id';
}

function cutSql(cut: Cut, { leads, accounts }: HotPlaces): string {
  return `SELECT ${cutColumn(cut)} FROM ${quoted(cut === 'lead' ? leads : accounts)}`;
}

async function columnsOf(engine: Engine, target: Target): Promise<readonly Column[]> {
  const relation = await engine.relation(target);
  if (relation === undefined) throw new ProblemError(otherColumns(target));
  return relation.columns;
}

/** Those of `from`; `to` has the same. */
async function sameColumns(engine: Engine, from: Target, to: Target): Promise<readonly Column[]> {
  const [made, stored] = [await columnsOf(engine, from), await columnsOf(engine, to)];
  const text = (columns: readonly Column[]): string =>
    JSON.stringify(columns.map(({ name, type }) => [name, type]).toSorted());
  if (text(made) !== text(stored)) throw new ProblemError(otherColumns(to));
  return made;
}

function otherColumns({ schema, name }: Target) {
  return {
    code: 'hot/other-columns',
    severity: 'error',
    what: `The table ${schema}.${name} is missing, or has other columns than the models say today.`,
    why: 'A hot run only exchanges rows.',
    todo: 'Run `npx leadscore run` without --hot, which makes the tables anew.',
  } as const;
}
