import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refreshCurve, savedRefreshes } from '../../bench/refresh-curve.js';
import { temporaryFolder } from '../temporary-folder.js';

/** As the bench prints it, with one of the figures beside those drawn. */
const refresh = (events: number, full: number, daily: number, nested: number) => ({
  events,
  leads: events / 100,
  runs: { fullRefresh: { cpuSeconds: full }, incremental: { cpuSeconds: daily } },
  yardstick: { nested: { cpuSeconds: nested } },
});
const [small, middle, large] = [refresh(1e6, 10, 8, 1), refresh(1e7, 100, 8, 10), refresh(1e8, 1000, 80, 1000)];

function saved(...contents: readonly string[]): readonly string[] {
  const folder = temporaryFolder('curve');
  return contents.map((content, index) => {
    const file = join(folder, `${index}.json`);
    writeFileSync(file, content);
    return file;
  });
}

test('the picture of saved runs is that of one run over all sizes, in whatever order they are given', () => {
  const files = saved(JSON.stringify({ met: false, refresh: [large] }), JSON.stringify({ refresh: [small, middle] }));
  const picture = refreshCurve(savedRefreshes(files));
  expect(picture).toBe(refreshCurve([small, middle, large]));
  // By hand: 10, 100, 1000 is in proportion; 8, 8, 80 has the slope 1/2; 1, 10, 1000 has 3/2.
  expect(picture).toContain('>full refresh: 1.00, at last 1.00</text>');
  expect(picture).toContain('>1 % new: 0.50, at last 1.00</text>');
  expect(picture).toContain('>yardstick: 1.50, at last 2.00</text>');
});

test('one size has no exponent', () => {
  expect(() => refreshCurve([small])).toThrow(new RangeError('an exponent needs two sizes'));
});

test.each([
  ['no JSON', '{'],
  ['another part of the bench', '{"compile": {}}'],
  ['a refresh of no size', '{"refresh": []}'],
  ['a cost of nothing', JSON.stringify({ refresh: [refresh(1e6, 0, 1, 1)] })],
])('a file with %s is named', (_, content) => {
  const [good = '', bad = ''] = saved(JSON.stringify({ refresh: [small] }), content);
  expect(() => savedRefreshes([good, bad])).toThrow(new RangeError(`there are no figures of a refresh in ${bad}`));
});
