import { expect, test } from 'vitest';
import { closest, didYouMean } from '../../scripts/problem/closest.js';

test.each([
  ['feild', ['field', 'cases'], 'field'],
  ['Field', ['field'], 'field'],
  ['x', ['y', 'z'], undefined],
  ['pricing', ['blog', 'pricing_page'], 'pricing_page'],
  ['zebra', ['field'], undefined],
])('%s among %j', (word, candidates, expected) => {
  expect(closest(word, candidates)).toBe(expected);
});

test('a near name is proposed, a short list is listed, a long one is not', () => {
  expect(didYouMean('tims', ['times', 'within'])).toBe('Did you mean "times"?');
  expect(didYouMean('zebra', ['times', 'within'])).toBe('Known here: times, within.');
  expect(
    didYouMean(
      'zebra',
      Array.from({ length: 13 }, (_, index) => `name_${index}`),
    ),
  ).toBeUndefined();
});
