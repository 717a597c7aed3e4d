import { expect, test } from 'vitest';
import { checkTable, equals, exists, golden, has, holds, note } from './seed-table.js';

test('[F1] [F5] hot, warm and cold, each with its action; hot within an hour', () => {
  checkTable('rule_and_predictive/buckets', {
    bucket: note,
    action: note,
    field: note,
    value: equals('tier.{bucket}.action.{field}'),
  });
});

test('[B1] [C9] demographic, firmographic, behavioural and technographic signals', () => {
  checkTable('rule_and_predictive/signals', { kind: note, signal: note, where: exists });
});

test('[F5] [E1] the examples: the queue of the day, the account score', () => {
  checkTable('rule_and_predictive/examples', {
    example: note,
    part: note,
    where: exists,
    says: has,
    golden: golden('rule_and_predictive'),
  });
});

test('[F7] [F8] [B4] rules of the running text', () => {
  checkTable('rule_and_predictive/rules', { rule: note, where: exists, holds, value: note });
});

test('what lies outside of a rubric is listed', () => {
  checkTable('rule_and_predictive/outside', { rule: note, value: note, unit: note, requirement: note });
});

test('[D5] expansion reads usage, registrations and tickets', () => {
  checkTable('expansion/signals', { signal: note, where: exists });
});

test('[F8] [D5] customers: upsell or retention', () => {
  checkTable('expansion/actions', {
    motion: note,
    tier: (cell, _row, cells) => expect(cells.has(`tier.${cell}`)).toBe(true),
    do: equals('tier.{tier}.action.do'),
    play: equals('tier.{tier}.action.play'),
  });
});

test('[D5] the examples of expansion are golden leads', () => {
  checkTable('expansion/examples', { example: note, golden: golden('expansion', 'enterprise', 'firr') });
});
