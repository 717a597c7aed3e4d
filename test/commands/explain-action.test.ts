import { expect, test } from 'vitest';
import { actionFacts, tierWords } from '../../scripts/commands/explain-action.js';
import type { Row } from '../../scripts/engine/engine.js';

const score: Row = {
  tier: 'hot',
  action: 'contact',
  action_details: 'within: 1h',
  disposition: 'contact',
  dispositions: 'action: contact',
  suppressed_because: null,
};
const contact = 'contact (within: 1h)';

test.each<[string, Row, readonly (readonly [string, string])[]]>([
  ['an action', {}, [['action', contact]]],
  ['a variant', { variant: 'tailored' }, [['action', `${contact}, variant tailored of the experiment`]]],
  [
    'a suppression alone',
    {
      disposition: 'suppressed',
      suppressed_because: 'consent',
      dispositions: 'suppressed: consent; action: contact',
    },
    [
      ['action', 'none, because: consent'],
      ['otherwise', contact],
    ],
  ],
  [
    'a suppression and more',
    {
      disposition: 'suppressed',
      suppressed_because: 'consent',
      dispositions: 'suppressed: consent; held: enrichment; action: contact',
    },
    [
      ['action', 'none, because: consent'],
      ['otherwise', contact],
      ['decided by', 'suppressed: consent; held: enrichment'],
    ],
  ],
  [
    'a hold',
    { disposition: 'held', dispositions: 'held: enrichment; action: contact' },
    [
      ['action', 'none, on hold'],
      ['otherwise', contact],
      ['decided by', 'held: enrichment'],
    ],
  ],
  [
    'a route',
    { disposition: 'routed', route_to: 'expansion', dispositions: 'routed: expansion; action: contact' },
    [
      ['action', 'none here: the rubric expansion says what is done'],
      ['otherwise', contact],
      ['decided by', 'routed: expansion'],
    ],
  ],
  [
    'a holdout',
    { disposition: 'holdout', dispositions: 'holdout: 2026q4; action: contact' },
    [
      ['action', 'none: holdout of the experiment'],
      ['otherwise', contact],
      ['decided by', 'holdout: 2026q4'],
    ],
  ],
  [
    'a freeze',
    { disposition: 'frozen', dispositions: 'frozen: in talks; action: contact' },
    [
      ['action', `as in the last run: ${contact}`],
      ['decided by', 'frozen: in talks'],
    ],
  ],
  [
    'an override',
    { disposition: 'overridden', dispositions: 'overridden: met \u001b[2J (Kim, until 2026-07-01); action: contact' },
    [
      ['action', `${contact}, for the tier that a person set`],
      ['decided by', 'overridden: met \\u001b[2J (Kim, until 2026-07-01)'],
    ],
  ],
])('%s in words', (_, more, facts) => {
  expect(actionFacts({ ...score, ...more })).toEqual(facts);
});

test('a tier that is not the one of the score says so', () => {
  expect(tierWords(score)).toBe('hot');
  expect(tierWords({ ...score, computed_tier: 'hot' })).toBe('hot');
  expect(tierWords({ ...score, computed_tier: 'cold' })).toBe('hot (by its score: cold)');
});
