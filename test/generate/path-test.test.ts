import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import type { Engine } from '../../scripts/engine/engine.js';
import { pathTest } from '../../scripts/generate/intermediate/acts.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openDuckDb({ database: 'p' });
});
afterAll(async () => {
  await engine.close();
});

test.each<[string, string, boolean]>([
  ['/pricing', '/pricing', true],
  ['/Pricing ', '/pricing', true],
  ['/pricing', '/pricing/', false],
  ['/pricing/**', '/pricing/', true],
  ['/pricing/**', '/pricing/a/b', true],
  ['/pricing/**', '/pricings', false],
  ['/blog/*', '/blog/a', true],
  ['/blog/*', '/blog/a/b', false],
  ['/*/docs', '/de/docs', true],
  ['/*/docs', '/de/at/docs', false],
  ['/**/docs', '/de/at/docs', true],
  ['/a.b', '/axb', false],
  ['/a+b/*', '/a+b/c', true],
  ['/a+b/*', '/aab/c', false],
  ['/(x)/[y]/**/z', '/(x)/[y]/q/z', true],
])('the glob %s over %s: %s', async (glob, path, fits) => {
  const [row] = await engine.query(`SELECT ${pathTest(glob)} AS fits FROM (SELECT '${path}' AS page_path) AS e`);
  expect(row?.fits).toBe(fits);
});
