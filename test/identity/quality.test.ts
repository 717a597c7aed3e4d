/** Who is one person, against what is true of the demo: the bars that `npm run identity-quality` judges, on a small demo. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { belowBars, compare, measureIdentity } from '../../bench/identity-quality.js';
import { temporaryFolder } from '../temporary-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('[A3] [A4] at the usual dirt people and accounts are found as the bars ask, and nobody is glued to a stranger', async () => {
  const directory = temporaryFolder('identity');
  for (const part of ['rubrics', 'definitions', 'includes', 'workflow_settings.yaml'])
    cpSync(join(root, part), join(directory, part), { recursive: true });
  const quality = await measureIdentity(directory, 'usual', { leads: 1500, events: 3000, seed: 5 });
  expect(belowBars(quality)).toEqual([]);
  // There is something to be found, and something to be kept apart.
  expect(quality.people.true).toBeGreaterThan(100);
  expect(quality.issues.key_never_matches).toBeGreaterThan(0);
}, 400_000);

test('strangers who are glued, people who are torn apart and wrong companies are counted', () => {
  const truth = [
    { number: '1', domain: 'one.com', isTold: true, records: ['a', 'b', 'c'] },
    { number: '2', domain: 'two.com', isTold: true, records: ['d'] },
    { number: '3', domain: 'three.com', isTold: false, records: ['e'] },
    { number: '4', domain: undefined, isTold: true, records: ['f'] },
  ];
  const found = new Map([
    ['a', { person: 'p', domain: 'one.com' }],
    ['b', { person: 'p', domain: 'one.com' }],
    // Torn off.
    ['c', { person: 'q', domain: undefined }],
    // Glued, and with it to the wrong company.
    ['d', { person: 'p', domain: 'one.com' }],
    ['e', { person: 'r', domain: undefined }],
    ['f', { person: 's', domain: 'six.com' }],
  ]);
  const quality = { dirt: 'usual' as const, issues: {}, ...compare(truth, found) };
  expect(quality).toEqual({
    dirt: 'usual',
    issues: {},
    records: 6,
    people: { true: 3, found: 3, right: 1, precision: 1 / 3, recall: 1 / 3 },
    accounts: { true: 5, found: 4, right: 2, precision: 1 / 2, recall: 2 / 5 },
    accountsThatRecordsTell: { true: 4, found: 4, right: 2, precision: 1 / 2, recall: 1 / 2 },
    acrossCompanies: 1,
  });
  expect(belowBars(quality)).toEqual([
    'precision of people is 0.33333, below 0.999',
    'recall of people is 0.33333, below 0.95',
    'precision of accounts is 0.50000, below 0.999',
    'recall of accounts is 0.40000, below 0.95',
    '1 people are made of people of several companies',
  ]);
  expect(() => compare(truth, new Map())).toThrow('The record a has no person.');
});
