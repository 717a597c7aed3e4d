import { Decimal } from 'decimal.js';
import { didYouMean } from '../../problem/closest.js';
import type { Condition, Criterion } from '../model.js';
import { error } from '../report.js';
import { fieldTestNames } from '../schema/condition.js';
import type { CaseText, CriterionText, UnknownText } from '../schema/criterion.js';
import { conditionWords, plainWords, testWords } from '../words.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveCondition } from './condition.js';
import { resolveTests } from './field-test.js';
import { resolveField, type Scope } from './scope.js';

type Case = Criterion['cases'][number];
type Unknown = Criterion['unknown'];

const ZERO = new Decimal(0);

/** The criterion, or `undefined` when something in it is faulty, which is then reported. */
export function resolveCriterion(
  name: string,
  written: CriterionText,
  cursor: Cursor,
  scope: Scope,
): Criterion | undefined {
  const label = written.label ?? plainWords(name);
  if (written.cases !== undefined) return withCases(name, label, written, written.cases, cursor, scope);
  const at = cursor.keyPlace;
  if (written.when === undefined || written.points === undefined) {
    if (cursor.isWhole) {
      scope.report(
        error('rubric/missing-key', at, `The criterion "${name}" says neither "cases" nor "when" with "points".`, {
          todo: 'Write "field:" and "cases:", or the short form "when:" and "points:".',
        }),
      );
    }
    return undefined;
  }
  misplaced(written, ['field'], cursor, scope, 'The short form of a criterion has "when" and "points" only.');
  const when = resolveCondition(written.when, cursor.at('when'), scope, 'none');
  const otherwise = { points: ZERO, at };
  const unknown =
    written.unknown === undefined
      ? ({ kind: 'points', points: ZERO, declared: 'no points' } satisfies Unknown)
      : resolveUnknown(written.unknown, { cases: [], points: [ZERO, written.points], otherwise }, cursor, scope);
  if (when === undefined || unknown === undefined) return undefined;
  const cases = [{ when, points: written.points, label, at: cursor.at('when').keyPlace }];
  return { name, label, cases, otherwise, unknown, at };
}

function withCases(
  name: string,
  label: string,
  written: CriterionText,
  list: readonly CaseText[],
  cursor: Cursor,
  scope: Scope,
): Criterion | undefined {
  misplaced(written, ['when', 'points'], cursor, scope, 'A criterion with "cases" gives its points in them.');
  const { cases, isSound } = resolveCases(written.field, list, cursor, scope);
  const last = list.findLastIndex((each) => each.otherwise === true);
  const fallen = last < 0 ? undefined : list[last];
  if (list.some((each, index) => each.otherwise === true && index < list.length - 1)) {
    const place = cursor.at(
      'cases',
      list.findIndex((each) => each.otherwise === true),
      'otherwise',
    ).keyPlace;
    scope.report(
      error('rubric/otherwise-not-last', place, '"otherwise" is not the last case.', {
        why: 'The first match wins, so no case below it could ever hold.',
        todo: 'Move it to the end.',
      }),
    );
  }
  const otherwise: Criterion['otherwise'] =
    fallen === undefined
      ? { points: ZERO, at: cursor.keyPlace }
      : {
          points: fallen.points,
          ...(fallen.level !== undefined && { level: fallen.level }),
          at: cursor.at('cases', last).keyPlace,
        };
  if (written.unknown === undefined) {
    if (!cursor.wasGiven('unknown')) {
      scope.report(
        error('rubric/missing-key', cursor.keyPlace, `The criterion "${name}" does not say what unknown gives.`, {
          why: 'Unknown is not zero: a lead without the value must not be taken for a bad one by accident.',
          todo: 'Add "unknown: neutral", { points: <number> }, { fallback: lead.<field> } or { same_as: <level> }.',
        }),
      );
    }
    return undefined;
  }
  const points = [...list.map((each) => each.points), otherwise.points];
  const unknown = resolveUnknown(written.unknown, { cases: list, points, otherwise }, cursor, scope, written.field);
  if (!isSound || unknown === undefined) return undefined;
  return { name, label, cases, otherwise, unknown, at: cursor.keyPlace };
}

function resolveCases(
  fieldText: string | undefined,
  list: readonly CaseText[],
  cursor: Cursor,
  scope: Scope,
): { cases: readonly Case[]; isSound: boolean } {
  const field = fieldText === undefined ? undefined : resolveField(fieldText, cursor.at('field'), scope);
  const cases: Case[] = [];
  let isSound = fieldText === undefined || field !== undefined;
  for (const [index, each] of list.entries()) {
    if (each.otherwise === true) continue;
    const at = cursor.at('cases', index);
    // The field may be what is faulty.
    const isNamed = fieldText !== undefined || !cursor.wasGiven('field');
    const when = isNamed ? caseCondition(each, field, fieldText, at, scope) : undefined;
    if (when === undefined) isSound = false;
    else {
      cases.push({
        when,
        points: each.points,
        ...(each.level !== undefined && { level: each.level }),
        label: each.label ?? (when.kind === 'field' ? testWords(when.test) : conditionWords(when)),
        at: at.keyPlace,
      });
    }
  }
  return { cases, isSound };
}

function caseCondition(
  written: CaseText,
  field: ReturnType<typeof resolveField>,
  fieldText: string | undefined,
  cursor: Cursor,
  scope: Scope,
): Condition | undefined {
  const asked = fieldTestNames.filter((test) => written[test] !== undefined);
  const at = cursor.keyPlace;
  if (written.when !== undefined && asked.length === 0) {
    return resolveCondition(written.when, cursor.at('when'), scope, 'none');
  }
  if (asked.length === 0 || written.when !== undefined || fieldText === undefined) {
    if (cursor.isWhole) {
      const what =
        asked.length === 0
          ? 'The case asks nothing.'
          : fieldText === undefined
            ? 'The case tests a field, but the criterion names none.'
            : 'The case has both "when" and a test.';
      const todo =
        fieldText === undefined ? 'Add "field:" to the criterion.' : 'Write one test such as "in: [...]", or "when:".';
      scope.report(error('rubric/case', at, what, { todo }));
    }
    return undefined;
  }
  if (field === undefined) return undefined;
  const of = resolveTests(written, field, cursor, scope).map((test): Condition => ({ kind: 'field', field, test, at }));
  const [first] = of;
  if (of.length < asked.length || first === undefined) return undefined;
  return of.length === 1 ? first : { kind: 'all', of, at };
}

interface Attainable {
  readonly cases: readonly CaseText[];
  readonly points: readonly Decimal[];
  readonly otherwise: Criterion['otherwise'];
}

function resolveUnknown(
  written: UnknownText,
  attainable: Attainable,
  cursor: Cursor,
  scope: Scope,
  fieldText?: string,
): Unknown | undefined {
  const at = cursor.at('unknown');
  if (written === 'neutral') return neutral(attainable);
  const given = Object.keys(written);
  const settled =
    written.points !== undefined
      ? ({ kind: 'points', points: written.points, declared: `${written.points.toString()} points` } satisfies Unknown)
      : written.same_as !== undefined
        ? sameAs(written.same_as, attainable, cursor, scope)
        : neutral(attainable);
  const allowed = written.fallback === undefined ? given.length === 1 : given.length <= 2;
  if (!allowed) {
    scope.report(
      error('rubric/unknown-twice', at.place, '"unknown" says more than one thing.', {
        todo: 'Keep one of points, same_as and fallback; a fallback may have one of the others beside it.',
      }),
    );
    return undefined;
  }
  if (written.fallback === undefined) return settled;
  if (fieldText === undefined || attainable.cases.some((each) => each.when !== undefined)) {
    scope.report(
      error(
        'rubric/fallback',
        at.at('fallback').place,
        'A fallback needs cases that all test the one "field" of the criterion.',
        {
          todo: 'Write the cases without "when", or give points instead.',
        },
      ),
    );
    return undefined;
  }
  const field = resolveField(written.fallback, at.at('fallback'), scope);
  if (field === undefined || settled === undefined) return undefined;
  const { cases, isSound } = resolveCases(written.fallback, attainable.cases, cursor, scope);
  return isSound
    ? { kind: 'fallback', cases, declared: `from ${written.fallback}`, points: settled.points }
    : undefined;
}

/** The midpoint of the attainable points; exact, since points have three digits after the point at most. */
function neutral(attainable: Attainable): Extract<Unknown, { kind: 'points' }> {
  const points = Decimal.min(...attainable.points)
    .plus(Decimal.max(...attainable.points))
    .dividedBy(2);
  return { kind: 'points', points, declared: 'neutral' };
}

function sameAs(
  level: string,
  attainable: Attainable,
  cursor: Cursor,
  scope: Scope,
): Extract<Unknown, { kind: 'points' }> | undefined {
  const found = attainable.cases.find((each) => each.level === level);
  if (found !== undefined) return { kind: 'points', points: found.points, declared: `same as ${level}` };
  if (cursor.isWhole) {
    const levels = attainable.cases.flatMap((each) => (each.level === undefined ? [] : [each.level]));
    const place = cursor.at('unknown', 'same_as').place;
    scope.report(
      error('rubric/unknown-level', place, `No case has the level "${level}".`, {
        todo: didYouMean(level, new Set(levels)) ?? 'Give a case that level.',
      }),
    );
  }
  return undefined;
}

function misplaced(
  written: CriterionText,
  keys: readonly ('field' | 'when' | 'points')[],
  cursor: Cursor,
  scope: Scope,
  what: string,
): void {
  for (const key of keys.filter((each) => written[each] !== undefined)) {
    const todo = `Take "${key}" away here.`;
    scope.report(error('rubric/misplaced-key', cursor.at(key).keyPlace, what, { todo }));
  }
}
