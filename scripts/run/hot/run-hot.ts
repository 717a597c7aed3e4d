/** A run that scores only the leads about whom something is new, and whoever shares an account with them. */
import { type Engine, EngineInterrupted, type Target } from '../../engine/engine.js';
import type { CompiledGraph } from '../../graph/graph.js';
import { ProblemError } from '../../problem.js';
import { interruptible } from '../interruptible.js';
import { quoted } from '../narrowed-check.js';
import type { RunResult } from '../result.js';
import { type RunOptions, runGraph } from '../run.js';
import { lastScored } from './last-run.js';
import { hotAccountsSql, type HotFacts, hotLeadsSql, hotPlaces, type News } from './leads.js';
import { isLater } from './moment.js';
import { type HotPlan, hotPlan } from './plan.js';
import { hotSchema, hotSchemas } from './schema.js';
import { type HotTables, publish, putInputs } from './tables.js';

export interface HotRun {
  /** What each scored rubric means today, by name. */
  readonly meanings: ReadonlyMap<string, string>;
  /** The same project, compiled with `hotSuffix`. */
  readonly hot: CompiledGraph;
}

/** What a hot run was about. Moments are ISO 8601. */
export interface Heat {
  /** The run that scored last. */
  readonly since: string;
  readonly leads: number;
  readonly accounts: number;
  /** Nothing of the tables was changed where it is false: something failed. */
  readonly isPublished: boolean;
}

export interface HotResult extends RunResult {
  readonly heat: Heat;
}

/**
 * The models that are the same for every rubric run on the team's tables as in any run; scoring runs in a schema of its own, for
 * hot leads alone, with all assertions; then their rows are exchanged, all at once. What that leaves about them is what
 * a whole run for the same moment would have left. Where anything failed the tables of scores stay as they are.
 */
export async function runHot(
  live: CompiledGraph,
  engine: Engine,
  run: HotRun,
  options: RunOptions,
): Promise<HotResult> {
  const plan = hotPlan(live, run.hot);
  const since = await lastScored(engine, teamTable(live, 'int_tier_log'), run.meanings);
  // Where it is not given, the warehouse's clock is known only once a model has read it.
  const given = live.vars['as_of'] ?? '';
  if (given !== '') refuseEarlier(given, since);
  const done: RunResult[] = [];
  let isInterrupted = false;
  let heat: Heat = { since, leads: 0, accounts: 0, isPublished: false };
  const { signal } = options;
  const stop = (): void => {
    engine.interrupt();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await dropLeft(live, engine);
    heat = await bringUpToDate(live, interruptible(engine, signal), heat, {
      plan,
      models: async (graph, select) => {
        const result = await runGraph(graph, engine, { ...options, fullRefresh: false, select });
        done.push(result);
        return result.status === 'succeeded';
      },
      hot: run.hot,
    });
  } catch (error) {
    if (!(error instanceof EngineInterrupted)) throw error;
    isInterrupted = true;
  } finally {
    signal?.removeEventListener('abort', stop);
    await dropLeft(live, engine);
  }
  return { ...together(done, isInterrupted, options.clock), heat };
}

interface Steps {
  readonly plan: HotPlan;
  readonly hot: CompiledGraph;
  /** Runs a selection; whether all of it succeeded. */
  readonly models: (graph: CompiledGraph, select: readonly string[]) => Promise<boolean>;
}

async function bringUpToDate(
  live: CompiledGraph,
  engine: Engine,
  heat: Heat,
  { plan, hot, models }: Steps,
): Promise<Heat> {
  if (!(await models(live, plan.first))) return heat;
  const tables: HotTables = {
    engine,
    places: hotPlaces(plan.scores),
    table: (name) => quoted(teamTable(live, name)),
    since: heat.since,
  };
  for (const { database, schema } of hotSchemas(live)) await engine.createSchema(database, schema);
  const scores = await engine.relation(teamTable(live, 'lead_scores'));
  const facts = {
    hasAccountActs: live.actions.some(({ target }) => target.name === 'int_account_acts'),
    hasAccountScores: scores?.columns.some(({ name }) => name === 'account_id') === true,
  };
  const found = { ...heat, ...(await findHot(tables, facts)) };
  if (found.leads + found.accounts === 0) return { ...found, isPublished: true };
  await putInputs(tables, plan);
  if (!(await models(hot, plan.scored))) return found;
  await publish(tables, plan);
  return { ...found, isPublished: true };
}

/** `isInterrupted`: between two runs of models, or while rows were exchanged. */
function together(results: readonly RunResult[], isInterrupted: boolean, clock: () => Date): RunResult {
  const [first] = results;
  const failed = results.find(({ status }) => status !== 'succeeded');
  return {
    status: failed?.status ?? (isInterrupted ? 'interrupted' : 'succeeded'),
    startedAt: first?.startedAt ?? clock(),
    finishedAt: clock(),
    actions: results.flatMap(({ actions }) => actions),
  };
}

function teamTable({ actions, defaultDatabase: database, defaultSchema: schema }: CompiledGraph, name: string): Target {
  const action = actions.find((one) => one.target.name === name && one.kind !== 'assertion');
  return action?.target ?? { database, schema, name };
}

/** Drops what a hot run that was killed has left beside the team's tables; nothing happens where there is nothing. */
export async function dropLeft(live: CompiledGraph, engine: Engine): Promise<void> {
  const scores = teamTable(live, 'lead_scores');
  // The first that is written there.
  const { accounts } = hotPlaces({ ...scores, schema: hotSchema(scores.schema) });
  if ((await engine.relation(accounts)) !== undefined) await dropAll(live, engine);
}

async function dropAll(live: CompiledGraph, engine: Engine): Promise<void> {
  for (const { database, schema } of hotSchemas(live)) await engine.dropSchema(database, schema);
}

/** Writes down who is hot, and counts. */
async function findHot(
  { engine, places, table, since }: HotTables,
  facts: HotFacts,
): Promise<{ readonly leads: number; readonly accounts: number }> {
  const [run] = await engine.query(`SELECT MAX(as_of) AS as_of FROM ${table('int_as_of')}`);
  const until = String(run?.as_of ?? '');
  refuseEarlier(until, since);
  const news: News = { since, until };
  await engine.writeTable(places.accounts, hotAccountsSql(table, news, facts));
  await engine.writeTable(places.leads, hotLeadsSql(table, news, quoted(places.accounts)));
  const [found] = await engine.query(`SELECT
  (SELECT COUNT(*) FROM ${quoted(places.leads)}) AS leads,
  (SELECT COUNT(*) FROM ${quoted(places.accounts)}) AS accounts`);
  return { leads: Number(found?.leads ?? 0), accounts: Number(found?.accounts ?? 0) };
}

function refuseEarlier(until: string, since: string): void {
  if (isLater(until, since)) return;
  throw new ProblemError({
    code: 'hot/earlier',
    severity: 'error',
    what: `The leads are scored as of ${since}, and this run is for ${until}, which is not later.`,
    todo: 'Leave --as-of out, or give a later moment.',
  });
}
