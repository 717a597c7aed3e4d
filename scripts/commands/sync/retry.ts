/** `leadscore sync retry`: rejected records that the next plan sends again, though nothing about them changed. */
import type { ErrorClass, ObjectName } from '../../sync/rows.js';
import { retryRows } from '../../sync/retry/retry.js';
import { type CommandContext, type ExitCode, printJson, say } from '../context.js';
import { countOf } from './plan-text.js';
import { chosenSync, openStore, type SyncOptions } from './project.js';

export interface SyncRetryOptions extends SyncOptions {
  readonly code?: string;
  readonly class?: ErrorClass;
  readonly object?: ObjectName;
  readonly record?: string;
}

export async function syncRetryCommand(context: CommandContext, options: SyncRetryOptions): Promise<ExitCode> {
  const { config } = await chosenSync(context, options);
  const store = await openStore(context, config);
  try {
    const { code, object, record } = options;
    const rows = await retryRows(
      store,
      {
        ...(code !== undefined && { code }),
        ...(options.class !== undefined && { class: options.class }),
        ...(object !== undefined && { object }),
        ...(record !== undefined && { record }),
      },
      context.clock(),
    );
    if (context.json) printJson(context, { sync: config.id, due: rows });
    say(
      context,
      rows === 0
        ? 'No refused record fits; `npx leadscore sync status` shows those that there are.'
        : `${countOf(rows, 'refused record')} will be sent again by the next plan.`,
    );
    return 0;
  } finally {
    await store.close();
  }
}
