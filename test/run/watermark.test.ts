import { expect, test } from 'vitest';
import type { Row } from '../../scripts/engine/engine.js';
import { withBoundWatermark } from '../../scripts/run/watermark.js';
import { FakeEngine } from './fake-engine.js';

const query = `WITH watermark AS (
  SELECT COALESCE(MAX(happened_at), TIMESTAMP '1970-01-01 00:00:00+00') AS web_since, MIN(day) AS first_day
  FROM \`p.d.t\`
),

events AS (
  SELECT *
  FROM \`p.d.raw\`
  CROSS JOIN watermark
  WHERE happened_at >= watermark.web_since AND day > watermark.first_day
)

SELECT * FROM events`;

const bound = async (sql: string, rows: readonly Row[]): Promise<{ sql: string; asked: readonly string[] }> => {
  const engine = new FakeEngine({ queries: { 'p.d.t': rows } });
  return { sql: await withBoundWatermark(sql, engine, undefined), asked: engine.calls };
};

test('the moments stand as literals, and the lines stay where they are', async () => {
  const { sql, asked } = await bound(query, [{ web_since: '2026-06-01T12:30:00.5Z', first_day: '2026-05-01' }]);
  expect(asked).toEqual([
    "query SELECT COALESCE(MAX(happened_at), TIMESTAMP '1970-01-01 00:00:00+00') AS web_since, MIN(day) AS first_day FROM `p.d.t`",
  ]);
  expect(sql).not.toContain('watermark');
  expect(sql).toContain("WHERE happened_at >= TIMESTAMP '2026-06-01 12:30:00.5+00' AND day > DATE '2026-05-01'");
  expect(sql.split('\n').indexOf('events AS (')).toBe(query.split('\n').indexOf('events AS ('));
  expect(sql.split('\n')).toHaveLength(query.split('\n').length);
});

test('a CTE that stands alone goes with its WITH, and the lines stay where they are', async () => {
  const alone = `WITH watermark AS (
  SELECT MIN(day) AS first_day
  FROM \`p.d.t\`
)

SELECT *
FROM \`p.d.raw\`
CROSS JOIN watermark
WHERE day > watermark.first_day`;
  const { sql } = await bound(alone, [{ first_day: '2026-05-01' }]);
  expect(sql.split('\n')).toEqual([
    '',
    '',
    '',
    '',
    '',
    'SELECT *',
    'FROM `p.d.raw`',
    '',
    "WHERE day > DATE '2026-05-01'",
  ]);
});

test.each([
  ['no row', query, []],
  ['two rows', query, [{ first_day: '2026-05-01' }, { first_day: '2026-05-02' }]],
  ['nothing to count from', query, [{ web_since: null, first_day: null }]],
  ['text that is no moment', query, [{ web_since: "2026' OR TRUE", first_day: '2026-05-01' }]],
  ['a column that the query lacks', query, [{ first_day: '2026-05-01' }]],
  [
    'another kind of join',
    query.replace('CROSS JOIN watermark', 'LEFT JOIN watermark ON TRUE'),
    [{ web_since: '2026-06-01T00:00:00Z', first_day: '2026-05-01' }],
  ],
])('%s: the query stays as it is', async (_, sql, rows) => {
  expect((await bound(sql, rows)).sql).toBe(sql);
});

test('a CTE over two relations is not worked out, and a query without one is not asked for', async () => {
  const two = query.replace('FROM `p.d.t`', 'FROM `p.d.t` CROSS JOIN `p.d.u`');
  expect(await bound(two, [{ web_since: '2026-06-01T00:00:00Z' }])).toEqual({ sql: two, asked: [] });
  expect(await bound('SELECT 1 AS x', [])).toEqual({ sql: 'SELECT 1 AS x', asked: [] });
});
