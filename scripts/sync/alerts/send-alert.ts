/** Tells whoever the sync file names. What cannot be sent is a warning: it changes nothing about the run. */
import type { Problem } from '../../problem.js';
import type { Clock } from '../apply/clock.js';
import { secretReader, type SecretSources } from '../destinations/secrets.js';
import { type Alert, alertBody } from './alert.js';
import { alertByCommand } from './by-command.js';
import { alertFaults, alertKey } from './alert-key.js';
import { alertByWebhook } from './by-webhook.js';
import type { Alerts } from './settings.js';

export interface AlertSender {
  readonly alerts: Alerts;
  readonly secrets: SecretSources;
  /** Where the command is started. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Milliseconds; the usual ones unless given. */
  readonly timeouts?: { readonly webhook: number; readonly command: number };
}

const usualTimeouts = { webhook: 10_000, command: 30_000 };

/** Both ways at once, each whatever becomes of the other. Warnings, none where all arrived. */
export async function sendAlert(alert: Alert, sender: AlertSender): Promise<readonly Problem[]> {
  const body = alertBody(alert);
  const faults = await Promise.all([byWebhook(alert, body, sender), byCommand(body, sender)]);
  return faults.flat();
}

async function byWebhook({ sync }: Alert, body: string, sender: AlertSender): Promise<readonly Problem[]> {
  const { alerts, secrets, clock, random, signal, timeouts = usualTimeouts } = sender;
  if (alerts.webhook === undefined) return [];
  const faults = alertFaults(sync, alerts, secrets);
  if (faults.length > 0) return faults;
  const key = secretReader(sync, [alertKey], secrets)(alertKey.key);
  const { webhook: url } = alerts;
  const fault = await alertByWebhook({ url, key, body, clock, random, signal, timeout: timeouts.webhook });
  // Its path may be known to nobody else.
  return fault === undefined ? [] : [notSent(`${new URL(url).origin}: ${fault}`)];
}

async function byCommand(body: string, sender: AlertSender): Promise<readonly Problem[]> {
  const { alerts, secrets, directory, timeouts = usualTimeouts } = sender;
  const { command } = alerts;
  if (command === undefined) return [];
  const fault = await alertByCommand({
    command,
    body,
    directory,
    environment: secrets.environment,
    timeout: timeouts.command,
  });
  return fault === undefined ? [] : [notSent(`"${command[0] ?? ''}": ${fault}`)];
}

function notSent(where: string): Problem {
  return {
    code: 'sync/alert-not-sent',
    severity: 'warning',
    what: `An alert was not taken by ${where}.`,
    why: 'Nobody was told of what happened; the run is as it is.',
    todo: 'Look at "alerts" in the sync file; `npx leadscore sync alert` sends one for trial.',
  };
}
