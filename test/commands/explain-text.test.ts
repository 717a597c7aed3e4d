import { expect, test } from 'vitest';
import { scoreLines } from '../../scripts/commands/explain-text.js';
import type { Row } from '../../scripts/engine/engine.js';

const score: Row = {
  rubric: 'inbound',
  rubric_version: 3n,
  rubric_status: 'live',
  as_of: '2026-06-30T00:00:00Z',
  fit_score: '37.5',
  intent_score: '12.333333',
  firr_score: null,
  total_score: '15',
  total_lowest: '10',
  total_highest: '20',
  coverage: '0.875',
  band: '0-30',
  tier: 'not_now',
  action: 'nurture',
  action_details: 'track: education',
  failed_gates: 'engaged: business_email (unknown)',
  suppressed_because: null,
};

function reason(dimension: string, rule: string, kind: string, points: string, total: string, words: string): Row {
  return { dimension, rule, kind, points, total_points: total, reason: words, place: `r.yaml:${rule.length}` };
}

const reasons: readonly Row[] = [
  reason('fit', 'size', 'criterion', '37.5', '15', 'size: large'),
  reason('fit', 'free_mail', 'criterion', '-15', '-6', 'private address: private address'),
  reason('fit', 'fit', 'range', '15', '6', 'fit kept within its range'),
  reason('intent', 'blog', 'act', '1.333333', '0.7999998', 'read the blog, last on 2026-06-01'),
  reason('intent', 'demo', 'act', '9', '5.4', 'asked for a demo, last on 2026-06-02'),
  reason('intent', 'pricing', 'act', '30', '18', 'visited the pricing page 9 times, last on 2026-06-03'),
  reason('intent', 'pricing', 'signal_cap', '-10', '-6', 'at most so much in all: visited the pricing page'),
  reason('intent', 'web', 'family_cap', '-18', '-10.8', 'at most so much together: web'),
  reason('total', 'student', 'limit', '-7.3999998', '-7.3999998', 'total limited: student'),
];

test('reasons stand by dimension, caps below what they cap, decimal points below each other', () => {
  const families = new Map([['web', ['pricing', 'blog']]]);
  expect(scoreLines(score, reasons, families).join('\n')).toMatchInlineSnapshot(`
    "inbound version 3 (live), as of 2026-06-30T00:00:00Z
      total       15, band 0-30
      tier        not_now
      action      nurture (track: education)
      not higher  has the points, but not: engaged: business_email (unknown)
      known       87.5 % of what fit asks (by points)
      possible    a total from 10 to 20, once the rest is known

         points     in total  why
     +37.5       +15          size: large                                              r.yaml:4
     -15          -6          private address                                          r.yaml:9
     +15          +6          more: fit raised to 37.5                                 r.yaml:3
     +37.5       +15          = fit

     +30         +18          visited the pricing page 9 times, last on 2026-06-03     r.yaml:7
     -10          -6            less: capped at 20 in all                              r.yaml:7
      +1.333333   +0.7999998  read the blog, last on 2026-06-01                        r.yaml:4
     -18         -10.8        less: web, the lines above together, capped at 3.333333  r.yaml:3
      +9          +5.4        asked for a demo, last on 2026-06-02                     r.yaml:4
     +12.333333   +7.3999998  = intent

                  -7.3999998  total limited: student                                   r.yaml:7
                 +15          = total"
  `);
});

test('without the rubric, the cap of a family stands below everything', () => {
  const lines = scoreLines(score, reasons, new Map());
  expect(lines.at(-5)).toContain('at most so much together: web');
});

test('reasons that do not add up are said to, loudly', () => {
  const lines = scoreLines({ ...score, total_score: '15.000000001' }, reasons, new Map());
  expect(lines.at(-1)).toBe('             +15          THE REASONS DO NOT ADD UP TO THE SCORE, 15.000000001');
});

test('a text from the data cannot move the cursor', () => {
  const hostile = reason('fit', 'size', 'criterion', '15', '15', 'size: \u001b[2J\u202e');
  expect(scoreLines(score, [hostile], new Map()).join('')).toContain('size: \\u001b[2J\\u202e');
});

test('what the account gives has its own part, and the account stands above', () => {
  const more = [
    reason('account', 'account', 'account', '79', '7.9', 'score of the account'),
    reason('account', 'engaged_people', 'engaged_people', '25', '25', '2 or more people of the account engaged'),
  ];
  const lines = scoreLines(
    { ...score, account_score: '79', account_rank: 2n, total_score: '47.9' },
    [...reasons, ...more],
    new Map(),
  );
  expect(lines).toContain('  account     79 points, place 2 among its people');
  const from = lines.findIndex((line) => line.includes('score of the account')) - 1;
  expect(lines.slice(from, from + 3).map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
    ' +25  +25  2 or more people of the account engaged  r.yaml:14',
    ' +79  +7.9  score of the account  r.yaml:7',
    '  +32.9  = from the account',
  ]);
  expect(lines.at(-1)).toMatch(/\+47\.9 +(?:= total)$/);
});

test('an account that gives nothing to the total is no part of it', () => {
  const lines = scoreLines({ ...score, account_score: '79', account_rank: 1n }, reasons, new Map());
  expect(lines.filter((line) => line.includes('account'))).toEqual([
    '  account     79 points, place 1 among its people',
  ]);
});
