/** `leadscore sync apply`: carries a plan out, goes on with one that has not ended, or plans first. */
import { ProblemError, type Problem } from '../../problem.js';
import { actionsToLookAt, type ActionToLookAt, countActions } from '../../sync/actions/records.js';
import { type RefusedActions, refusedActionsOf } from '../../sync/actions/refused.js';
import { type ActionSummary, sendActions } from '../../sync/actions/send-actions.js';
import { actionsReason, breakerReasons, staleReason, tooManyActionsReason } from '../../sync/alerts/reasons.js';
import { applyPlan } from '../../sync/apply/apply-plan.js';
import { realClock } from '../../sync/apply/clock.js';
import { keepHeapSmall } from '../../sync/heap.js';
import type { RunSummary } from '../../sync/apply/summary.js';
import type { Destination } from '../../sync/destination.js';
import type { TrippedBreaker } from '../../sync/plan/breakers.js';
import { isMappedAlike } from '../../sync/plan/mapped-alike.js';
import { breakersOf } from '../../sync/plan/summary.js';
import type { RunRecord } from '../../sync/store/store.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from '../context.js';
import { actionLines, actionPlanLines, actionsToLookAtLines, refusedActionsLines } from './action-text.js';
import { alertingSync, type News } from './alerting.js';
import { progressOn } from './apply-progress.js';
import { runJson, runLines } from './apply-text.js';
import { planIn } from './plan.js';
import { publish } from './publish.js';
import { type OpenedSync, openSync } from './opened.js';
import { type ChosenSync, openDestination, type SyncOptions } from './project.js';
import { remember } from './remember.js';

export interface SyncApplyOptions extends SyncOptions {
  /** The id of a plan. */
  readonly plan?: string;
  /** Although a breaker stands in the way, and beyond the budget. */
  readonly force: boolean;
}

/** 0: everything is written. 2: some rows were refused or put off. 3: not carried out to its end. 4: it waits for more calls. */
export async function syncApplyCommand(context: CommandContext, options: SyncApplyOptions): Promise<ExitCode> {
  keepHeapSmall();
  return alertingSync(context, options, 'always', async (sync, news) => {
    if (sync.warnings.length > 0 && !context.json) showProblems(context, sync.warnings);
    const destination = await openDestination(context, sync.config);
    try {
      const opened = await openSync(context, sync.config, options);
      try {
        return await applyIn(context, sync, { opened, destination, news }, options);
      } finally {
        await opened.close();
      }
    } finally {
      await destination.close();
    }
  });
}

interface ToApply {
  readonly opened: OpenedSync;
  readonly destination: Destination;
  readonly news: News;
}

async function applyIn(
  context: CommandContext,
  sync: ChosenSync,
  { opened, destination, news }: ToApply,
  options: SyncApplyOptions,
): Promise<ExitCode> {
  const { store } = opened;
  const run = await runToCarryOut(context, sync, { opened, destination, news }, options);
  if (run.status === 'planned') {
    const stale = sync.config.alerts && staleReason(run, sync.config.alerts);
    if (stale !== undefined) news.reasons.push(stale);
    const tripped = await breakersOf(store, run.runId, sync.config);
    if (tripped.length > 0 && !options.force) {
      showProblems(
        context,
        tripped.map((each) => breakerProblem(each, run.runId)),
      );
      news.reasons.push(...breakerReasons(tripped));
      return 3;
    }
  } else {
    say(context, `Going on with ${run.runId}, which has not ended.`);
  }
  if (context.signal.aborted) {
    say(context, 'Interrupted before anything was sent. `npx leadscore sync apply` begins again.');
    return 130;
  }
  const progress = progressOn(context, run.planned);
  const { result: summary, isRemembered } = await remember(context, opened.memory, run.runId, (signal) =>
    applyPlan({
      store,
      destination,
      runId: run.runId,
      settings: { budget: sync.config.budget, breakers: sync.config.breakers, isForced: options.force },
      clock: realClock,
      random: Math.random,
      signal,
      onProgress: progress.show,
    }).finally(progress.end),
  );
  news.run = summary;
  const acted = summary.status === 'done' ? await actIn(context, sync, opened, destination) : undefined;
  if (acted?.isPartial === true) news.reasons.push(actionsReason);
  report(context, summary, acted?.summary);
  if (acted?.isPartial === true)
    for (const line of [...actionsToLookAtLines(acted.toLookAt), ...refusedActionsLines(acted.refused)])
      say(context, line);
  await publish(context, opened, sync.config.id, options);
  if (!isRemembered) return 3;
  if (context.signal.aborted && (summary.status === 'running' || acted?.isPartial === true)) return 130;
  return summary.exitCode === 0 && acted?.isPartial === true ? 2 : summary.exitCode;
}

interface Acted {
  readonly summary: ActionSummary;
  /** Some wait, or are for a person to look at. */
  readonly isPartial: boolean;
  readonly toLookAt: readonly ActionToLookAt[];
  readonly refused: RefusedActions;
}

/** What is done once the fields are written; undefined at the stage of fields. */
async function actIn(
  context: CommandContext,
  { config }: ChosenSync,
  { store, memory }: OpenedSync,
  destination: Destination,
): Promise<Acted | undefined> {
  if (config.stage !== 'fields+actions') return undefined;
  const before = await countActions(store);
  const { signal } = context;
  await memory?.putActions(context.clock(), true);
  const summary = await sendActions({ store, destination, clock: realClock, random: Math.random, signal });
  await memory?.putActions(context.clock(), false);
  const isPartial = summary.waiting > 0 || summary.refused > before.refused || summary.unknown > before.unknown;
  const refused = await refusedActionsOf(store, config, context.clock());
  return { summary, isPartial, toLookAt: isPartial ? await actionsToLookAt(store, 20) : [], refused };
}

function report(context: CommandContext, summary: RunSummary, actions: ActionSummary | undefined): void {
  if (context.json) printJson(context, { ...runJson(summary), actions: actions ?? null });
  for (const line of runLines(summary)) say(context, line);
  if (actions !== undefined) for (const line of actionLines(actions)) say(context, line);
}

/** The run that has not ended; else the plan that is named; else a new one. */
async function runToCarryOut(
  context: CommandContext,
  sync: ChosenSync,
  { opened, destination, news }: ToApply,
  { plan }: SyncApplyOptions,
): Promise<RunRecord> {
  const { store } = opened;
  const runs = await store.runs(1000);
  const open = runs.find(({ status }) => status === 'running' || status === 'paused_quota');
  if (open !== undefined) {
    if (plan !== undefined && plan !== open.runId) throw new ProblemError(otherIsOpen(plan, open));
    return open;
  }
  if (plan === undefined) {
    const { summary, actions } = await planIn(context, sync, opened, destination, {
      offline: false,
      createFields: false,
    });
    for (const line of actionPlanLines(actions)) say(context, line);
    if (actions?.isOverLimit === true) news.reasons.push(tooManyActionsReason(actions));
    const { runId } = summary;
    const made = await store.run(runId);
    if (made === undefined) throw new Error(`the plan ${runId} was made and is not there`);
    return made;
  }
  const named = runs.find(({ runId }) => runId === plan);
  if (named === undefined) throw new ProblemError(noSuchPlan(plan, runs));
  if (named.status !== 'planned') throw new ProblemError(hasEnded(named));
  if (!isMappedAlike(named.mapping, sync.mappings)) throw new ProblemError(mappedOtherwise(named));
  return named;
}

function breakerProblem({ breaker, what }: TrippedBreaker, runId: string): Problem {
  return {
    code: `sync/breaker-${breaker.replaceAll('_', '-')}`,
    severity: 'error',
    what,
    why: 'So much at once is rarer than a mistake in a rubric, a source or a mapping. Nothing was written.',
    todo: `Look at it with \`npx leadscore sync plan\`; if it is right: \`npx leadscore sync apply ${runId} --force\`.`,
  };
}

function otherIsOpen(plan: string, { runId, status }: RunRecord): Problem {
  return {
    code: 'sync/not-ended',
    severity: 'error',
    what: `The run ${runId} has not ended${status === 'paused_quota' ? ': it waits for more calls' : ''}, so that ${plan} cannot be carried out.`,
    todo: 'Run `npx leadscore sync apply`, which goes on with it, or give it up with `npx leadscore sync plan --give-up`.',
  };
}

function noSuchPlan(plan: string, runs: readonly RunRecord[]): Problem {
  const waiting = runs.filter(({ status }) => status === 'planned').map(({ runId }) => runId);
  return {
    code: 'sync/unknown-plan',
    severity: 'error',
    what: `There is no plan ${plan}.`,
    why: 'A newer plan takes the place of one that nobody has carried out.',
    todo:
      waiting.length === 0
        ? 'Make one with `npx leadscore sync plan`.'
        : `The one that waits is ${waiting.join(', ')}.`,
  };
}

function hasEnded({ runId, status, finishedAt }: RunRecord): Problem {
  return {
    code: 'sync/plan-is-over',
    severity: 'error',
    what: `The plan ${runId} is over: ${status}${finishedAt === undefined ? '' : ` on ${finishedAt}`}.`,
    why: 'A plan is carried out once.',
    todo: 'Make a new one with `npx leadscore sync plan`.',
  };
}

function mappedOtherwise({ runId }: RunRecord): Problem {
  return {
    code: 'sync/plan-of-another-mapping',
    severity: 'error',
    what: `The section "crm" of a rubric, or "objects" of the sync, has changed since ${runId} was made.`,
    why: 'It would write fields that are no longer asked for.',
    todo: 'Make a new plan with `npx leadscore sync plan`.',
  };
}
