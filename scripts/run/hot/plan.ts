/** What a hot run does with each model of a graph. Pure. */
import type { Target } from '../../engine/engine.js';
import type { Action, CompiledGraph, IncrementalAction, TargetKey } from '../../graph/graph.js';
import { ProblemError } from '../../problem.js';
import { hotSchema } from './schema.js';

/** By whose rows a table is cut: those of leads, those of accounts. */
export type Cut = 'lead' | 'account';

/** A table that scoring reads and does not make. */
export interface HotInput {
  /** The team's. */
  readonly from: Target;
  /** Under this name the rows that count are seen. */
  readonly to: Target;
  /** Absent: all rows count. */
  readonly cut?: Cut;
  /** It stays as the last whole run made it: its rows are taken to be of this moment. */
  readonly isOlder: boolean;
}

/** An incremental table whose earlier rows scoring reads. */
export interface HotState {
  readonly action: IncrementalAction;
  readonly from: Target;
}

/** A public table whose rows about hot leads and accounts are exchanged. */
export interface HotOutput {
  readonly from: Target;
  readonly to: Target;
  readonly cut: Cut;
}

export interface HotPlan {
  /** Selection of the team's own graph that is run first: all that is the same for every rubric, but no health of inputs. */
  readonly first: readonly string[];
  /** Selection of the hot graph. */
  readonly scored: readonly string[];
  /** lead_scores of the hot graph. */
  readonly scores: Target;
  readonly inputs: readonly HotInput[];
  readonly states: readonly HotState[];
  readonly outputs: readonly HotOutput[];
}

const outputs: ReadonlyMap<string, Cut> = new Map([
  ['lead_scores', 'lead'],
  ['lead_score_reasons', 'lead'],
  ['lead_predictive_reasons', 'lead'],
  ['tier_transitions', 'lead'],
  ['crm_updates', 'lead'],
  ['account_scores', 'account'],
  ['account_score_reasons', 'account'],
  ['buying_committees', 'account'],
  ['buying_committee_people', 'account'],
]);

const inputCuts: ReadonlyMap<string, Cut> = new Map([
  ['int_lead_facts', 'lead'],
  ['int_record_person', 'lead'],
  ['int_person_accounts', 'lead'],
  ['int_accounts', 'account'],
  ['int_account_acts', 'account'],
]);

/** What tells who is hot, and public tables about people and accounts that need no score: whoever is new stands in them at once. */
const alsoFirst: readonly string[] = [
  'int_acts',
  'int_account_acts',
  'int_account_parents',
  'int_late_news',
  'int_moved_people',
  'int_person_accounts',
  'int_person_id_log',
  'int_record_arrivals',
  'int_record_person',
  'int_record_persons',
  'int_sightings',
  'leads',
  'lead_records',
  'accounts',
  'person_id_history',
];

/** What a breaker reads: judged by whole days, with the runs for everybody. */
const healthOfInputs: ReadonlySet<string> = new Set(['int_input_findings', 'int_input_touches']);

/** The log of tiers is the one scored table that is in no rubric's folder. */
const tierLog = 'int_tier_log';

/**
 * `hot` is the same project with the suffix of `hotSuffix`. Throws `ProblemError` (`run/nothing-to-score`) where no
 * rubric is scored.
 */
export function hotPlan(live: CompiledGraph, hot: CompiledGraph): HotPlan {
  const models = hot.actions.filter(({ kind }) => kind !== 'assertion');
  const scored = models.filter(
    ({ target, tags, isDisabled }) =>
      !isDisabled && (tags.includes('rubric') || target.name === tierLog || outputs.has(target.name)),
  );
  const scores = scored.find(({ target }) => target.name === 'lead_scores');
  if (scores === undefined)
    throw new ProblemError({
      code: 'run/nothing-to-score',
      severity: 'error',
      what: 'This project has no table lead_scores: no rubric is live or in shadow.',
      todo: 'Run `npx leadscore run` without --hot.',
    });
  refuseReplay(live, hot);
  refuseOldModels(live);
  const isScored = new Set(scored.map(({ key }) => key));
  const byKey = new Map(models.map((action) => [action.key, action] as const));
  const inputs = [...new Set(scored.flatMap(({ dependsOn }) => dependsOn))].flatMap((key) => {
    const action = byKey.get(key);
    return action === undefined || isScored.has(key) ? [] : [action];
  });
  const team = teamTargets(live);
  const isOlder = ({ target }: Action): boolean => healthOfInputs.has(target.name);
  const names = new Set(live.actions.map(({ target }) => target.name));
  const first = [
    ...inputs.filter((action) => !isOlder(action)).map(({ target }) => target.name),
    ...alsoFirst.filter((name) => names.has(name)),
  ];
  return {
    first: [...new Set(first)].map((name) => `+${name}`),
    scores: scores.target,
    scored: [...scored.map(({ target }) => target.name), ...freeAssertions(hot, isScored)],
    inputs: inputs.map((action) => {
      const cut = inputCuts.get(action.target.name);
      return {
        from: team(action.target),
        to: action.target,
        isOlder: isOlder(action),
        ...(cut !== undefined && { cut }),
      };
    }),
    states: scored.flatMap((action) => (action.kind === 'incremental' ? [{ action, from: team(action.target) }] : [])),
    outputs: scored.flatMap(({ target }) => {
      const cut = outputs.get(target.name);
      return cut === undefined ? [] : [{ from: target, to: team(target), cut }];
    }),
  };
}

/** Of a table of the hot graph the team's own. */
function teamTargets(live: CompiledGraph): (target: Target) => Target {
  const found = new Map(
    live.actions.map(
      ({ target }) => [`${target.database}.${hotSchema(target.schema)}.${target.name}`, target] as const,
    ),
  );
  return (target) => {
    const own = found.get(`${target.database}.${target.schema}.${target.name}`);
    if (own === undefined) throw new Error(`${target.schema}.${target.name} stands in no schema of the project`);
    return own;
  };
}

/** Assertions in files of their own that read nothing but what is scored. */
function freeAssertions(hot: CompiledGraph, isScored: ReadonlySet<TargetKey>): readonly string[] {
  return hot.actions
    .filter(
      (action) =>
        action.kind === 'assertion' &&
        action.parent === undefined &&
        action.dependsOn.length > 0 &&
        action.dependsOn.every((key) => isScored.has(key)),
    )
    .map(({ target }) => target.name);
}

/** Models that `leadscore build` of an earlier version wrote do not tell what lands late. */
function refuseOldModels({ actions }: CompiledGraph): void {
  if (actions.some(({ target }) => target.name === 'int_late_news')) return;
  throw new ProblemError({
    code: 'hot/old-models',
    severity: 'error',
    what: 'The models of this project are of an earlier version: there is no int_late_news.',
    why: 'Who is hot is looked for there, too.',
    todo: 'Run `npx leadscore build`.',
  });
}

/** includes/clock.js of an earlier version takes the suffix for that of a replay, and nothing would ever act. */
function refuseReplay(live: CompiledGraph, hot: CompiledGraph): void {
  const saysReplay = ({ actions }: CompiledGraph): boolean =>
    actions.some(
      (action) =>
        action.kind === 'incremental' &&
        action.target.name === tierLog &&
        action.query.includes('OR TRUE AS is_replay'),
    );
  if (saysReplay(live) || !saysReplay(hot)) return;
  throw new ProblemError({
    code: 'hot/old-includes',
    severity: 'error',
    place: { file: 'includes/clock.js', line: 1, column: 1 },
    what: 'The includes of this project are of an earlier version, which takes a hot run for a replay.',
    todo: 'Copy includes/ from the version of leadscore that you run.',
  });
}
