import { Decimal } from 'decimal.js';
import type { Problem } from '../../problem.js';
import { fieldName } from '../fields.js';
import type { Criterion, FieldTest, Literal, Standards } from '../model.js';
import { error, type Advice } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/dead-case';
const advice: Advice = { why: 'The first case that holds wins.', todo: 'Take it out, or move it further up.' };

/** A case whose every value an earlier case of the same criterion has already taken. */
export const deadCase: Check = {
  code,
  scope: 'rubric',
  check: ({ rubrics, standards }) =>
    rubrics.flatMap((rubric) =>
      [...rubric.dimensions, ...(rubric.account === undefined ? [] : [rubric.account])].flatMap(({ criteria }) =>
        criteria.flatMap((criterion) => deadCases(criterion, standards)),
      ),
    ),
};

/** What earlier cases have taken of one field. */
interface Taken {
  readonly texts: Set<string>;
  readonly truths: Set<boolean>;
  spans: Span[];
  everything: boolean;
}

interface Span {
  readonly low: Decimal;
  readonly high: Decimal;
}

function deadCases(criterion: Criterion, standards: Standards): Problem[] {
  const fields = new Map<string, Taken>();
  return criterion.cases.flatMap(({ when, at }): Problem[] => {
    if (when.kind !== 'field') return [];
    const name = fieldName(when.field);
    const taken = fields.get(name) ?? { texts: new Set(), truths: new Set(), spans: [], everything: false };
    fields.set(name, taken);
    if (taken.everything && when.test.op !== 'unknown') {
      return [error(code, at, 'This case can never hold: an earlier one takes every known value.', advice)];
    }
    return [...take(when.test, taken, standards)].map((what) => error(code, at, what, advice));
  });
}

/** Adds what the test takes; says what of it was taken before. */
function take(test: FieldTest, taken: Taken, standards: Standards): string[] {
  if (test.op === 'known') taken.everything = true;
  const span = spanOf(test);
  if (span !== undefined) {
    const isDead = isCovered(span, taken.spans);
    taken.spans = [...taken.spans, span];
    return isDead ? ['This case can never hold: earlier ones take all of its numbers.'] : [];
  }
  const again = valuesOf(test, standards).filter((value) => {
    if (typeof value === 'boolean') return taken.truths.has(value) || !taken.truths.add(value);
    const text = value.trim().toLowerCase();
    return taken.texts.has(text) || !taken.texts.add(text);
  });
  if (taken.truths.size === 2) taken.everything = true;
  return again.map((value) => `"${String(value)}" can never be reached here: it has been taken already.`);
}

function valuesOf(test: FieldTest, standards: Standards): (string | boolean)[] {
  const plain = (literals: readonly Literal[]) =>
    literals.flatMap((literal) => (literal.type === 'STRING' || literal.type === 'BOOL' ? [literal.value] : []));
  if (test.op === 'is') return plain([test.value]);
  if (test.op === 'in') return plain(test.values);
  return test.op === 'in_list' ? [...(standards.lists.get(test.list) ?? [])] : [];
}

function spanOf(test: FieldTest): Span | undefined {
  const number = (literal: Literal) => (literal.type === 'NUMERIC' ? literal.value : undefined);
  const from = (low: Decimal | undefined, high: Decimal | undefined) => low && high && { low, high };
  if (test.op === 'between') return from(number(test.low), number(test.high));
  if (test.op === 'at_least') return from(number(test.value), new Decimal(Infinity));
  if (test.op === 'at_most') return from(new Decimal(-Infinity), number(test.value));
  return test.op === 'is' ? from(number(test.value), number(test.value)) : undefined;
}

/** Whether the spans together leave nothing of it; they may overlap. */
function isCovered(span: Span, spans: readonly Span[]): boolean {
  let reached = span.low;
  for (let grown = true; grown;) {
    grown = false;
    for (const other of spans) {
      if (other.low.lte(reached) && other.high.gte(span.high)) return true;
      if (other.low.lte(reached) && other.high.gt(reached)) {
        reached = other.high;
        grown = true;
      }
    }
  }
  return false;
}
