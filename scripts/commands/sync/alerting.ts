/** Tells somebody how a run ended, where the sync file names who. */
import fs from 'node:fs';
import type { AlertReason } from '../../sync/alerts/alert.js';
import { alertFaults } from '../../sync/alerts/alert-key.js';
import { errorReason, reasonsOf } from '../../sync/alerts/reasons.js';
import type { Alerts } from '../../sync/alerts/settings.js';
import { realClock } from '../../sync/apply/clock.js';
import type { RunSummary } from '../../sync/apply/summary.js';
import type { SyncConfig } from '../../sync/config/config.js';
import { syncTexts } from '../../sync/config/load.js';
import { toldOfFaults } from '../../sync/config/told-of-faults.js';
import type { SecretSources } from '../../sync/destinations/secrets.js';
import { type CommandContext, type ExitCode, showProblems } from '../context.js';
import { chosenSync, type ChosenSync, type SyncOptions } from './project.js';

/** What a command has to say of its run, besides what its end says. */
export class News {
  run: RunSummary | undefined;
  readonly reasons: AlertReason[] = [];
}

/** Whose faults are told: those of `sync apply` always, of other commands where no terminal shows them to somebody. */
export type Told = 'always' | 'unattended';

/** The sync that is meant, and what a command does with it; of both, whoever the sync file names is told. */
export async function alertingSync(
  context: CommandContext,
  options: SyncOptions,
  when: Told,
  work: (sync: ChosenSync, news: News) => Promise<ExitCode>,
): Promise<ExitCode> {
  const isTold = when === 'always' || !(context.out.isTty || context.err.isTty);
  const sync = await chosenSync(context, options).catch(async (error: unknown) => {
    if (isTold) await tellOfFaults(context, options, error);
    throw error;
  });
  return isTold ? alerting(context, sync.config, (news) => work(sync, news)) : work(sync, new News());
}

/**
 * Does the work, then sends one alert with all that there is to tell. What cannot be sent is a warning. Whoever interrupts a
 * run knows of it.
 */
async function alerting(
  context: CommandContext,
  config: SyncConfig,
  work: (news: News) => Promise<ExitCode>,
): Promise<ExitCode> {
  const news = new News();
  const { alerts } = config;
  if (alerts === undefined) return work(news);
  warn(context, alertFaults(config.id, alerts, secretSources()));
  try {
    const code = await work(news);
    const ofRun = news.run === undefined ? [] : reasonsOf(news.run, alerts);
    await tell(context, config, alerts, [...ofRun, ...news.reasons], news.run);
    return code;
  } catch (error) {
    await tell(context, config, alerts, [errorReason(error)], news.run);
    throw error;
  }
}

/**
 * Of a project or a sync file that cannot be read, so that no run begins: whoever the sync file names all the same; where nobody said
 * which sync is meant, those of all files.
 */
async function tellOfFaults(context: CommandContext, { sync }: SyncOptions, error: unknown): Promise<void> {
  for (const [id, text] of await syncTexts(context.directory)) {
    const told = sync === undefined || sync === id ? toldOfFaults(id, text) : undefined;
    if (told === undefined) continue;
    warn(context, alertFaults(id, told.alerts, secretSources()));
    await tell(context, { id, destination: told.destination }, told.alerts, [errorReason(error)]);
  }
}

/** Whether it arrived; nothing is sent without a reason. */
export async function tell(
  context: CommandContext,
  { id, destination }: Pick<SyncConfig, 'id' | 'destination'>,
  alerts: Alerts,
  reasons: readonly AlertReason[],
  run?: RunSummary,
): Promise<boolean> {
  if (reasons.length === 0 || context.signal.aborted) return true;
  // Only now: it loads what makes calls.
  const { sendAlert } = await import('../../sync/alerts/send-alert.js');
  const faults = await sendAlert(
    { sync: id, destination, at: context.clock().toISOString(), reasons, ...(run !== undefined && { run }) },
    {
      alerts,
      secrets: secretSources(),
      directory: context.directory,
      clock: realClock,
      random: Math.random,
      signal: context.signal,
    },
  );
  warn(context, faults);
  return faults.length === 0;
}

/** Beside the results: a program that reads them gets one document. */
function warn(context: CommandContext, problems: Parameters<typeof showProblems>[1]): void {
  if (problems.length > 0) showProblems({ ...context, json: false, format: 'text' }, problems);
}

function secretSources(): SecretSources {
  return { environment: process.env, readFile: (file) => fs.readFileSync(file, 'utf8') };
}
