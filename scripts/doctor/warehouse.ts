/** What the last run left: whether it went well, how old it is, how new what it read was, and whether the state is there. */
import type { Engine, Target, Value } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { stateTables } from '../state/tables.js';
import { type Finding, note, ok, problem } from './finding.js';
import { nameOf } from './name.js';

const hour = 3_600_000;
/** A schedule that runs every day has missed one when the last run is older. */
const mostHoursSinceRun = 48;
/** Raw rows whose newest one is older than that by the time of the run look like a pipeline that stands still. */
const mostHoursBehind = 7 * 24;

function hoursBetween(from: Value | undefined, to: Value | undefined): number {
  return (Date.parse(String(to)) - Date.parse(String(from))) / hour;
}

function ago(hours: number): string {
  const days = Math.floor(hours / 24);
  if (days >= 2) return `${days} days`;
  return hours >= 2 ? `${Math.floor(hours)} hours` : 'less than two hours';
}

/** Findings about run, sources and state. A warehouse without a run has one finding. */
export async function examineRuns(graph: CompiledGraph, engine: Engine, now: Date): Promise<readonly Finding[]> {
  const runs = { database: graph.defaultDatabase, schema: graph.defaultSchema, name: 'leadscore_runs' };
  if ((await engine.relation(runs)) === undefined) {
    return [note('run', 'Nothing has been run here yet.', 'Run `npx leadscore run`.')];
  }
  return [
    ...(await examineLastRun(engine, runs, now)),
    ...(await examineFreshness(graph, engine)),
    ...(await examineState(graph, engine)),
  ];
}

async function examineLastRun(engine: Engine, runs: Target, now: Date): Promise<readonly Finding[]> {
  const [last] = await engine.query(
    `SELECT run_id, status, finished_at, failed FROM ${nameOf(runs)} ORDER BY finished_at DESC, run_id LIMIT 1`,
  );
  const [whole] = await engine.query(
    `SELECT MAX(finished_at) AS finished_at FROM ${nameOf(runs)} WHERE STRPOS(command, ' --hot') = 0`,
  );
  if (last === undefined) return [note('run', 'Nothing has been run here yet.', 'Run `npx leadscore run`.')];
  const age = hoursBetween(last.finished_at, now.toISOString());
  const said = `The last run ended ${ago(age)} ago: ${String(last.status)}`;
  const findings =
    last.status === 'succeeded'
      ? [ok('run', said)]
      : [
          problem(
            'run',
            `${said}, ${String(last.failed)} failed.`,
            'Run `npx leadscore run`, and mend what it reports.',
          ),
        ];
  const ageOfWhole = hoursBetween(whole?.finished_at ?? null, now.toISOString());
  return ageOfWhole > mostHoursSinceRun
    ? [
        ...findings,
        note(
          'run',
          `${ageOfWhole > age ? 'Only hot leads were scored' : 'No run'} for ${ago(ageOfWhole)}: decay and windows are as of then.`,
          'See that it is scheduled.',
        ),
      ]
    : findings;
}

const momentColumns = ['happened_at', 'updated_at', 'created_at'];

/** The newest moment of each staging model against the moment that was scored. */
async function examineFreshness(graph: CompiledGraph, engine: Engine): Promise<readonly Finding[]> {
  const clock = graph.actions.find(({ target }) => target.name === 'int_as_of');
  if (clock === undefined || (await engine.relation(clock.target)) === undefined) return [];
  const [row] = await engine.query(`SELECT MAX(as_of) AS as_of FROM ${nameOf(clock.target)}`);
  const findings: Finding[] = [];
  for (const { target } of graph.actions.filter(({ target: { name } }) => name.startsWith('stg_'))) {
    const relation = await engine.relation(target);
    const columns = momentColumns.filter((name) => relation?.columns.some((one) => one.name === name) === true);
    if (columns.length === 0) continue;
    const newestOf = columns.map((name) => `MAX(${name}) AS ${name}`).join(', ');
    const [newest] = await engine.query(`SELECT ${newestOf}, COUNT(*) AS row_count FROM ${nameOf(target)}`);
    // A source without that moment has the column all the same, and nothing in it.
    const column = columns.find((name) => newest !== undefined && newest[name] !== null);
    if (newest === undefined || newest.row_count === 0) {
      findings.push(note('source', `${target.name} has no rows.`, 'Look whether its export broke off.'));
    } else if (column !== undefined) {
      const behind = hoursBetween(newest[column], row?.as_of);
      const said = `${target.name}: newest ${column} ${String(newest[column])}`;
      findings.push(
        behind > mostHoursBehind
          ? note('source', `${said}, ${ago(behind)} before what was scored.`, 'Look whether its pipeline stands still.')
          : ok('source', said),
      );
    }
  }
  return findings;
}

async function examineState(graph: CompiledGraph, engine: Engine): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, target } of stateTables(graph)) {
    if ((await engine.relation(target)) !== undefined) continue;
    findings.push(
      note('state', `${name} is not there, though there were runs.`, 'If it was lost, bring it back: docs/state.md.'),
    );
  }
  return findings.length > 0 ? findings : [ok('state', 'Every state table is there.')];
}
