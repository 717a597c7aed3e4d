import { expect, test } from 'vitest';
import { checkTable, equals, exists, golden, holds, note } from './seed-table.js';

test('[F2] each quadrant of the grid has its action', () => {
  checkTable('fit_intent_grid/grid', {
    fit: note,
    intent: note,
    action: note,
    where: exists,
    cell: equals('grid.{fit}_{intent}'),
    // The last tier takes whoever is left: the quadrant that is low in both.
    tier: (cell, row, cells) =>
      expect(cells.get(`tier.${cell}.when`) ?? 'leave alone').toContain((row.get('cell') ?? '').replaceAll('_', ' ')),
    do: equals('tier.{tier}.action.do'),
  });
});

test('[F1] tiers A, B and C, each with its action', () => {
  checkTable('fit_intent_grid/tiers', {
    tier: note,
    action: note,
    field: note,
    value: equals('tier.{tier}.action.{field}'),
  });
});

test('[F4] a sales-qualified and a marketing-qualified threshold', () => {
  checkTable('fit_intent_grid/thresholds', { threshold: note, where: exists });
});

test('[D1] what each axis reads; [C9] product usage and the committee among it', () => {
  checkTable('fit_intent_grid/inputs', { axis: note, input: note, where: exists });
});

test('[B5] [C7] personal address, student, competitor on the pricing page', () => {
  checkTable('fit_intent_grid/negative', {
    attribute: (_cell, row, cells) => expect(Number(cells.get(row.get('where') ?? ''))).toBeLessThan(0),
    where: exists,
  });
});

test('[B6] [C3] [C1] rules of the running text', () => {
  checkTable('fit_intent_grid/rules', { rule: note, where: exists, holds, value: note });
});

test('what lies outside of a rubric is listed', () => {
  checkTable('fit_intent_grid/outside', { rule: note, value: note, unit: note, requirement: note });
});

test('[C3] [B5] [F2] the examples are golden leads', () => {
  checkTable('fit_intent_grid/examples', { example: note, expected: note, golden: golden('fit_intent_grid') });
});
