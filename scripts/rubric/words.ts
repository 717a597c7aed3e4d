/** Names and tests in the words a rep reads. */
import type { Condition, Count, FieldTest, Literal } from './model.js';

/** `company_size` -> `company size` */
export function plainWords(name: string): string {
  return name.replaceAll('_', ' ');
}

const signs = { '=': 'the same as', '!=': 'other than', '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least' };

/** What a test says, without the field: "software or fintech", "200 to 999". */
export function testWords(test: FieldTest): string {
  switch (test.op) {
    case 'is':
      return literalWords(test.value);
    case 'in':
      return either(test.values.map(literalWords));
    case 'in_list':
      return `on the list ${plainWords(test.list)}`;
    case 'between':
      return `${literalWords(test.low)} to ${literalWords(test.high)}`;
    case 'at_least':
    case 'at_most':
      return `${plainWords(test.op)} ${literalWords(test.value)}`;
    case 'matches':
    case 'starts_with':
    case 'contains':
      return `${plainWords(test.op)} "${test.text}"`;
    case 'known':
    case 'unknown':
      return test.op;
    case 'older_than':
      return `more than ${test.days} days ago`;
    case 'newer_than':
      return `within ${test.days} days`;
    case 'compare':
      return `${signs[test.comparison]} ${plainWords(test.other.name)}`;
  }
}

/** A whole condition in words. */
export function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return condition.of.map(conditionWords).join(' and ');
    case 'any':
      return condition.of.map(conditionWords).join(' or ');
    case 'not':
      return `not (${conditionWords(condition.of)})`;
    case 'field':
      return `${plainWords(condition.field.name)} ${testWords(condition.test)}`;
    case 'behaviour': {
      const { min, max } = condition.times;
      const often = max === undefined ? (min === 1 ? '' : ` ${min} times or more`) : ` ${min} to ${max} times`;
      const within = (days: number | undefined): string => (days === undefined ? '' : ` within ${days} days`);
      const after =
        condition.after === undefined
          ? ''
          : ` after ${plainWords(condition.after.named)}${within(condition.after.withinDays)}`;
      const by = condition.people === undefined ? '' : ` by ${countWords(condition.people)} people of the account`;
      return `${plainWords(condition.named)}${often}${by}${after}${within(condition.withinDays)}`;
    }
    case 'grade':
      return `${plainWords(condition.dimension)} graded ${either(condition.letters)}`;
    case 'cell':
      return either(condition.cells.map(plainWords));
    case 'result': {
      const name =
        condition.result.kind === 'dimension'
          ? plainWords(condition.result.dimension)
          : condition.result.kind === 'account'
            ? 'account score'
            : condition.result.kind;
      const low = condition.atLeast === undefined ? [] : [`at least ${condition.atLeast.toString()}`];
      const high = condition.atMost === undefined ? [] : [`at most ${condition.atMost.toString()}`];
      return `${name} ${[...low, ...high].join(' and ')}`;
    }
    case 'sql':
      return condition.sql;
  }
}

function countWords({ min, max }: Count): string {
  return max === undefined ? `${min} or more` : `${min} to ${max}`;
}

function literalWords(literal: Literal): string {
  switch (literal.type) {
    case 'NUMERIC':
      return literal.value.toString();
    case 'BOOL':
      return literal.value ? 'yes' : 'no';
    default:
      return literal.value;
  }
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
