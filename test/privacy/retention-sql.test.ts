/** What is sent to BigQuery: the statement of `forget`, around the same query that DuckDB gets. */
import { expect, test } from 'vitest';
import { removal } from '../../scripts/engine/bigquery/statements.js';
import { type Limit, olderThan } from '../../scripts/privacy/retention-limits.js';

const table = (name: string): Limit['target'] => ({ database: 'acme', schema: 'leadscore', name });
const keep: Limit['keep'] = {
  count: 6,
  unit: 'month',
  at: { file: 'rubrics/shared/retention.yaml', line: 1, column: 9, length: 8 },
};
const sent = (limit: Limit, type: string): string =>
  removal(limit.target, [limit.key], olderThan(limit, '2026-06-27', { name: limit.by, type }, "Europe/O'Nowhere${x}"))
    .sql;

test('[L1] rows go by their own day', () => {
  expect(sent({ target: table('int_events'), keep, by: 'day', key: 'day' }, 'DATE')).toMatchInlineSnapshot(`
    "DELETE FROM \`acme\`.\`leadscore\`.\`int_events\` AS T
    WHERE EXISTS (SELECT 1 FROM (
    SELECT DISTINCT old.\`day\` FROM \`acme.leadscore.int_events\` AS old WHERE old.\`day\` < DATE '2026-06-27'
    ) AS S WHERE S.\`day\` = T.\`day\`)"
  `);
});

test('by the day of a moment in the time zone of the project, whatever is in its name', () => {
  const limit = { target: table('int_event_arrivals'), keep, by: 'happened_at', key: 'happened_at' };
  expect(sent(limit, 'TIMESTAMP')).toMatchInlineSnapshot(`
    "DELETE FROM \`acme\`.\`leadscore\`.\`int_event_arrivals\` AS T
    WHERE EXISTS (SELECT 1 FROM (
    SELECT DISTINCT old.\`happened_at\` FROM \`acme.leadscore.int_event_arrivals\` AS old WHERE DATE(old.\`happened_at\`, 'Europe/O\\x27Nowhere\\x24\\x7bx\\x7d') < DATE '2026-06-27'
    ) AS S WHERE S.\`happened_at\` = T.\`happened_at\`)"
  `);
});

test('by what another table tells of them', () => {
  const limit = {
    target: table('one_draws'),
    keep,
    by: 'gone_at',
    key: 'record_key',
    toldBy: table('int_gone_records'),
  };
  expect(sent(limit, 'TIMESTAMP')).toMatchInlineSnapshot(`
    "DELETE FROM \`acme\`.\`leadscore\`.\`one_draws\` AS T
    WHERE EXISTS (SELECT 1 FROM (
    SELECT DISTINCT old.\`record_key\` FROM \`acme.leadscore.int_gone_records\` AS old WHERE DATE(old.\`gone_at\`, 'Europe/O\\x27Nowhere\\x24\\x7bx\\x7d') < DATE '2026-06-27'
    ) AS S WHERE S.\`record_key\` = T.\`record_key\`)"
  `);
});
