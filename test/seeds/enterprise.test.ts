import { test } from 'vitest';
import { checkTable, equals, exists, golden, has, holds, note } from './seed-table.js';

test('[B1] what fit reads', () => {
  checkTable('enterprise/fit', { signal: note, where: exists });
});

test('[C1] what intent reads', () => {
  checkTable('enterprise/intent', { kind: note, signal: note, where: exists });
});

test('[F1] high, medium and low, each with its action', () => {
  checkTable('enterprise/tiers', {
    tier: note,
    rank: equals('tier.{tier}.rank'),
    action: note,
    do: equals('tier.{tier}.action.do'),
  });
});

test('[D6] thresholds per region, product line and persona', () => {
  checkTable('enterprise/thresholds', { per: note, where: exists, value: has });
});

test('[F9] [F8] [B3] offers lead to different paths', () => {
  checkTable('enterprise/offers', { offer: note, path: note, where: exists, value: has });
});

test('[C3] [C4] [C7] [C8] [D1] [D3] [E1] [E3] [F10] [H1] guardrails of the running text', () => {
  checkTable('enterprise/guardrails', { guardrail: note, where: exists, holds, value: note });
});

test('what lies outside of a rubric is listed', () => {
  checkTable('enterprise/outside', { rule: note, value: note, unit: note, requirement: note });
});

test('[B3] [C3] [F9] the examples are golden leads', () => {
  checkTable('enterprise/examples', { example: note, expected: note, golden: golden('enterprise', 'expansion') });
});
