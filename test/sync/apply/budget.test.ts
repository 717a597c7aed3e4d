import { expect, test } from 'vitest';
import { CallBudget } from '../../../scripts/sync/apply/budget.js';

/** A budget of a fifth, told that so many of a thousand calls are used once we have made so many more. */
function told(...answers: readonly (readonly [ours: number, used: number])[]): CallBudget {
  const budget = new CallBudget(0.2);
  for (const [ours, usedToday] of answers) {
    budget.spend(ours);
    budget.saw({ usedToday, allowedToday: 1000 });
  }
  return budget;
}

test('a share of what was left, as long as nobody else calls', () => {
  expect(new CallBudget(0.2).ours).toBe(Number.POSITIVE_INFINITY);
  expect(told([1, 500]).ours).toBe(100);
  expect(told([1, 500], [10, 510], [10, 520]).ours).toBe(100);
});

test('what others use while we send becomes less for us; an answer that was overtaken makes it no more', () => {
  const budget = told([1, 500], [10, 910]);
  // Without our eleven calls 101 would be left.
  expect(budget.ours).toBe(20);
  expect([budget.allows(9), budget.allows(10)]).toEqual([true, false]);
  expect(told([1, 500], [10, 910], [1, 905]).ours).toBe(20);
  expect(told([1, 500], [10, 1000]).allows(1)).toBe(false);
});

test('a CRM that tells only of its short window limits nothing', () => {
  const budget = new CallBudget(0.2);
  budget.saw({ leftInWindow: 3, window: 10_000 });
  expect(budget.allows(1_000_000)).toBe(true);
});
