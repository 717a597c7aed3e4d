import { expect, test } from 'vitest';
import { costCurve, exponentOf } from '../../bench/cost-curve.js';

const power = (a: number, b: number) => [1e4, 1e5, 1e6].map((x) => ({ x, y: a * x ** b }));

test.each([0.5, 1, 1.3, 2])('the exponent of a x^%d is found', (b) => {
  expect(exponentOf(power(0.001, b))).toBeCloseTo(b, 10);
});

test('an exponent needs two sizes', () => {
  expect(() => exponentOf([{ x: 1e6, y: 3 }])).toThrow(RangeError);
});

test('the picture names every line with its exponents, and names are text', () => {
  const picture = costCurve(
    [
      { name: 'full <refresh>', colour: '#1f5fa8', points: [...power(0.001, 1), { x: 1e7, y: 100000 }] },
      { name: 'daily', colour: '#b3541e', points: power(0.001, 1) },
    ],
    'Seconds & events',
  );
  // By hand: logarithms 1, 2, 3, 5 at 4, 5, 6, 7 have the slope 6.5 / 5.
  expect(picture).toContain('>full &lt;refresh&gt;: 1.30, at last 2.00</text>');
  expect(picture).toContain('>daily: 1.00, at last 1.00</text>');
  expect(picture).toContain('<title>Seconds &amp; events</title>');
  expect(picture).toMatch(/>10 M<[\s\S]*raw events/);
});
