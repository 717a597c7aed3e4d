/** Every test and every condition as a sentence of a document, a reason or a difference says it. */
import { Decimal } from 'decimal.js';
import { expect, test } from 'vitest';
import type { Condition, FieldRef, FieldTest, Literal } from '../../scripts/rubric/model.js';
import {
  conditionWords,
  countWords,
  either,
  fieldWords,
  literalWords,
  plainWords,
  testWords,
} from '../../scripts/rubric/words.js';

const at = { file: 'rubrics/words.yaml', line: 1, column: 1 };
const number = (value: number): Literal => ({ type: 'NUMERIC', value: new Decimal(value) });
const text = (value: string): Literal => ({ type: 'STRING', value });
const yes: Literal = { type: 'BOOL', value: true };
const no: Literal = { type: 'BOOL', value: false };
const size: FieldRef = { entity: 'lead', name: 'company_size', type: 'STRING' };
const revenue: FieldRef = { entity: 'account', name: 'annual_revenue', type: 'NUMERIC' };

test.each<[FieldTest, string]>([
  [{ op: 'is', value: text('large') }, 'company size is large'],
  [{ op: 'is', value: yes }, 'company size: yes'],
  [{ op: 'is', value: no }, 'company size: no'],
  [{ op: 'in', values: [text('a')] }, 'company size is a'],
  [{ op: 'in', values: [text('a'), text('b'), text('c')] }, 'company size is a, b or c'],
  [{ op: 'in_list', list: 'big_ones' }, 'company size is on the list big ones'],
  [{ op: 'between', low: number(1), high: number(9.5) }, 'company size 1 to 9.5'],
  [{ op: 'at_least', value: number(3) }, 'company size at least 3'],
  [{ op: 'at_most', value: number(3) }, 'company size at most 3'],
  [{ op: 'matches', text: '^x' }, 'company size matches "^x"'],
  [{ op: 'starts_with', text: 'x' }, 'company size starts with "x"'],
  [{ op: 'contains', text: 'x' }, 'company size contains "x"'],
  [{ op: 'known' }, 'company size is known'],
  [{ op: 'unknown' }, 'company size is unknown'],
  [{ op: 'older_than', days: 30 }, 'company size more than 30 days ago'],
  [{ op: 'newer_than', days: 30 }, 'company size within 30 days'],
  [{ op: 'compare', comparison: '=', other: revenue }, 'company size is the same as account annual revenue'],
  [{ op: 'compare', comparison: '!=', other: revenue }, 'company size is other than account annual revenue'],
  [{ op: 'compare', comparison: '<', other: revenue }, 'company size is below account annual revenue'],
  [{ op: 'compare', comparison: '<=', other: revenue }, 'company size is at most account annual revenue'],
  [{ op: 'compare', comparison: '>', other: revenue }, 'company size is above account annual revenue'],
  [{ op: 'compare', comparison: '>=', other: revenue }, 'company size is at least account annual revenue'],
])('%o of a field', (asked, expected) => {
  expect(conditionWords({ kind: 'field', field: size, test: asked, at })).toBe(expected);
  expect(expected.endsWith(testWords(asked))).toBe(true);
});

const known: Condition = { kind: 'field', field: size, test: { op: 'known' }, at };
const large: Condition = { kind: 'field', field: size, test: { op: 'is', value: text('large') }, at };
const visited = { kind: 'behaviour', signals: ['web_visit'], named: 'web_visit', times: { min: 1 }, at } as const;
const either2: Condition = { kind: 'any', of: [known, large], at };

test.each<[Condition, string]>([
  [{ kind: 'all', of: [known, large], at }, 'company size is known and company size is large'],
  [either2, 'company size is known or company size is large'],
  [
    { kind: 'all', of: [large, either2], at },
    'company size is large and (company size is known or company size is large)',
  ],
  [
    { kind: 'any', of: [{ kind: 'all', of: [known, large], at }, known], at },
    '(company size is known and company size is large) or company size is known',
  ],
  [
    { kind: 'all', of: [large, { kind: 'any', of: [known], at }], at },
    'company size is large and company size is known',
  ],
  [{ kind: 'not', of: large, at }, 'company size is not large'],
  [{ kind: 'not', of: known, at }, 'company size is not known'],
  [
    { kind: 'not', of: { kind: 'field', field: size, test: { op: 'at_least', value: number(3) }, at }, at },
    'not (company size at least 3)',
  ],
  [{ kind: 'not', of: visited, at }, 'not (web visit)'],
  [visited, 'web visit'],
  [{ ...visited, withinDays: 1 }, 'web visit within 1 day'],
  [{ ...visited, withinDays: 30 }, 'web visit within 30 days'],
  [{ ...visited, times: { min: 2 } }, 'web visit 2 times or more'],
  [{ ...visited, times: { min: 2, max: 3 } }, 'web visit 2 to 3 times'],
  [{ ...visited, times: { min: 2, max: 2 } }, 'web visit exactly 2 times'],
  [{ ...visited, times: { min: 1, max: 1 } }, 'web visit exactly 1 times'],
  [{ ...visited, people: { min: 2 } }, 'web visit by 2 or more people of the account'],
  [{ ...visited, people: { min: 2, max: 2 }, withinDays: 7 }, 'web visit by 2 people of the account within 7 days'],
  [{ ...visited, people: { min: 2, max: 4 } }, 'web visit by 2 to 4 people of the account'],
  [
    { ...visited, after: { signals: ['a_form'], named: 'a_form', withinDays: 3 } },
    'web visit after a form within 3 days',
  ],
  [{ ...visited, after: { signals: ['a_form'], named: 'a_form' } }, 'web visit after a form'],
  [{ kind: 'grade', dimension: 'good_fit', letters: ['A', 'B'], at }, 'good fit graded A or B'],
  [{ kind: 'cell', cells: ['route_now', 'look'], at }, 'route now or look'],
  [{ kind: 'result', result: { kind: 'total' }, atLeast: new Decimal(5), at }, 'total at least 5'],
  [{ kind: 'result', result: { kind: 'account' }, atMost: new Decimal(5), at }, 'account score at most 5'],
  [
    {
      kind: 'result',
      result: { kind: 'dimension', dimension: 'good_fit' },
      atLeast: new Decimal(1),
      atMost: new Decimal('2.5'),
      at,
    },
    'good fit at least 1 and at most 2.5',
  ],
  [{ kind: 'sql', sql: 'lead.seats > 3', fields: [], at }, 'lead.seats > 3'],
])('a condition: %#', (condition, expected) => {
  expect(conditionWords(condition)).toBe(expected);
});

test('fields, counts, values and lists', () => {
  expect(fieldWords(revenue)).toBe('account annual revenue');
  expect(fieldWords({ entity: 'account', name: 'account_type' })).toBe('account type');
  expect(fieldWords({ entity: 'lead', name: 'annual_revenue' })).toBe('annual revenue');
  expect([{ min: 2 }, { min: 2, max: 2 }, { min: 2, max: 5 }].map(countWords)).toEqual(['2 or more', '2', '2 to 5']);
  expect([number(0.0000001), yes, no, text('x_y')].map(literalWords)).toEqual(['0.0000001', 'yes', 'no', 'x_y']);
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(either)).toEqual(['', 'a', 'a or b', 'a, b or c']);
  expect(plainWords('a_b_c')).toBe('a b c');
});
