/** What is asked of a field, checked against the field's type. */
import { Decimal } from 'decimal.js';
import type { ScalarType } from '../../generate/canonical.js';
import type { Comparison, FieldRef, FieldTest, Literal } from '../model.js';
import { error } from '../report.js';
import type { FieldTestText, LiteralText, Operand } from '../schema/condition.js';
import { fieldTestNames, isDecimal } from '../schema/condition.js';
import { shown } from '../schema/issues.js';
import { isDate } from '../schema/scalars.js';
import type { Cursor } from '../yaml/cursor.js';
import { isPattern } from './pattern.js';
import { isKnown, resolveField, type Scope } from './scope.js';

type TestName = keyof FieldTestText;

const anyType = ['known', 'unknown'] as const;
const ordered = ['is', 'in', 'between', 'at_least', 'at_most', ...anyType] as const;
const dated = ['older_than', 'newer_than'] as const;

const testsByType = {
  STRING: ['is', 'in', 'in_list', 'matches', 'starts_with', 'contains', ...anyType],
  INT64: ordered,
  NUMERIC: ordered,
  BOOL: ['is', ...anyType],
  DATE: [...ordered, ...dated],
  TIMESTAMP: [...ordered, ...dated],
} as const satisfies Record<ScalarType, readonly TestName[]>;

const comparisons = { is: '=', at_least: '>=', at_most: '<=' } as const satisfies Partial<Record<TestName, Comparison>>;

/** The tests written at the cursor, in the order of the language; what is faulty is reported and left out. */
export function resolveTests(written: FieldTestText, field: FieldRef, cursor: Cursor, scope: Scope): FieldTest[] {
  return fieldTestNames
    .filter((name) => written[name] !== undefined)
    .flatMap((name) => {
      const allowed: readonly TestName[] = testsByType[field.type];
      if (!allowed.includes(name)) {
        scope.report(
          error(
            'rubric/test-and-type',
            cursor.at(name).keyPlace,
            `"${name}" cannot be asked of ${field.entity}.${field.name}, which is ${field.type}.`,
            { todo: `Of ${field.type}, ask one of: ${allowed.join(', ')}.` },
          ),
        );
        return [];
      }
      const test = resolveTest(name, written, field, cursor.at(name), scope);
      return test === undefined ? [] : [test];
    });
}

function resolveTest(
  name: TestName,
  written: FieldTestText,
  field: FieldRef,
  cursor: Cursor,
  scope: Scope,
): FieldTest | undefined {
  const one = (value: LiteralText, at = cursor) => resolveLiteral(value, field, at, scope);
  switch (name) {
    case 'is':
    case 'at_least':
    case 'at_most': {
      const operand = written[name];
      if (operand === undefined) return undefined;
      if (isField(operand)) return resolveComparison(comparisons[name], operand.field, field, cursor, scope);
      const value = one(operand);
      return value && { op: name, value };
    }
    case 'in': {
      const values = (written.in ?? []).map((value, index) => one(value, cursor.at(index)));
      return { op: 'in', values: values.filter((value) => value !== undefined) };
    }
    case 'in_list': {
      const list = written.in_list ?? '';
      const todo = 'Add it under "lists:" in rubrics/shared/standards.yaml.';
      return isKnown('list', list, scope.lists, cursor, scope.report, todo) ? { op: 'in_list', list } : undefined;
    }
    case 'between': {
      const [from, to] = written.between ?? [];
      if (from === undefined || to === undefined) return undefined;
      const low = one(from, cursor.at(0));
      const high = one(to, cursor.at(1));
      if (low === undefined || high === undefined) return undefined;
      if (isBelow(high, low)) {
        scope.report(
          error('rubric/bounds', cursor.place, 'The lower end of "between" is above its upper end.', {
            todo: 'Write the lower value first.',
          }),
        );
        return undefined;
      }
      return { op: 'between', low, high };
    }
    case 'matches': {
      const text = written.matches ?? '';
      return isPattern(text, cursor, scope.report) ? { op: 'matches', text } : undefined;
    }
    case 'starts_with':
    case 'contains':
      return { op: name, text: written[name] ?? '' };
    case 'known':
    case 'unknown':
      return { op: name };
    case 'older_than':
    case 'newer_than':
      return { op: name, days: written[name] ?? 0 };
  }
}

function isField(operand: Operand): operand is { field: string } {
  return typeof operand === 'object' && !isDecimal(operand);
}

const kindOfType = {
  STRING: 'text',
  INT64: 'number',
  NUMERIC: 'number',
  BOOL: 'truth',
  DATE: 'day',
  TIMESTAMP: 'moment',
} as const satisfies Record<ScalarType, string>;

function resolveComparison(
  comparison: Comparison,
  otherName: string,
  field: FieldRef,
  cursor: Cursor,
  scope: Scope,
): FieldTest | undefined {
  const other = resolveField(otherName, cursor.at('field'), scope);
  if (other === undefined) return undefined;
  if (kindOfType[other.type] !== kindOfType[field.type]) {
    scope.report(
      error(
        'rubric/test-and-type',
        cursor.at('field').place,
        `${field.entity}.${field.name} is ${field.type} and cannot be compared with ${otherName}, which is ${other.type}.`,
      ),
    );
    return undefined;
  }
  return { op: 'compare', comparison, other };
}

const wanted = {
  STRING: 'a text',
  INT64: 'a number',
  NUMERIC: 'a number',
  BOOL: 'true or false',
  DATE: 'a date such as 2026-11-02',
  TIMESTAMP: 'a date such as 2026-11-02',
} as const satisfies Record<ScalarType, string>;

function resolveLiteral(value: LiteralText, field: FieldRef, cursor: Cursor, scope: Scope): Literal | undefined {
  const literal = literalOf(value, field.type);
  if (literal !== undefined) return literal;
  const isPlain = field.type === 'STRING' && typeof value !== 'string';
  scope.report(
    error(
      'rubric/wrong-type',
      cursor.place,
      `${field.entity}.${field.name} is ${field.type}: the value must be ${wanted[field.type]}, not ${shown(value)}.`,
      {
        why:
          value === '' || (typeof value === 'string' && value.trim() === '') ? 'A blank text is unknown.' : undefined,
        todo: isPlain ? `Put it in quotes: "${String(value)}".` : undefined,
      },
    ),
  );
  return undefined;
}

function literalOf(value: LiteralText, type: ScalarType): Literal | undefined {
  switch (type) {
    case 'STRING':
      return typeof value === 'string' && value.trim() !== '' ? { type: 'STRING', value } : undefined;
    case 'INT64':
    case 'NUMERIC':
      return value instanceof Decimal ? { type: 'NUMERIC', value } : undefined;
    case 'BOOL':
      return typeof value === 'boolean' ? { type: 'BOOL', value } : undefined;
    case 'DATE':
    case 'TIMESTAMP':
      return typeof value === 'string' && isDate(value) ? { type: 'DATE', value } : undefined;
  }
}

function isBelow(a: Literal, b: Literal): boolean {
  if (a.type === 'NUMERIC' && b.type === 'NUMERIC') return a.value.lt(b.value);
  return a.type === 'DATE' && b.type === 'DATE' && a.value < b.value;
}
