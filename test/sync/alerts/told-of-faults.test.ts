/** Who is told of a sync file that has faults itself: only whoever it names without doubt. */
import { expect, test } from 'vitest';
import { toldOfFaults } from '../../../scripts/sync/config/told-of-faults.js';

const webhook = 'https://example.com/alerts';
const alerts = `alerts:\n  webhook: ${webhook}\n  command: [bin/page, --team]\n`;
const told = { destination: 'salesforce', webhook, command: ['bin/page', '--team'] };

test.each([
  ['no fault of its own', `destination: salesforce\nsource: crm\n${alerts}`, told],
  ['an unknown key', `destination: salesforce\nnonsense: 1\n${alerts}`, told],
  ['an unknown destination', `${alerts}destination: nowhere\n`, { ...told, destination: 'nowhere' }],
  ['no destination', alerts, { ...told, destination: 'unknown' }],
  [
    'a secret elsewhere',
    `${alerts}connection: { url: "https://user:pass@example.com" }\n`,
    { ...told, destination: 'unknown' },
  ],
  ['broken syntax in the next key', `destination: salesforce\n${alerts}objects: { lead: Lead\n`, told],
  ['broken syntax within a later key', `destination: salesforce\n${alerts}objects:\n  lead: [Lead\n`, told],
  ['a brace across keys', `alerts: { webhook: ${webhook},\nsource: crm }, x\n`, undefined],
  ['broken syntax before it', `objects: { lead: Lead\n${alerts}`, undefined],
  ['broken syntax in it', 'alerts:\n  webhook: https://example.com/al\n  command: [bin/page, --te\n', undefined],
  ['a tab within it', `${alerts}\t  max_minutes: 3\n`, undefined],
  ['an unknown key in it', `${alerts}  nobody: x\n`, undefined],
  ['a command that is no list', 'alerts: { command: rm -rf / }\n', undefined],
  ['an address that is none', 'alerts: { webhook: "file:///etc/passwd" }\n', undefined],
  ['a password in the address', 'alerts: { webhook: "https://user:pass@example.com" }\n', undefined],
  ['nobody', 'alerts: { max_minutes: 3 }\n', undefined],
  ['no alerts', 'destination: csv\n', undefined],
  ['an alias', `x: &a [bin/page]\nalerts: { command: *a }\n`, undefined],
  ['nothing', '', undefined],
  ['no YAML at all', '\u0000\u0001{{{', undefined],
])('%s', (_what, text, expected) => {
  const found = toldOfFaults('crm', text);
  expect(
    found && { destination: found.destination, webhook: found.alerts.webhook, command: found.alerts.command },
  ).toEqual(expected);
});
