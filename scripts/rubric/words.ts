/** Names and tests in the words a rep reads. */
import type { Condition, Count, FieldRef, FieldTest, Literal } from './model.js';

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
      return `${signs[test.comparison]} ${fieldWords(test.other)}`;
  }
}

/** A whole condition in words. */
export function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return condition.of.map(joinedWords).join(' and ');
    case 'any':
      return condition.of.map(joinedWords).join(' or ');
    case 'not':
      return notWords(condition.of);
    case 'field':
      return `${fieldWords(condition.field)}${verb(condition.test)} ${testWords(condition.test)}`;
    case 'behaviour': {
      const { min, max } = condition.times;
      const often =
        max === undefined
          ? min === 1
            ? ''
            : ` ${min} times or more`
          : ` ${min === max ? `exactly ${min}` : `${min} to ${max}`} times`;
      const within = (days: number | undefined): string =>
        days === undefined ? '' : ` within ${days} ${days === 1 ? 'day' : 'days'}`;
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
      const low = condition.atLeast === undefined ? [] : [`at least ${condition.atLeast.toFixed()}`];
      const high = condition.atMost === undefined ? [] : [`at most ${condition.atMost.toFixed()}`];
      return `${name} ${[...low, ...high].join(' and ')}`;
    }
    case 'sql':
      return condition.sql;
  }
}

function notWords(condition: Condition): string {
  const isShort = condition.kind === 'field' && verb(condition.test) === ' is';
  return isShort
    ? `${fieldWords(condition.field)} is not ${testWords(condition.test)}`
    : `not (${conditionWords(condition)})`;
}

/** What stands between a field and the words of a test that are no sentence by themselves. */
function verb(test: FieldTest): string {
  switch (test.op) {
    case 'is':
      return test.value.type === 'BOOL' ? ':' : ' is';
    case 'in':
    case 'in_list':
    case 'known':
    case 'unknown':
    case 'compare':
      return ' is';
    default:
      return '';
  }
}

/** "and" and "or" beside each other would leave open which of them binds. */
function joinedWords(condition: Condition): string {
  const isJoined = (condition.kind === 'all' || condition.kind === 'any') && condition.of.length > 1;
  return isJoined ? `(${conditionWords(condition)})` : conditionWords(condition);
}

/** A lead's field by its name alone; whatever belongs to the account says so. */
export function fieldWords(field: Pick<FieldRef, 'entity' | 'name'>): string {
  const name = plainWords(field.name);
  return field.entity === 'account' && !name.startsWith('account ') ? `account ${name}` : name;
}

export function countWords({ min, max }: Count): string {
  if (max === undefined) return `${min} or more`;
  return max === min ? String(min) : `${min} to ${max}`;
}

export function literalWords(literal: Literal): string {
  switch (literal.type) {
    case 'NUMERIC':
      return literal.value.toFixed();
    case 'BOOL':
      return literal.value ? 'yes' : 'no';
    default:
      return literal.value;
  }
}

export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
