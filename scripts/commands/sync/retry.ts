/** `leadscore sync retry`: what was refused and the next plan takes up, though nothing about it changed. */
import type { ErrorClass, ObjectName } from '../../sync/rows.js';
import { retryRemembered } from '../../sync/bigquery/retry.js';
import { retryRows, type RetryWhere } from '../../sync/retry/retry.js';
import { retryActions, type RetriedActions } from '../../sync/retry/retry-actions.js';
import { type CommandContext, type ExitCode, printJson, say } from '../context.js';
import { alertingSync } from './alerting.js';
import { countOf } from './plan-text.js';
import { type OpenedSync, openSync } from './opened.js';
import type { ChosenSync, SyncOptions } from './project.js';

export interface SyncRetryOptions extends SyncOptions {
  readonly code?: string;
  readonly class?: ErrorClass;
  readonly object?: ObjectName;
  readonly record?: string;
}

export async function syncRetryCommand(context: CommandContext, options: SyncRetryOptions): Promise<ExitCode> {
  return alertingSync(context, options, 'unattended', async ({ config }) => {
    const opened = await openSync(context, config, options);
    try {
      const { code, object, record } = options;
      const where = {
        ...(code !== undefined && { code }),
        ...(options.class !== undefined && { class: options.class }),
        ...(object !== undefined && { object }),
        ...(record !== undefined && { record }),
      };
      const here = await retryRows(opened.store, where, context.clock());
      const rows = opened.memory === undefined ? here : await retryRemembered(opened.memory, where, context.clock());
      const actions = await actionsAgain(context, config, opened, where);
      const { due, tooOld, withoutRule } = actions;
      if (context.json)
        printJson(context, {
          sync: config.id,
          due: rows,
          actions: { due, too_old: tooOld, without_rule: withoutRule },
        });
      for (const line of retriedLines(rows, actions)) say(context, line);
      return 0;
    } finally {
      await opened.close();
    }
  });
}

/** The file first: another machine that takes the sync over before BigQuery knows leaves them refused. */
async function actionsAgain(
  { clock }: CommandContext,
  config: ChosenSync['config'],
  { store, memory }: OpenedSync,
  where: RetryWhere,
): Promise<RetriedActions> {
  const actions = await retryActions(store, config, where, clock());
  if (actions.due > 0) await memory?.putActions(clock(), false);
  return actions;
}

function retriedLines(rows: number, { due, tooOld, withoutRule }: RetriedActions): readonly string[] {
  const lines = [
    ...(rows > 0 ? [`${countOf(rows, 'refused record')} will be sent again by the next plan.`] : []),
    ...(due > 0
      ? [
          `${countOf(due, 'refused action')} will be tried again by the next plan, if the lead still stands where the rule asks for.`,
        ]
      : []),
    ...(tooOld > 0
      ? [`${countOf(tooOld, 'refused action')} left as before: the change of tier was found more than two days ago.`]
      : []),
    ...(withoutRule > 0
      ? [`${countOf(withoutRule, 'refused action')} left as before: the sync has no such rule any more.`]
      : []),
  ];
  return lines.length > 0
    ? lines
    : ['No refused record or action fits; `npx leadscore sync status` shows those that there are.'];
}
