/** `leadscore sync alert`: one alert for trial, to whoever the sync file names. */
import { ProblemError } from '../../problem.js';
import { type CommandContext, type ExitCode, printJson, say } from '../context.js';
import { tell } from './alerting.js';
import { chosenSync, type SyncOptions } from './project.js';

/** 1 where it did not arrive. */
export async function syncAlertCommand(context: CommandContext, options: SyncOptions): Promise<ExitCode> {
  const { config } = await chosenSync(context, options);
  if (config.alerts === undefined) {
    throw new ProblemError({
      code: 'sync/no-alerts',
      severity: 'error',
      what: `rubrics/sync/${config.id}.yaml names nobody who is told.`,
      todo: 'Add "alerts: { webhook: https://... }" or "alerts: { command: [program] }"; docs/sync.md tells how.',
    });
  }
  const what = 'This is a trial: nothing has happened.';
  const hasArrived = await tell(context, config, config.alerts, [{ reason: 'trial', what }]);
  if (context.json) printJson(context, { sync: config.id, sent: hasArrived });
  if (hasArrived) say(context, 'The alert was taken.');
  return hasArrived ? 0 : 1;
}
