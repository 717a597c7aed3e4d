import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import type { Condition, FieldTest, Literal } from '../../scripts/rubric/model.js';
import { canHold } from '../../scripts/rubric/satisfiable.js';

const at = { file: 'x.yaml', line: 1, column: 1 };
const standards = { lists: new Map([['core', ['Software', 'fintech']]]) };
const text = (value: string): Literal => ({ type: 'STRING', value });
const number = (value: number): Literal => ({ type: 'NUMERIC', value: new Decimal(value) });
const asks = (name: string, asked: FieldTest): Condition => ({
  kind: 'field',
  field: { entity: 'lead', name, type: 'STRING' },
  test: asked,
  at,
});
const not = (of: Condition): Condition => ({ kind: 'not', of, at });
const all = (...of: readonly Condition[]): Condition => ({ kind: 'all', of, at });
const any = (...of: readonly Condition[]): Condition => ({ kind: 'any', of, at });

const software = asks('industry', { op: 'is', value: text(' SOFTWARE ') });
const mining = asks('industry', { op: 'is', value: text('mining') });
const either = asks('industry', { op: 'in', values: [text('software'), text('mining')] });
const core = asks('industry', { op: 'in_list', list: 'core' });
const known = asks('industry', { op: 'known' });
const unknown = asks('industry', { op: 'unknown' });
const pattern = asks('industry', { op: 'matches', text: '^x' });
const customer = asks('is_customer', { op: 'is', value: { type: 'BOOL', value: true } });
const noCustomer = asks('is_customer', { op: 'is', value: { type: 'BOOL', value: false } });
const large = asks('employees', { op: 'at_least', value: number(500) });
const small = asks('employees', { op: 'at_most', value: number(100) });
const middle = asks('employees', { op: 'between', low: number(100), high: number(500) });
const exactly = asks('employees', { op: 'is', value: number(100) });
const act: Condition = { kind: 'behaviour', signals: ['x'], named: 'x', times: { min: 1 }, at };

describe('conditions that can all hold', () => {
  test.each<[string, readonly Condition[], readonly Condition[]]>([
    ['nothing asked', [], []],
    ['a value of two', [either, software], []],
    ['a value of a list', [core, software], []],
    ['bounds that touch', [middle, small], []],
    ['one number inside a span', [exactly, middle], []],
    ['not one of two values', [either, not(software)], []],
    ['one of two alternatives', [any(software, mining), not(software)], []],
    ['both truths refused, but unknown', [], [customer, noCustomer]],
    ['a value that is not true of the other', [], [software, mining]],
    ['what patterns say is not judged', [pattern, software], []],
    ['behaviour is not judged', [act, not(act)], []],
    ['unknown fails every test', [unknown], [software, large]],
    ['not true of both parts', [software], [all(software, mining)]],
  ])('%s', (_, holding, failing) => {
    expect(canHold(holding, failing, standards)).toBe(true);
  });
});

describe('conditions that no lead fulfils', () => {
  test.each<[string, readonly Condition[], readonly Condition[]]>([
    ['two values at once', [software, mining], []],
    ['a value beside the list', [core, mining], []],
    ['a value and not it', [software, not(software)], []],
    ['known and unknown', [known, unknown], []],
    ['a value and unknown', [unknown, software], []],
    ['not unknown, and unknown', [not(unknown), unknown], []],
    ['not known, and a value', [not(known), software], []],
    ['true and false', [customer, noCustomer], []],
    ['neither truth, and known', [not(customer), not(noCustomer)], []],
    ['spans apart', [large, small], []],
    ['a span inside one left out', [exactly, not(middle)], []],
    ['every alternative refused', [any(software, mining), not(either)], []],
    ['what implies the other', [software], [either]],
    ['a part that contradicts', [all(software, any(mining, all(large, small)))], []],
    ['neither of the parts', [software], [any(software, mining)]],
    ['not all, where all hold', [software, large, not(all(software, large))], []],
    ['not any, where one holds', [software, not(any(software, large))], []],
  ])('%s', (_, holding, failing) => {
    expect(canHold(holding, failing, standards)).toBe(false);
  });
});
