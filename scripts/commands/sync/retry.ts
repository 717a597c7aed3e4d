/** `leadscore sync retry`: rejected records that the next plan sends again, though nothing about them changed. */
import type { ErrorClass, ObjectName } from '../../sync/rows.js';
import { retryRemembered } from '../../sync/bigquery/retry.js';
import { retryRows } from '../../sync/retry/retry.js';
import { type CommandContext, type ExitCode, printJson, say } from '../context.js';
import { countOf } from './plan-text.js';
import { openSync } from './opened.js';
import { chosenSync, type SyncOptions } from './project.js';

export interface SyncRetryOptions extends SyncOptions {
  readonly code?: string;
  readonly class?: ErrorClass;
  readonly object?: ObjectName;
  readonly record?: string;
}

export async function syncRetryCommand(context: CommandContext, options: SyncRetryOptions): Promise<ExitCode> {
  const { config } = await chosenSync(context, options);
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
    if (context.json) printJson(context, { sync: config.id, due: rows });
    say(
      context,
      rows === 0
        ? 'No refused record fits; `npx leadscore sync status` shows those that there are.'
        : `${countOf(rows, 'refused record')} will be sent again by the next plan.`,
    );
    return 0;
  } finally {
    await opened.close();
  }
}
