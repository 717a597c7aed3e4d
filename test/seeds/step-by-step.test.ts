import { expect, test } from 'vitest';
import { checkTable, equals, exists, golden, has, holds, is, note } from './seed-table.js';
import type { Check } from './seed-table.js';

test('[D1] fit and intent are kept apart', () => {
  checkTable('step_by_step/scores', { part: note, why: note, where: exists });
});

/** One value per level in all criteria, more at a higher rank. */
const rank: Check = (cell, row, cells) => {
  const level = row.get('step') ?? '';
  const values = [...cells]
    .filter(([path]) => path.startsWith('fit.') && path.endsWith(`.${level}`))
    .map(([, at]) => at);
  expect(values.length).toBe(5);
  expect(new Set(values).size).toBe(1);
  const ranked = ['low', 'medium', 'high'].map((each) => Number(cells.get(`fit.industry.${each}`)));
  expect(ranked).toEqual(ranked.toSorted((a, b) => a - b));
  expect(String(ranked.indexOf(Number(values[0])) + 1)).toBe(cell);
};

test('[B1] points in three steps', () => {
  checkTable('step_by_step/fit_steps', { step: note, rank, where: note });
});

test('[B4] what is not known is neutral or read from elsewhere', () => {
  checkTable('step_by_step/unknown', { option: note, where: exists, value: is });
});

test('[B2] soft fit', () => {
  checkTable('step_by_step/soft_fit', {
    small_company: note,
    senior_role: (cell, _row, cells) =>
      cell.split('; ').forEach((role) => expect(cells.get('fit.soft_fit.1')).toContain(role)),
    use_case: has,
    where: exists,
    lifts: equals('fit.soft_fit.1.lifts'),
    to: equals('fit.soft_fit.1.to'),
  });
});

/** Every act of the family is worth more than every act of the families below. */
const familyRank: Check = (cell, row, cells) => {
  const pointsOf = (family: string): number[] =>
    (cells.get(`intent.family.${family}`) ?? '').split(' ').map((act) => Number(cells.get(`intent.${act}`)));
  const families = ['light', 'medium', 'strong'];
  const place = families.indexOf(row.get('tier') ?? '');
  expect(String(place + 1)).toBe(cell);
  for (const lower of families.slice(0, place)) {
    expect(Math.min(...pointsOf(families[place] ?? ''))).toBeGreaterThan(Math.max(...pointsOf(lower)));
  }
};

test('[C1] intent in tiers of strength', () => {
  checkTable('step_by_step/intent_tiers', { tier: note, rank: familyRank, acts: note, where: exists });
});

test('[C4] [C5] [C6] repeated acts: caps, windows and a bonus for different ones', () => {
  checkTable('step_by_step/repeats', { rule: note, where: exists, value: is });
});

test('[F1] ranges that lead to decisions', () => {
  checkTable('step_by_step/ranges', {
    range: note,
    action: note,
    tier: (cell, _row, cells) => expect(cells.has(`tier.${cell}`)).toBe(true),
    do: equals('tier.{tier}.action.do'),
  });
});

test('[F5] [F6] timing: task within minutes, hold for enrichment, buffer', () => {
  checkTable('step_by_step/timing', { rule: note, where: exists, value: is });
});

test('[K1] [D1] fit, intent and total stand in the CRM', () => {
  checkTable('step_by_step/crm', {
    stored: note,
    column: (cell, _row, cells) => expect([...cells.keys()]).toContain(`crm.${cell}`),
  });
});

test('[F7] who is not routed', () => {
  checkTable('step_by_step/suppression', {
    who: note,
    where: (cell, _row, cells) => expect(cells.has(`suppress.${cell}`)).toBe(true),
  });
});

test('[C3] [D6] [F8] [F10] rules of the running text', () => {
  checkTable('step_by_step/rules', { rule: note, where: exists, holds, value: note });
});

test('what lies outside of a rubric is listed', () => {
  checkTable('step_by_step/outside', { rule: note, value: note, unit: note, requirement: note });
});

test('[B2] [C4] [F5] the examples are golden leads', () => {
  checkTable('step_by_step/examples', { example: note, expected: note, golden: golden('step_by_step') });
});
