/** `leadscore sync plan`: what would be written, without writing anything anywhere but into the sync's own file. */
import { randomInt } from 'node:crypto';
import { type ActionPlan, planActions } from '../../sync/actions/plan-actions.js';
import { giveUp } from '../../sync/plan/give-up.js';
import { makePlan } from '../../sync/plan/make-plan.js';
import { type PlanSummary, summaryJson } from '../../sync/plan/summary.js';
import type { Destination } from '../../sync/destination.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from '../context.js';
import { actionPlanJson, actionPlanLines } from './action-text.js';
import { alertingSync } from './alerting.js';
import { type OpenedSync, openSync } from './opened.js';
import { type ChosenSync, openDestination, type SyncOptions } from './project.js';
import { planLines } from './plan-text.js';

export interface SyncPlanOptions extends SyncOptions {
  /** Asks nothing of the CRM. */
  readonly offline: boolean;
  readonly createFields: boolean;
  /** Ends a run that has not ended, so that there can be another plan. */
  readonly giveUp: boolean;
}

export async function syncPlanCommand(context: CommandContext, options: SyncPlanOptions): Promise<ExitCode> {
  return alertingSync(context, options, 'unattended', async (sync) => {
    if (sync.warnings.length > 0 && !context.json) showProblems(context, sync.warnings);
    const destination = await openDestination(context, sync.config);
    try {
      const opened = await openSync(context, sync.config, options);
      try {
        if (options.giveUp) await giveUp(opened.store);
        const { summary, actions } = await planIn(context, sync, opened, destination, options);
        if (summary.warnings.length > 0 && !context.json) showProblems(context, summary.warnings);
        if (context.json) printJson(context, { ...summaryJson(summary), actions: actionPlanJson(actions) });
        for (const line of [...planLines(summary), ...actionPlanLines(actions)]) say(context, line);
        return 0;
      } finally {
        await opened.close();
      }
    } finally {
      await destination.close();
    }
  });
}

export interface PlannedSync {
  readonly summary: PlanSummary;
  /** At the stage of actions. */
  readonly actions?: ActionPlan;
}

/** Throws a ProblemError where nothing can be planned. */
export async function planIn(
  context: CommandContext,
  sync: ChosenSync,
  { store, warehouse: warehouseOf }: Pick<OpenedSync, 'store' | 'warehouse'>,
  destination: Destination,
  options: Pick<SyncPlanOptions, 'offline' | 'createFields'>,
): Promise<PlannedSync> {
  const { config, mappings } = sync;
  const warehouse = warehouseOf();
  const summary = await makePlan(store, {
    config,
    mappings,
    destination,
    createsFields: options.createFields,
    warehouse,
    isOffline: options.offline,
    now: context.clock(),
    chance: String(randomInt(10_000)).padStart(4, '0'),
    signal: context.signal,
  });
  const actions = await planActions(store, { config, warehouse, runId: summary.runId, now: context.clock() });
  return { summary, ...(actions !== undefined && { actions }) };
}
