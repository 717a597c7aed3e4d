/** `alerts:` of a sync file. */
import { error, type Report } from '../../rubric/report.js';
import type { Cursor } from '../../rubric/yaml/cursor.js';
import { type Alerts, usualAlerts } from '../alerts/settings.js';
import { alertKey } from '../alerts/alert-key.js';
import { secretName } from '../destinations/secrets.js';
import { addressFault, secretInPlace } from './resolve-connection.js';
import type { SyncText } from './schema.js';

/** Undefined where nobody is to be told. Faults are reported. */
export function resolveAlerts(
  id: string,
  value: Pick<SyncText, 'alerts'>,
  cursor: Cursor,
  report: Report,
): Alerts | undefined {
  const { alerts } = value;
  if (alerts === undefined) return undefined;
  const { webhook, command } = alerts;
  if (webhook === undefined && command === undefined) {
    report(
      error('sync/alerts-to-nobody', cursor.at('alerts').keyPlace, '"alerts" names nobody who is told.', {
        todo: 'Add "webhook: https://..." or "command: [program, argument]".',
      }),
    );
  }
  if (webhook !== undefined) {
    const { place } = cursor.at('alerts', 'webhook');
    const fault = addressFault(webhook);
    if (fault === 'secret')
      report(secretInPlace('The user name or password in "webhook"', place, [secretName(id, alertKey.key)]));
    else if (fault !== undefined)
      report(error('sync/wrong-value', place, `"webhook" must be ${fault}: where alerts are posted.`));
  }
  return {
    ...(webhook !== undefined && { webhook }),
    ...(command !== undefined && { command }),
    maxRejectedShare: alerts.max_rejected_share ?? usualAlerts.maxRejectedShare,
    maxDeferredShare: alerts.max_deferred_share ?? usualAlerts.maxDeferredShare,
    fewestRows: alerts.fewest_rows ?? usualAlerts.fewestRows,
    ...(alerts.max_minutes !== undefined && { maxMinutes: alerts.max_minutes }),
    ...(alerts.max_age_hours !== undefined && { maxAgeHours: alerts.max_age_hours }),
  };
}
