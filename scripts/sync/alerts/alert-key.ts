import type { Problem } from '../../problem.js';
import type { SecretKey } from '../destinations/kind.js';
import { secretProblems, type SecretSources } from '../destinations/secrets.js';
import type { Alerts } from './settings.js';

/** `LEADSCORE_<SYNC>_ALERT_KEY`. */
export const alertKey: SecretKey = {
  key: 'ALERT_KEY',
  is: 'the key by which alerts are signed, which the receiver has as well',
  pattern: /^[!-~]{32,512}$/,
  looksLike: 'a signing key: one word of 32 visible characters or more',
  isNeeded: () => true,
};

/** Why an alert could not be sent, before there is one: its key is missing or malformed. */
export function alertFaults(syncId: string, { webhook }: Alerts, secrets: SecretSources): readonly Problem[] {
  if (webhook === undefined) return [];
  return secretProblems(syncId, [alertKey], new Map(), secrets).map((problem) => ({ ...problem, severity: 'warning' }));
}
